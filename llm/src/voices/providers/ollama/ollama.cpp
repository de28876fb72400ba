// Ollama, in its own terms: its OpenAI-compatible side can set neither options nor keep_alive.
#include <utility>

#include "voices/config/config_checks.h"
#include "voices/providers/ollama/ollama_decoder.h"
#include "voices/providers/ollama/ollama_endpoint.h"
#include "voices/providers/ollama/ollama_models.h"
#include "voices/providers/ollama/ollama_request.h"
#include "voices/providers/ollama/ollama_settings.h"
#include "voices/providers/registry.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

/// Their arguments are sent as JSON, not as text.
const ToolCall* call_without_object(const Prompt& prompt) {
  wire::JsonParser parser;
  for (const Message& message : prompt.messages) {
    for (const ToolCall& call : message.tool_calls) {
      if (call.arguments.empty()) continue;
      const wire::Json* arguments = parser.parse_copy(call.arguments);
      if (arguments == nullptr || !arguments->IsObject()) return &call;
    }
  }
  return nullptr;
}

class Ollama final : public Provider {
 public:
  Ollama(ProviderConfig config, OllamaSettings settings)
      : Provider(std::move(config)), settings_(std::move(settings)) {}

  Framing framing() const override { return Framing::lines; }

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    const ToolChoice::Mode choice = prompt.tool_choice.mode;
    if (choice == ToolChoice::Mode::required || choice == ToolChoice::Mode::named) {
      return cannot("tool_choice: Ollama cannot be made to call a tool",
                    "Leave the choice to the model, and ask for the call in a message; or use "
                    "answer_schema, which Ollama does enforce.");
    }
    if (const ToolCall* call = call_without_object(prompt)) {
      return cannot(
          "messages: the arguments of the call of '" + call->name + "' are no JSON object",
          "Leave that call out of the conversation, or give it the text of an object.");
    }
    HttpRequest request = post(is_plain(prompt) ? "/api/generate" : "/api/chat");
    request.body = ollama_body(prompt, model_of(prompt), settings_);
    return request;
  }

  std::unique_ptr<Decoder> decoder() const override { return std::make_unique<OllamaDecoder>(); }

  Result<HttpRequest, Failure> request_for(ModelTask task,
                                           const std::string& model) const override {
    const std::string& chosen = model.empty() ? config().model : model;
    switch (task) {
      case ModelTask::list:
        return get("/api/tags");
      case ModelTask::running:
        return get("/api/ps");
      case ModelTask::health:
        return get("/api/version");
      case ModelTask::show:
        return about(chosen, "/api/show", ollama_model_body(chosen));
      case ModelTask::pull:
        return about(chosen, "/api/pull", ollama_model_body(chosen));
      case ModelTask::warm_up:
        return about(chosen, "/api/generate", ollama_warm_up_body(chosen, settings_));
      case ModelTask::unload:
        return about(chosen, "/api/generate", ollama_unload_body(chosen));
    }
    return Provider::request_for(task, model);
  }

  std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const override {
    if (task == ModelTask::show) return {ollama_model(body)};
    return ollama_models(body);
  }

  PullProgress read_progress(const wire::Json& line) const override {
    return ollama_progress(line);
  }

 private:
  Result<HttpRequest, Failure> about(const std::string& model, std::string_view path,
                                     std::string body) const {
    if (model.empty()) {
      return cannot("no model is named", "Name one, as \"llama3.2\", or set the provider's model.");
    }
    HttpRequest request = post(path);
    request.body = std::move(body);
    return request;
  }

  OllamaSettings settings_;
};

}  // namespace

MadeProvider make_ollama(ProviderConfig config) {
  auto settings = ollama_settings(config);
  if (!settings) return settings.error();
  config.endpoint = ollama_endpoint(config.endpoint);
  const std::string_view fault = fault_in_url(config.endpoint);
  if (!fault.empty()) return setting_fault(config, "endpoint " + std::string(fault));
  return std::shared_ptr<const Provider>(
      std::make_shared<Ollama>(std::move(config), std::move(*settings)));
}

}  // namespace skald::voices
