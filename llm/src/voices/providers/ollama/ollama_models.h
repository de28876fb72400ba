// What Ollama says about its models.
#pragma once

#include <vector>

#include "skald/llm/models.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// /api/tags and /api/ps.
std::vector<ModelInfo> ollama_models(const wire::Json& body);
/// /api/show; it does not repeat the model's name.
ModelInfo ollama_model(const wire::Json& body);
/// One line of /api/pull.
PullProgress ollama_progress(const wire::Json& line);

}  // namespace skald::voices
