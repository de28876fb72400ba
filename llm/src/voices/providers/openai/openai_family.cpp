#include "voices/providers/openai/openai_family.h"

#include <utility>

#include "voices/providers/openai/openai_dialect.h"
#include "voices/providers/openai/openai_models.h"

namespace skald::voices {

Result<HttpRequest, Failure> OpenAiFamily::request_for(ModelTask task,
                                                       const std::string& model) const {
  auto call = openai_model_call(config().kind, task, model.empty() ? config().model : model);
  if (!call) return Provider::request_for(task, model);
  HttpRequest request = call->body.empty() ? get(call->path) : post(call->path);
  if (call->at_root) request.url = openai_server_root(config().endpoint) + call->path;
  request.body = std::move(call->body);
  name_account(request);
  return request;
}

std::vector<ModelInfo> OpenAiFamily::read_models(ModelTask task, const wire::Json& body) const {
  return read_openai_models(task, body);
}

HttpRequest OpenAiFamily::post_for_account(std::string_view path, std::string body) const {
  HttpRequest request = post(path);
  request.body = std::move(body);
  name_account(request);
  return request;
}

void OpenAiFamily::name_account(HttpRequest& request) const {
  if (!config().organization.empty()) {
    request.headers.push_back({"OpenAI-Organization", config().organization});
  }
  if (!config().project.empty()) request.headers.push_back({"OpenAI-Project", config().project});
}

}  // namespace skald::voices
