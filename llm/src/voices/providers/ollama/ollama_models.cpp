#include "voices/providers/ollama/ollama_models.h"

#include <string>
#include <string_view>
#include <utility>

namespace skald::voices {
namespace {

ModelInfo described(const wire::Json& model) {
  const wire::Json* details = wire::find(&model, "details");
  ModelInfo info;
  info.family = wire::text_of(details, "family");
  info.parameter_size = wire::text_of(details, "parameter_size");
  info.quantization = wire::text_of(details, "quantization_level");
  const wire::Json* capabilities = wire::find(&model, "capabilities");
  if (capabilities != nullptr && capabilities->IsArray()) {
    for (const wire::Json& capability : capabilities->GetArray()) {
      info.capabilities.emplace_back(wire::text_of(&capability));
    }
  }
  return info;
}

/// "llama.context_length" for a model of the architecture "llama".
std::uint64_t context_tokens(const wire::Json* model_info) {
  std::string key(wire::text_of(model_info, "general.architecture"));
  key += ".context_length";
  return wire::count_of(model_info, key).value_or(0);
}

/// For a running model: how much of it is on the GPU, and until when it stays.
std::string residence(const wire::Json& model) {
  const std::string_view until = wire::text_of(&model, "expires_at");
  if (until.empty()) return {};
  std::string text = "loaded until ";
  text += until;
  if (const auto bytes = wire::count_of(&model, "size_vram")) {
    text += ", ";
    text += std::to_string(*bytes);
    text += " bytes on the GPU";
  }
  return text;
}

}  // namespace

std::vector<ModelInfo> ollama_models(const wire::Json& body) {
  std::vector<ModelInfo> infos;
  const wire::Json* models = wire::find(&body, "models");
  if (models == nullptr || !models->IsArray()) return infos;
  for (const wire::Json& model : models->GetArray()) {
    ModelInfo info = described(model);
    info.name = wire::text_of(&model, "name");
    if (info.name.empty()) info.name = wire::text_of(&model, "model");
    info.size_bytes = wire::count_of(&model, "size").value_or(0);
    info.context_tokens = wire::count_of(&model, "context_length").value_or(0);
    info.details = residence(model);
    infos.push_back(std::move(info));
  }
  return infos;
}

ModelInfo ollama_model(const wire::Json& body) {
  ModelInfo info = described(body);
  info.context_tokens = context_tokens(wire::find(&body, "model_info"));
  return info;
}

PullProgress ollama_progress(const wire::Json& line) {
  PullProgress progress;
  progress.status = wire::text_of(&line, "status");
  progress.layer = wire::text_of(&line, "digest");
  progress.completed_bytes = wire::count_of(&line, "completed").value_or(0);  // absent at 0
  progress.total_bytes = wire::count_of(&line, "total").value_or(0);
  progress.done = progress.status == "success";
  return progress;
}

}  // namespace skald::voices
