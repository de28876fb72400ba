#include "voices/providers/anthropic/anthropic_request.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "voices/providers/anthropic/anthropic_schema.h"
#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

constexpr std::int32_t kMaxTokens = 1024;  // it insists on a number, and has no default
constexpr Thousandths kTemperatureMax = Thousandths::of(1000);

std::optional<Thousandths> temperature_of(const Prompt& prompt, const ProviderConfig& config) {
  return prompt.sampling.temperature ? prompt.sampling.temperature : config.temperature;
}

std::optional<Refusal> refusal_of_sampling(const Prompt& prompt, const ProviderConfig& config) {
  const Sampling& sampling = prompt.sampling;
  if (sampling.frequency_penalty || sampling.presence_penalty) {
    return Refusal{"sampling: Anthropic knows no frequency_penalty and no presence_penalty",
                   "Leave them out for this provider."};
  }
  if (sampling.seed) {
    return Refusal{"sampling.seed: Anthropic draws without a seed",
                   "Leave it out for this provider; a recording repeats an answer exactly."};
  }
  const auto temperature = temperature_of(prompt, config);
  if (temperature && temperature->value > kTemperatureMax.value) {
    return Refusal{"temperature " + to_string(*temperature) + ": Anthropic takes 0 to 1",
                   "Give at most 1."};
  }
  return std::nullopt;
}

std::optional<Refusal> refusal_of_results(const Prompt& prompt) {
  for (std::size_t index = 0; index < prompt.messages.size(); ++index) {
    const Message& message = prompt.messages[index];
    if (message.role != Role::tool || !message.tool_call_id.empty()) continue;
    return refuse_message(index, "a tool's result without tool_call_id",
                          "Give the id of the call that it is the result of.");
  }
  return std::nullopt;
}

void put_text_block(RequestWriter& writer, const std::string& text) {
  if (text.empty()) return;  // an empty block is refused
  writer.begin_object();
  writer.text("type", "text");
  writer.text("text", text);
  writer.end_object();
}

void put_image(RequestWriter& writer, const Image& image) {
  writer.begin_object();
  writer.text("type", "image");
  writer.begin_object("source");
  writer.text("type", "base64");
  writer.text("media_type", image.media_type);
  writer.text("data", image.base64);
  writer.end_object();
  writer.end_object();
}

void put_tool_use(RequestWriter& writer, const ToolCall& call) {
  writer.begin_object();
  writer.text("type", "tool_use");
  writer.text("id", call.id);
  writer.text("name", call.name);
  writer.json("input", call.arguments.empty() ? "{}" : std::string_view(call.arguments));
  writer.end_object();
}

void put_tool_result(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("type", "tool_result");
  writer.text("tool_use_id", message.tool_call_id);
  writer.optional_text("content", message.text);
  if (message.tool_failed) writer.boolean("is_error", true);
  writer.end_object();
}

/// Pictures go before the text: the models read them better so.
void put_blocks(RequestWriter& writer, const Message& message) {
  if (message.role == Role::tool) return put_tool_result(writer, message);
  for (const Image& image : message.images) put_image(writer, image);
  put_text_block(writer, message.text);
  for (const ToolCall& call : message.tool_calls) put_tool_use(writer, call);
}

bool is_text_only(const Message& message) {
  return message.role != Role::tool && message.images.empty() && message.tool_calls.empty();
}

void put_messages(RequestWriter& writer, const std::vector<Message>& messages) {
  for (std::size_t begin = 0, end = 0; begin < messages.size(); begin = end) {
    end = end_of_turn(messages, begin);
    const Message& first = messages[begin];
    if (first.role == Role::system) continue;
    writer.begin_object();
    writer.text("role", first.role == Role::assistant ? "assistant" : "user");
    if (is_text_only(first)) {
      writer.text("content", first.text);
    } else {
      writer.begin_array("content");
      for (std::size_t i = begin; i < end; ++i) put_blocks(writer, messages[i]);
      writer.end_array();
    }
    writer.end_object();
  }
}

void put_words(RequestWriter& writer, const Prompt& prompt) {
  writer.optional_text("system", joined_system_texts(prompt));
  writer.begin_array("messages");
  if (prompt.messages.empty()) {
    put_messages(writer, {Message{.text = prompt.text}});
  } else {
    put_messages(writer, prompt.messages);
  }
  writer.end_array();
}

void put_sampling(RequestWriter& writer, const Prompt& prompt, const ProviderConfig& config) {
  const Sampling& sampling = prompt.sampling;
  const auto tokens = sampling.max_tokens ? sampling.max_tokens : config.max_tokens;
  writer.number("max_tokens", tokens.value_or(kMaxTokens));
  writer.number("temperature", temperature_of(prompt, config));
  writer.number("top_p", sampling.top_p);
  writer.number("top_k", sampling.top_k);
  if (sampling.stop.empty()) return;
  writer.begin_array("stop_sequences");
  for (const std::string& stop : sampling.stop) writer.text(stop);
  writer.end_array();
}

void put_tool_choice(RequestWriter& writer, const ToolChoice& choice) {
  writer.begin_object("tool_choice");
  switch (choice.mode) {
    case ToolChoice::Mode::automatic:
      writer.text("type", "auto");
      break;
    case ToolChoice::Mode::none:
      writer.text("type", "none");
      break;
    case ToolChoice::Mode::required:
      writer.text("type", "any");
      break;
    case ToolChoice::Mode::named:
      writer.text("type", "tool");
      writer.text("name", choice.name);
      break;
  }
  writer.end_object();
}

void put_tools(RequestWriter& writer, const Prompt& prompt) {
  if (prompt.tools.empty()) return;
  constexpr std::string_view kNoParameters = R"({"type":"object"})";
  writer.begin_array("tools");
  for (const Tool& tool : prompt.tools) {
    writer.begin_object();
    writer.text("name", tool.name);
    writer.optional_text("description", tool.description);
    writer.json("input_schema", tool.parameters.empty() ? kNoParameters : tool.parameters);
    writer.end_object();
  }
  writer.end_array();
  put_tool_choice(writer, prompt.tool_choice);
}

void put_answer_schema(RequestWriter& writer, const std::string& schema) {
  writer.begin_object("output_config");
  writer.begin_object("format");
  writer.text("type", "json_schema");
  writer.json("schema", schema);
  writer.end_object();
  writer.end_object();
}

}  // namespace

Result<std::string, Refusal> anthropic_body(const Prompt& prompt, const std::string& model,
                                            const ProviderConfig& config) {
  if (auto refusal = refusal_of_conversation(prompt)) return *std::move(refusal);
  if (auto refusal = refusal_of_results(prompt)) return *std::move(refusal);
  if (auto refusal = refusal_of_sampling(prompt, config)) return *std::move(refusal);
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  put_words(writer, prompt);
  put_sampling(writer, prompt, config);
  put_tools(writer, prompt);
  if (!prompt.answer_schema.empty()) {
    auto schema = anthropic_schema(prompt.answer_schema);
    if (!schema) return schema.error();
    put_answer_schema(writer, *schema);
  }
  writer.boolean("stream", prompt.stream);
  writer.end_object();
  return writer.take();
}

}  // namespace skald::voices
