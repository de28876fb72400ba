// Google Gemini, generateContent of the Gemini API (not of Vertex AI).
//
// Read in the API reference at ai.google.dev ("Generating content", "Caching", "Models") and in the
// published interface definition (google/ai/generativelanguage/v1beta: generative_service.proto,
// content.proto, model.proto). Streams as they are met in practice (no end marker, finishReason
// early, repeated or in a chunk without parts, cumulative usageMetadata) are known from trackers of
// other clients. Nothing here was tried against the real server. Not verified:
// - that a functionCall may carry an `id` which the server did not give it;
// - `parametersJsonSchema`, and `output` and `error` in a functionResponse: read only in the
//   reference of the vendor's client libraries and of Vertex AI;
// - `thinking` of a model;
// - what becomes of the keywords of a responseJsonSchema that are outside of the documented list
//   (`const`, `pattern`, `definitions`, ...): answers are validated on arrival all the same;
// - which header, if any, names a request: `responseId` of the body is used.
#include <utility>

#include "voices/config/config_checks.h"
#include "voices/providers/endpoint_path.h"
#include "voices/providers/gemini/gemini_decoder.h"
#include "voices/providers/gemini/gemini_request.h"
#include "voices/providers/registry.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

constexpr std::string_view kModelPrefix = "models/";

void read_capabilities(const wire::Json& model, ModelInfo& info) {
  if (wire::is_true(&model, "thinking")) info.capabilities.emplace_back("thinking");
  const wire::Json* methods = wire::find(&model, "supportedGenerationMethods");
  if (methods == nullptr || !methods->IsArray()) return;
  for (const wire::Json& method : methods->GetArray()) {
    const std::string_view name = wire::text_of(&method);
    if (name == "generateContent") info.capabilities.emplace_back("completion");
    if (name == "embedContent") info.capabilities.emplace_back("embedding");
  }
}

ModelInfo read_model(const wire::Json& model) {
  ModelInfo info;
  std::string_view name = wire::text_of(&model, "name");
  if (name.starts_with(kModelPrefix)) name.remove_prefix(kModelPrefix.size());
  info.name = name;
  info.details = wire::text_of(&model, "displayName");
  info.context_tokens = wire::count_of(&model, "inputTokenLimit").value_or(0);
  info.answer_tokens_max = wire::count_of(&model, "outputTokenLimit").value_or(0);
  read_capabilities(model, info);
  return info;
}

class Gemini final : public Provider {
 public:
  using Provider::Provider;

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    auto body = gemini_body(prompt, config());
    if (!body) return cannot(body.error().message, body.error().advice);
    // Without alt=sse, a stream is one JSON array that grows.
    HttpRequest request =
        post(gemini_model_path(model_of(prompt)) +
             (prompt.stream ? ":streamGenerateContent?alt=sse" : ":generateContent"));
    request.body = std::move(*body);
    return request;
  }

  std::unique_ptr<Decoder> decoder() const override { return std::make_unique<GeminiDecoder>(); }

  void put_key(HttpRequest& request, std::string_view key) const override {
    if (!key.empty()) request.headers.push_back({"x-goog-api-key", std::string(key)});
  }

  Result<HttpRequest, Failure> request_for(ModelTask task,
                                           const std::string& model) const override {
    if (task == ModelTask::list) return get("/models?pageSize=1000");
    if (task == ModelTask::health) return get("/models?pageSize=1");
    if (task != ModelTask::show) return Provider::request_for(task, model);
    const std::string& chosen = model.empty() ? config().model : model;
    if (chosen.empty())
      return cannot("no model is named", "Name one, or set the provider's model.");
    return get(gemini_model_path(chosen));
  }

  std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const override {
    if (task == ModelTask::show) return {read_model(body)};
    std::vector<ModelInfo> models;
    const wire::Json* list = wire::find(&body, "models");
    if (list == nullptr || !list->IsArray()) return models;
    for (const wire::Json& model : list->GetArray()) models.push_back(read_model(model));
    return models;
  }
};

}  // namespace

MadeProvider make_gemini(ProviderConfig config) {
  config.endpoint = with_default_path(std::move(config.endpoint), "/v1beta");
  const std::string_view fault = fault_in_url(config.endpoint);
  if (!fault.empty()) return setting_fault(config, "endpoint " + std::string(fault));
  return std::shared_ptr<const Provider>(std::make_shared<Gemini>(std::move(config)));
}

}  // namespace skald::voices
