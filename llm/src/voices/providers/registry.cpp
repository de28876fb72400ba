#include "voices/providers/registry.h"

#include <array>
#include <utility>

namespace skald::voices {
namespace {

struct Registered {
  ProviderKind kind;
  MadeProvider (*make)(ProviderConfig);  // null: needs no network (voices/local/)
};

// name, about, endpoint, endpoint's variable, key's variable, key needed, model needed
constexpr std::array kRegistered = {
    Registered{{"openai", "OpenAI, Chat Completions", "https://api.openai.com/v1",
                "OPENAI_BASE_URL", "OPENAI_API_KEY", true},
               make_openai},
    Registered{{"openai-responses", "OpenAI, Responses", "https://api.openai.com/v1",
                "OPENAI_BASE_URL", "OPENAI_API_KEY", true},
               make_openai_responses},
    Registered{{"anthropic", "Anthropic, Messages", "https://api.anthropic.com/v1", "",
                "ANTHROPIC_API_KEY", true},
               make_anthropic},
    Registered{{"gemini", "Google Gemini, generateContent",
                "https://generativelanguage.googleapis.com/v1beta", "", "GEMINI_API_KEY", true},
               make_gemini},
    Registered{{"openrouter", "a gateway that speaks as OpenAI does",
                "https://openrouter.ai/api/v1", "", "OPENROUTER_API_KEY", true},
               make_openai},
    Registered{{"ollama", "Ollama on this machine", "http://127.0.0.1:11434", "OLLAMA_HOST", ""},
               make_ollama},
    Registered{{"llama-server", "llama.cpp's server", "http://127.0.0.1:8080/v1",
                "LLAMA_SERVER_URL", "", false, false},
               make_openai},
    Registered{{"lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", "", ""}, make_openai},
    Registered{{"localai", "LocalAI", "http://127.0.0.1:8080/v1", "", ""}, make_openai},
    Registered{{"vllm", "vLLM", "http://127.0.0.1:8000/v1", "", ""}, make_openai},
    Registered{
        {"custom", "any endpoint, as the configuration describes it", "", "", "", false, false},
        make_custom},
    Registered{{"scripted", "answers from a file, for tests and demos", "", "", "", false, false},
               nullptr},
    Registered{{"recorded", "answers from a recording", "", "", "", false, false}, nullptr},
};

}  // namespace

MadeProvider make_provider(ProviderConfig config) {
  for (const Registered& registered : kRegistered) {
    if (registered.kind.name == config.kind && registered.make != nullptr) {
      return registered.make(std::move(config));
    }
  }
  return Error{ErrorCode::invalid_argument,
               "provider '" + config.name + "': the kind '" + config.kind + "' has no HTTP side"};
}

}  // namespace skald::voices

namespace skald {

std::vector<ProviderKind> provider_kinds() {
  std::vector<ProviderKind> kinds;
  for (const auto& registered : voices::kRegistered) kinds.push_back(registered.kind);
  return kinds;
}

}  // namespace skald
