// What can be done with models at the servers that speak as OpenAI does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/models.h"
#include "voices/providers/provider.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// A call of a model task. Some are outside of "/v1".
struct OpenAiModelCall {
  bool at_root = false;
  std::string path{};
  std::string body{};  // empty: it is a GET
};

/// The call for a task, or nothing if this kind of server has none.
std::optional<OpenAiModelCall> openai_model_call(std::string_view kind, ModelTask task,
                                                 const std::string& model);

/// Reads the response of list, show or running. Where a server can only list, `show` gives all its
/// models, to be searched by name.
std::vector<ModelInfo> read_openai_models(ModelTask task, const wire::Json& body);

}  // namespace skald::voices
