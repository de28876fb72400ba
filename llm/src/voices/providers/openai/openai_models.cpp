#include "voices/providers/openai/openai_models.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "voices/providers/endpoint_path.h"
#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

using wire::Json;

constexpr std::string_view kLmStudioModels = "/api/v1/models";

std::string one_member(std::string_view name, std::string_view value) {
  RequestWriter writer;
  writer.begin_object();
  writer.text(name, value);
  writer.end_object();
  return writer.take();
}

std::optional<OpenAiModelCall> lmstudio_call(ModelTask task, const std::string& model) {
  const std::string models(kLmStudioModels);
  switch (task) {
    case ModelTask::list:
    case ModelTask::show:
    case ModelTask::running:
      return OpenAiModelCall{true, models};
    case ModelTask::warm_up:
      return OpenAiModelCall{true, models + "/load", one_member("model", model)};
    case ModelTask::unload:  // an instance bears its model's name, unless it was given another
      return OpenAiModelCall{true, models + "/unload", one_member("instance_id", model)};
    case ModelTask::health:
      return OpenAiModelCall{false, "/models"};
    case ModelTask::pull:
      break;
  }
  return std::nullopt;
}

// Loading and unloading is for a server that was started without a model (router mode).
std::optional<OpenAiModelCall> llama_server_call(ModelTask task, const std::string& model) {
  switch (task) {
    case ModelTask::list:
    case ModelTask::show:
      return OpenAiModelCall{false, "/models"};
    case ModelTask::running:
      return OpenAiModelCall{true, "/models"};
    case ModelTask::warm_up:
      return OpenAiModelCall{true, "/models/load", one_member("model", model)};
    case ModelTask::unload:
      return OpenAiModelCall{true, "/models/unload", one_member("model", model)};
    case ModelTask::health:
      return OpenAiModelCall{true, "/health"};
    case ModelTask::pull:
      break;
  }
  return std::nullopt;
}

std::optional<OpenAiModelCall> other_call(std::string_view kind, ModelTask task,
                                          const std::string& model) {
  const bool only_lists = kind == "openrouter" || kind == "vllm" || kind == "localai";
  if (task == ModelTask::show && !only_lists) {
    return OpenAiModelCall{false, "/models/" + path_segment(model)};
  }
  if (task == ModelTask::health && kind == "vllm") return OpenAiModelCall{true, "/health"};
  if (task == ModelTask::list || task == ModelTask::show || task == ModelTask::health) {
    return OpenAiModelCall{false, "/models"};
  }
  return std::nullopt;
}

std::string parameter_size(std::uint64_t parameters) {
  constexpr std::uint64_t kMillion = 1'000'000;
  constexpr std::uint64_t kBillion = 1'000 * kMillion;
  if (parameters == 0) return {};
  if (parameters < kBillion) return std::to_string((parameters + kMillion / 2) / kMillion) + "M";
  const std::uint64_t tenths =
      parameters / (kBillion / 10) + (parameters % 100'000'000 >= 50'000'000);
  std::string size = std::to_string(tenths / 10);
  if (tenths % 10 != 0) size += '.' + std::to_string(tenths % 10);
  return size + "B";
}

std::string_view first_text(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string_view text = wire::text_of(&object, name);
    if (!text.empty()) return text;
  }
  return {};
}

std::uint64_t first_count(const Json* object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto count = wire::count_of(object, name);
    if (count && *count > 0) return *count;
  }
  return 0;
}

bool has_text(const Json* list, std::string_view wanted) {
  return list != nullptr && list->IsArray() &&
         std::any_of(list->Begin(), list->End(),
                     [&](const Json& text) { return wire::text_of(&text) == wanted; });
}

const Json* first_instance(const Json& item) {
  const Json* instances = wire::find(&item, "loaded_instances");
  return instances != nullptr && instances->IsArray() && !instances->Empty() ? &(*instances)[0]
                                                                             : nullptr;
}

