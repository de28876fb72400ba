#include "voices/providers/ollama/ollama_request.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

/// The prompt's own sampling, and what of the configured options it does not say itself.
class Options {
 public:
  explicit Options(RequestWriter& writer) : writer_(writer) {}

  void put(const Sampling& sampling) {
    put("temperature", sampling.temperature);
    put("top_p", sampling.top_p);
    put("top_k", sampling.top_k);
    put("frequency_penalty", sampling.frequency_penalty);
    put("presence_penalty", sampling.presence_penalty);
    put("seed", sampling.seed);
    put("num_predict", sampling.max_tokens);
    if (sampling.stop.empty()) return;
    begin("stop");
    writer_.begin_array("stop");
    for (const std::string& text : sampling.stop) writer_.text(text);
    writer_.end_array();
  }
  void put(const std::vector<ProviderConfig::Option>& configured) {
    for (const ProviderConfig::Option& option : configured) {
      if (std::find(said_.begin(), said_.end(), option.name) != said_.end()) continue;
      begin(option.name);
      writer_.json(option.name, option.json);
    }
  }
  void finish() {
    if (!said_.empty()) writer_.end_object();
  }

 private:
  void begin(std::string_view name) {
    if (said_.empty()) writer_.begin_object("options");
    said_.push_back(name);
  }
  template <class Number>
  void put(std::string_view name, const std::optional<Number>& value) {
    if (!value) return;
    begin(name);
    writer_.number(name, value);
  }

  RequestWriter& writer_;
  std::vector<std::string_view> said_;
};

void put_tool_calls(RequestWriter& writer, const std::vector<ToolCall>& calls) {
  writer.begin_array("tool_calls");
  std::int64_t index = 0;
  for (const ToolCall& call : calls) {
    writer.begin_object();
    writer.optional_text("id", call.id);
    writer.begin_object("function");
    writer.number("index", index++);
    writer.text("name", call.name);
    writer.json("arguments", call.arguments.empty() ? "{}" : std::string_view(call.arguments));
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

void put_message(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("role", to_string(message.role));
  writer.text("content", message.text);
  if (!message.images.empty()) {
    writer.begin_array("images");
    for (const Image& image : message.images) writer.text(image.base64);
    writer.end_array();
  }
  if (!message.tool_calls.empty()) put_tool_calls(writer, message.tool_calls);
  writer.optional_text("tool_name", message.tool_name);
  writer.optional_text("tool_call_id", message.tool_call_id);
  writer.end_object();
}

void put_tools(RequestWriter& writer, const std::vector<Tool>& tools) {
  constexpr std::string_view kNoParameters = R"({"type":"object","properties":{}})";
  writer.begin_array("tools");
  for (const Tool& tool : tools) {
    writer.begin_object();
    writer.text("type", "function");
    writer.begin_object("function");
    writer.text("name", tool.name);
    writer.optional_text("description", tool.description);
    writer.json("parameters", tool.parameters.empty() ? kNoParameters : tool.parameters);
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

/// Ollama has no tool_choice: not to call any is not to know any.
bool has_tools(const Prompt& prompt) {
  return !prompt.tools.empty() && prompt.tool_choice.mode != ToolChoice::Mode::none;
}

void put_words(RequestWriter& writer, const Prompt& prompt) {
  if (is_plain(prompt)) return writer.text("prompt", prompt.text);
  writer.begin_array("messages");
  if (prompt.messages.empty()) put_message(writer, {.text = prompt.text});
  for (const Message& message : prompt.messages) put_message(writer, message);
  writer.end_array();
  if (has_tools(prompt)) put_tools(writer, prompt.tools);
}

void put_keep_alive(RequestWriter& writer, const OllamaSettings& settings) {
  if (!settings.keep_alive_json.empty()) writer.json("keep_alive", settings.keep_alive_json);
}

}  // namespace

bool is_plain(const Prompt& prompt) { return prompt.messages.empty() && !has_tools(prompt); }

std::string ollama_body(const Prompt& prompt, const std::string& model,
                        const OllamaSettings& settings) {
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  put_words(writer, prompt);
  if (!prompt.answer_schema.empty()) writer.json("format", prompt.answer_schema);
  Options options(writer);
  options.put(prompt.sampling);
  options.put(settings.options);
  options.finish();
  put_keep_alive(writer, settings);
  if (!settings.think_json.empty()) writer.json("think", settings.think_json);
  writer.boolean("truncate", false);
  writer.boolean("stream", prompt.stream);
  writer.end_object();
  return writer.take();
}

std::string ollama_warm_up_body(const std::string& model, const OllamaSettings& settings) {
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  Options options(writer);
  options.put(settings.options);
  options.finish();
  put_keep_alive(writer, settings);
  writer.boolean("stream", false);
  writer.end_object();
  return writer.take();
}

std::string ollama_unload_body(const std::string& model) {
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  writer.number("keep_alive", 0);
  writer.boolean("stream", false);
  writer.end_object();
  return writer.take();
}

std::string ollama_model_body(const std::string& model) {
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  writer.end_object();
  return writer.take();
}

}  // namespace skald::voices
