// Anthropic, Messages interface.
#include <algorithm>
#include <utility>

#include "voices/config/ascii.h"
#include "voices/config/config_checks.h"
#include "voices/providers/anthropic/anthropic_decoder.h"
#include "voices/providers/anthropic/anthropic_request.h"
#include "voices/providers/endpoint_path.h"
#include "voices/providers/registry.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

constexpr std::string_view kVersionHeader = "anthropic-version";
constexpr std::string_view kVersion = "2023-06-01";

ModelInfo read_model(const wire::Json& model) {
  ModelInfo info;
  info.name = wire::text_of(&model, "id");
  info.details = wire::text_of(&model, "display_name");
  info.context_tokens = wire::count_of(&model, "max_input_tokens").value_or(0);
  info.answer_tokens_max = wire::count_of(&model, "max_tokens").value_or(0);
  return info;
}

class Anthropic final : public Provider {
 public:
  using Provider::Provider;

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    auto body = anthropic_body(prompt, model_of(prompt), config());
    if (!body) return cannot(body.error().message, body.error().advice);
    HttpRequest request = with_version(post("/messages"));
    request.body = std::move(*body);
    return request;
  }

  std::unique_ptr<Decoder> decoder() const override { return std::make_unique<AnthropicDecoder>(); }

  void put_key(HttpRequest& request, std::string_view key) const override {
    if (!key.empty()) request.headers.push_back({"x-api-key", std::string(key)});
  }

  Result<HttpRequest, Failure> request_for(ModelTask task,
                                           const std::string& model) const override {
    if (task == ModelTask::list) return with_version(get("/models?limit=1000"));
    if (task == ModelTask::health) return with_version(get("/models?limit=1"));
    if (task != ModelTask::show) return Provider::request_for(task, model);
    const std::string& chosen = model.empty() ? config().model : model;
    if (chosen.empty())
      return cannot("no model is named", "Name one, or set the provider's model.");
    return with_version(get("/models/" + path_segment(chosen)));
  }

  std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const override {
    if (task == ModelTask::show) return {read_model(body)};
    std::vector<ModelInfo> models;
    const wire::Json* data = wire::find(&body, "data");
    if (data == nullptr || !data->IsArray()) return models;
    for (const wire::Json& model : data->GetArray()) models.push_back(read_model(model));
    return models;
  }

 private:
  /// A configured version goes before ours.
  static HttpRequest with_version(HttpRequest request) {
    const bool configured = std::any_of(
        request.headers.begin(), request.headers.end(),
        [](const Header& header) { return ascii::lower(header.name) == kVersionHeader; });
    if (!configured) {
      request.headers.push_back({std::string(kVersionHeader), std::string(kVersion)});
    }
    return request;
  }
};

}  // namespace

MadeProvider make_anthropic(ProviderConfig config) {
  config.endpoint = with_default_path(std::move(config.endpoint), "/v1");
  const std::string_view fault = fault_in_url(config.endpoint);
  if (!fault.empty()) return setting_fault(config, "endpoint " + std::string(fault));
  if (config.temperature && config.temperature->value > 1000) {
    return setting_fault(config, "temperature: Anthropic takes 0 to 1");
  }
  return std::shared_ptr<const Provider>(std::make_shared<Anthropic>(std::move(config)));
}

}  // namespace skald::voices