// LM Studio says what a model can do, OpenRouter what it takes.
std::vector<std::string> capabilities_of(const Json& item) {
  std::vector<std::string> capabilities;
  const Json* own = wire::find(&item, "capabilities");
  const Json* parameters = wire::find(&item, "supported_parameters");
  const Json* inputs = wire::find(wire::find(&item, "architecture"), "input_modalities");
  const std::string_view type = wire::text_of(&item, "type");
  if (type == "llm") capabilities.emplace_back("completion");
  if (type == "embedding") capabilities.emplace_back("embedding");
  if (wire::is_true(own, "trained_for_tool_use") || has_text(parameters, "tools")) {
    capabilities.emplace_back("tools");
  }
  if (wire::is_true(own, "vision") || has_text(inputs, "image")) {
    capabilities.emplace_back("vision");
  }
  if (has_text(parameters, "reasoning")) capabilities.emplace_back("thinking");
  return capabilities;
}

std::string details_of(const Json& item) {
  const std::string_view status = wire::text_of(wire::find(&item, "status"), "value");
  if (!status.empty()) return std::string(status);
  if (first_instance(item) != nullptr) return "loaded";
  const std::string_view owner = first_text(item, {"owned_by", "publisher"});
  return owner.empty() ? std::string() : "by " + std::string(owner);
}

ModelInfo read_model(const Json& item) {
  const Json* meta = wire::find(&item, "meta");          // llama-server's
  const Json* best = wire::find(&item, "top_provider");  // OpenRouter's
  const Json* instance = wire::find(first_instance(item), "config");
  ModelInfo model;
  model.name = first_text(item, {"id", "key"});
  model.family = wire::text_of(&item, "architecture");
  model.parameter_size = wire::text_of(&item, "params_string");
  if (model.parameter_size.empty())
    model.parameter_size = parameter_size(first_count(meta, {"n_params"}));
  model.quantization = wire::text_of(wire::find(&item, "quantization"), "name");
  model.size_bytes = std::max(first_count(&item, {"size_bytes"}), first_count(meta, {"size"}));
  // As it is loaded, before what it could be.
  model.context_tokens = first_count(instance, {"context_length"});
  if (model.context_tokens == 0) model.context_tokens = first_count(meta, {"n_ctx", "n_ctx_train"});
  if (model.context_tokens == 0) {
    model.context_tokens =
        first_count(&item, {"max_model_len", "context_length", "max_context_length"});
  }
  model.answer_tokens_max = first_count(best, {"max_completion_tokens"});
  model.capabilities = capabilities_of(item);
  model.details = details_of(item);
  return model;
}

// A server with one model says nothing about its being loaded: it is.
bool is_running(const Json& item) {
  const Json* instances = wire::find(&item, "loaded_instances");
  if (instances != nullptr) return first_instance(item) != nullptr;
  const Json* status = wire::find(&item, "status");
  return status == nullptr || wire::text_of(status, "value") == "loaded";
}

}  // namespace

std::optional<OpenAiModelCall> openai_model_call(std::string_view kind, ModelTask task,
                                                 const std::string& model) {
  if (kind == "lmstudio") return lmstudio_call(task, model);
  if (kind == "llama-server") return llama_server_call(task, model);
  return other_call(kind, task, model);
}

std::vector<ModelInfo> read_openai_models(ModelTask task, const Json& body) {
  std::vector<ModelInfo> models;
  const Json* list = wire::find(&body, "data");
  if (list == nullptr) list = wire::find(&body, "models");
  if (list == nullptr) {
    ModelInfo model = read_model(body);
    if (!model.name.empty()) models.push_back(std::move(model));
    return models;
  }
  if (!list->IsArray()) return models;
  for (const Json& item : list->GetArray()) {
    if (task == ModelTask::running && !is_running(item)) continue;
    ModelInfo model = read_model(item);
    if (!model.name.empty()) models.push_back(std::move(model));
  }
  return models;
}

}  // namespace skald::voices
