#include "voices/providers/gemini/gemini_request.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "voices/providers/endpoint_path.h"
#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

/// A result names its function: if the message does not, the call that it belongs to does.
std::string_view tool_name_of(const std::vector<Message>& messages, std::size_t index) {
  const Message& result = messages[index];
  if (!result.tool_name.empty()) return result.tool_name;
  for (std::size_t before = index; before-- > 0;) {
    for (const ToolCall& call : messages[before].tool_calls) {
      if (call.id == result.tool_call_id) return call.name;
    }
  }
  return {};
}

std::optional<Refusal> refusal_of_parts(const Prompt& prompt) {
  for (std::size_t index = 0; index < prompt.messages.size(); ++index) {
    const Message& message = prompt.messages[index];
    for (const Image& image : message.images) {
      if (image.media_type != "image/gif") continue;
      return refuse_message(index, "Gemini reads no image/gif", "Send it as image/png.");
    }
    if (message.role == Role::tool && tool_name_of(prompt.messages, index).empty()) {
      return refuse_message(index, "a tool's result without the tool's name", "Give tool_name.");
    }
  }
  return std::nullopt;
}

std::optional<Refusal> refusal_of_seed(const std::optional<std::int64_t>& seed) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (!seed || (*seed >= Limits::min() && *seed <= Limits::max())) return std::nullopt;
  return Refusal{"sampling.seed: Gemini takes 32 bits, and this one has more",
                 "Give a seed from -2147483648 to 2147483647."};
}

void put_text_part(RequestWriter& writer, std::string_view text) {
  if (text.empty()) return;
  writer.begin_object();
  writer.text("text", text);
  writer.end_object();
}

void put_image(RequestWriter& writer, const Image& image) {
  writer.begin_object();
  writer.begin_object("inlineData");
  writer.text("mimeType", image.media_type);
  writer.text("data", image.base64);
  writer.end_object();
  writer.end_object();
}

void put_call(RequestWriter& writer, const ToolCall& call) {
  writer.begin_object();
  writer.begin_object("functionCall");
  writer.optional_text("id", call.id);
  writer.text("name", call.name);
  writer.json("args", call.arguments.empty() ? "{}" : std::string_view(call.arguments));
  writer.end_object();
  writer.optional_text("thoughtSignature", call.opaque);  // without it newer models refuse the turn
  writer.end_object();
}

/// The response is an object; `output` and `error` are the names that Gemini knows in it.
void put_result(RequestWriter& writer, const Message& message, std::string_view tool_name) {
  writer.begin_object();
  writer.begin_object("functionResponse");
  writer.optional_text("id", message.tool_call_id);
  writer.text("name", tool_name);
  writer.begin_object("response");
  writer.text(message.tool_failed ? "error" : "output", message.text);
  writer.end_object();
  writer.end_object();
  writer.end_object();
}

void put_parts(RequestWriter& writer, const std::vector<Message>& messages, std::size_t index) {
  const Message& message = messages[index];
  if (message.role == Role::tool) {
    return put_result(writer, message, tool_name_of(messages, index));
  }
  for (const Image& image : message.images) put_image(writer, image);
  put_text_part(writer, message.text);
  for (const ToolCall& call : message.tool_calls) put_call(writer, call);
}

void put_contents(RequestWriter& writer, const std::vector<Message>& messages) {
  for (std::size_t begin = 0, end = 0; begin < messages.size(); begin = end) {
    end = end_of_turn(messages, begin);
    const Role role = messages[begin].role;
    if (role == Role::system) continue;
    writer.begin_object();
    writer.text("role", role == Role::assistant ? "model" : "user");
    writer.begin_array("parts");
    for (std::size_t i = begin; i < end; ++i) put_parts(writer, messages, i);
    writer.end_array();
    writer.end_object();
  }
}

