#include "voices/providers/provider.h"

#include <algorithm>
#include <utility>

#include "voices/config/ascii.h"

namespace skald::voices {
namespace {

bool has_header(const HttpRequest& request, std::string_view lower_case_name) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const Header& header) {
    return ascii::lower(header.name) == lower_case_name;
  });
}

/// "https://host/v1/" and "chat" with one slash between them.
std::string joined(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  std::string url(base);
  if (!path.empty()) url += '/';
  url += path;
  return url;
}

}  // namespace

std::string_view to_string(ModelTask task) {
  switch (task) {
    case ModelTask::list:
      return "list";
    case ModelTask::show:
      return "show";
    case ModelTask::running:
      return "running";
    case ModelTask::pull:
      return "pull";
    case ModelTask::warm_up:
      return "warm_up";
    case ModelTask::unload:
      return "unload";
    case ModelTask::health:
      return "health";
  }
  return "unknown";
}

// A configured header of this name is somebody's own way to be let in.
void Provider::put_key(HttpRequest& request, std::string_view key) const {
  if (key.empty() || has_header(request, "authorization")) return;
  request.headers.push_back({"Authorization", "Bearer " + std::string(key)});
}

Result<HttpRequest, Failure> Provider::request_for(ModelTask task, const std::string&) const {
  return cannot(std::string(to_string(task)) + " is not supported by " + config_.kind,
                "See llm/PROVIDERS.md for what each kind of provider can do.");
}

std::vector<ModelInfo> Provider::read_models(ModelTask, const wire::Json&) const { return {}; }

PullProgress Provider::read_progress(const wire::Json&) const { return {}; }

HttpRequest Provider::post(std::string_view path) const {
  HttpRequest request = get(path);
  request.method = "POST";
  if (!has_header(request, "content-type")) {
    request.headers.push_back({"Content-Type", "application/json"});
  }
  return request;
}

HttpRequest Provider::get(std::string_view path) const {
  HttpRequest request;
  request.method = "GET";
  request.url = joined(config_.endpoint, path);
  for (const HeaderConfig& header : config_.headers) {
    request.headers.push_back({header.name, header.value});
  }
  return request;
}

const std::string& Provider::model_of(const Prompt& prompt) const {
  return prompt.model.empty() ? config_.model : prompt.model;
}

Failure Provider::cannot(std::string message, std::string advice) const {
  Failure failure;
  failure.why = Why::bad_request;
  failure.message = std::move(message);
  failure.advice = std::move(advice);
  failure.provider = config_.name;
  return failure;
}

}  // namespace skald::voices
