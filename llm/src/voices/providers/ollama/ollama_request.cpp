#include "voices/providers/ollama/ollama_request.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "voices/providers/ollama/ollama_writer.h"

namespace skald::voices {
namespace {

/// The prompt's own sampling, and what of the configured options it does not say itself.
class Options {
 public:
  explicit Options(OllamaWriter& json) : json_(json) {}

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
    json_.open_list("stop");
    for (const std::string& text : sampling.stop) json_.put(text);
    json_.close_list();
  }
  void put(const std::vector<ProviderConfig::Option>& configured) {
    for (const ProviderConfig::Option& option : configured) {
      if (std::find(said_.begin(), said_.end(), option.name) != said_.end()) continue;
      begin(option.name);
      json_.put_json(option.name, option.json);
    }
  }
  void finish() {
    if (!said_.empty()) json_.close_object();
  }

 private:
  void begin(std::string_view name) {
    if (said_.empty()) json_.open_object("options");
    said_.push_back(name);
  }
  template <class Number>
  void put(std::string_view name, const std::optional<Number>& value) {
    if (!value) return;
    begin(name);
    json_.put(name, *value);
  }

  OllamaWriter& json_;
  std::vector<std::string_view> said_;
};

void put_tool_calls(OllamaWriter& json, const std::vector<ToolCall>& calls) {
  json.open_list("tool_calls");
  std::int64_t index = 0;
  for (const ToolCall& call : calls) {
    json.open_object();
    if (!call.id.empty()) json.put("id", call.id);
    json.open_object("function");
    json.put("index", index++);
    json.put("name", call.name);
    json.put_json("arguments", call.arguments.empty() ? "{}" : std::string_view(call.arguments));
    json.close_object();
    json.close_object();
  }
  json.close_list();
}

void put_message(OllamaWriter& json, const Message& message) {
  json.open_object();
  json.put("role", to_string(message.role));
  json.put("content", message.text);
  if (!message.images.empty()) {
    json.open_list("images");
    for (const Image& image : message.images) json.put(image.base64);
    json.close_list();
  }
  if (!message.tool_calls.empty()) put_tool_calls(json, message.tool_calls);
  if (!message.tool_name.empty()) json.put("tool_name", message.tool_name);
  if (!message.tool_call_id.empty()) json.put("tool_call_id", message.tool_call_id);
  json.close_object();
}

void put_tools(OllamaWriter& json, const std::vector<Tool>& tools) {
  constexpr std::string_view kNoParameters = R"({"type":"object","properties":{}})";
  json.open_list("tools");
  for (const Tool& tool : tools) {
    json.open_object();
    json.put("type", "function");
    json.open_object("function");
    json.put("name", tool.name);
    if (!tool.description.empty()) json.put("description", tool.description);
    json.put_json("parameters", tool.parameters.empty() ? kNoParameters : tool.parameters);
    json.close_object();
    json.close_object();
  }
  json.close_list();
}

/// Ollama has no tool_choice: not to call any is not to know any.
bool has_tools(const Prompt& prompt) {
  return !prompt.tools.empty() && prompt.tool_choice.mode != ToolChoice::Mode::none;
}

void put_words(OllamaWriter& json, const Prompt& prompt) {
  if (is_plain(prompt)) return json.put("prompt", prompt.text);
  json.open_list("messages");
  if (prompt.messages.empty()) {
    Message question;
    question.text = prompt.text;
    put_message(json, question);
  }
  for (const Message& message : prompt.messages) put_message(json, message);
  json.close_list();
  if (has_tools(prompt)) put_tools(json, prompt.tools);
}

void put_keep_alive(OllamaWriter& json, const OllamaSettings& settings) {
  if (!settings.keep_alive_json.empty()) json.put_json("keep_alive", settings.keep_alive_json);
}

}  // namespace

bool is_plain(const Prompt& prompt) { return prompt.messages.empty() && !has_tools(prompt); }

std::string ollama_body(const Prompt& prompt, const std::string& model,
                        const OllamaSettings& settings) {
  OllamaWriter json;
  json.put("model", model);
  put_words(json, prompt);
  if (!prompt.answer_schema.empty()) json.put_json("format", prompt.answer_schema);
  Options options(json);
  options.put(prompt.sampling);
  options.put(settings.options);
  options.finish();
  put_keep_alive(json, settings);
  if (!settings.think_json.empty()) json.put_json("think", settings.think_json);
  json.put_flag("truncate", false);
  json.put_flag("stream", prompt.stream);
  return json.finish();
}

std::string ollama_warm_up_body(const std::string& model, const OllamaSettings& settings) {
  OllamaWriter json;
  json.put("model", model);
  Options options(json);
  options.put(settings.options);
  options.finish();
  put_keep_alive(json, settings);
  json.put_flag("stream", false);
  return json.finish();
}

std::string ollama_unload_body(const std::string& model) {
  OllamaWriter json;
  json.put("model", model);
  json.put("keep_alive", std::int64_t{0});
  json.put_flag("stream", false);
  return json.finish();
}

std::string ollama_model_body(const std::string& model) {
  OllamaWriter json;
  json.put("model", model);
  return json.finish();
}

}  // namespace skald::voices