void put_words(RequestWriter& writer, const Prompt& prompt) {
  const std::string system = joined_system_texts(prompt);
  if (!system.empty()) {
    writer.begin_object("systemInstruction");
    writer.begin_array("parts");
    put_text_part(writer, system);
    writer.end_array();
    writer.end_object();
  }
  writer.begin_array("contents");
  if (prompt.messages.empty()) {
    put_contents(writer, {Message{.text = prompt.text}});
  } else {
    put_contents(writer, prompt.messages);
  }
  writer.end_array();
}

std::string_view mode_of(ToolChoice::Mode mode) {
  switch (mode) {
    case ToolChoice::Mode::none:
      return "NONE";
    case ToolChoice::Mode::required:
    case ToolChoice::Mode::named:
      return "ANY";
    case ToolChoice::Mode::automatic:
      break;
  }
  return "AUTO";
}

void put_tool_choice(RequestWriter& writer, const ToolChoice& choice) {
  writer.begin_object("toolConfig");
  writer.begin_object("functionCallingConfig");
  writer.text("mode", mode_of(choice.mode));
  if (choice.mode == ToolChoice::Mode::named) {
    writer.begin_array("allowedFunctionNames");
    writer.text(choice.name);
    writer.end_array();
  }
  writer.end_object();
  writer.end_object();
}

void put_tools(RequestWriter& writer, const Prompt& prompt) {
  if (prompt.tools.empty()) return;
  writer.begin_array("tools");
  writer.begin_object();
  writer.begin_array("functionDeclarations");
  for (const Tool& tool : prompt.tools) {
    writer.begin_object();
    writer.text("name", tool.name);
    writer.text("description", tool.description);
    if (!tool.parameters.empty()) writer.json("parametersJsonSchema", tool.parameters);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  writer.end_array();
  put_tool_choice(writer, prompt.tool_choice);
}

void put_generation(RequestWriter& writer, const Prompt& prompt, const ProviderConfig& config) {
  const Sampling& sampling = prompt.sampling;
  writer.begin_object("generationConfig");
  writer.number("temperature", sampling.temperature ? sampling.temperature : config.temperature);
  writer.number("topP", sampling.top_p);
  writer.number("topK", sampling.top_k);
  writer.number("maxOutputTokens", sampling.max_tokens ? sampling.max_tokens : config.max_tokens);
  writer.number("presencePenalty", sampling.presence_penalty);
  writer.number("frequencyPenalty", sampling.frequency_penalty);
  writer.number("seed", sampling.seed);
  if (!sampling.stop.empty()) {
    writer.begin_array("stopSequences");
    for (const std::string& stop : sampling.stop) writer.text(stop);
    writer.end_array();
  }
  if (!prompt.answer_schema.empty()) {
    writer.text("responseMimeType", "application/json");
    writer.json("responseJsonSchema", prompt.answer_schema);
  }
  writer.end_object();
}

}  // namespace

std::string gemini_model_path(std::string_view model) {
  constexpr std::string_view kModels = "models/";
  constexpr std::string_view kTuned = "tunedModels/";
  std::string path = "/";
  path += model.starts_with(kTuned) ? kTuned : kModels;
  for (const std::string_view prefix : {kModels, kTuned}) {
    if (model.starts_with(prefix)) model.remove_prefix(prefix.size());
  }
  return path + path_segment(model);
}

Result<std::string, Refusal> gemini_body(const Prompt& prompt, const ProviderConfig& config) {
  if (auto refusal = refusal_of_conversation(prompt)) return *std::move(refusal);
  if (auto refusal = refusal_of_parts(prompt)) return *std::move(refusal);
  if (auto refusal = refusal_of_seed(prompt.sampling.seed)) return *std::move(refusal);
  RequestWriter writer;
  writer.begin_object();
  put_words(writer, prompt);
  put_tools(writer, prompt);
  put_generation(writer, prompt, config);
  writer.end_object();
  return writer.take();
}

}  // namespace skald::voices
