// OpenAI's Responses interface.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "voices/providers/openai/openai_dialect.h"
#include "voices/providers/openai/openai_family.h"
#include "voices/providers/openai/openai_responses_decoder.h"
#include "voices/providers/openai/openai_responses_request.h"
#include "voices/providers/registry.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

constexpr std::int32_t kAnswerTokensMin = 16;

class OpenAiResponses final : public OpenAiFamily {
 public:
  using OpenAiFamily::OpenAiFamily;
  using OpenAiFamily::request_for;

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    if (prompt.sampling.top_k) return cannot("top_k is not supported by OpenAI", "Leave it out.");
    const std::string_view missing = missing_parameter(prompt.sampling);
    if (!missing.empty()) {
      return cannot(std::string(missing) + " is not supported by OpenAI's Responses interface",
                    "Leave " + std::string(missing) +
                        " out, or use the kind openai, which speaks Chat Completions.");
    }
    const auto& asked = prompt.sampling.max_tokens;
    const auto answer_tokens = asked ? asked : config().max_tokens;
    if (answer_tokens && *answer_tokens < kAnswerTokensMin) {
      return cannot("max_tokens is " + std::to_string(*answer_tokens) +
                        ": OpenAI's Responses interface takes no less than 16",
                    "Give max_tokens of at least 16, or use the kind openai.");
    }
    return post_for_account("/responses",
                            openai_responses_body(prompt, model_of(prompt), config()));
  }

  std::unique_ptr<Decoder> decoder() const override { return make_openai_responses_decoder(); }

 private:
  static std::string_view missing_parameter(const Sampling& sampling) {
    if (sampling.seed) return "seed";
    if (!sampling.stop.empty()) return "stop";
    if (sampling.frequency_penalty) return "frequency_penalty";
    if (sampling.presence_penalty) return "presence_penalty";
    return {};
  }
};

}  // namespace

MadeProvider make_openai_responses(ProviderConfig config) {
  if (!config.max_tokens_field.empty()) {
    return setting_fault(config,
                         "max_tokens_field is for Chat Completions (kind openai): the Responses "
                         "interface has max_output_tokens alone; leave it out");
  }
  auto prepared = prepare_openai(std::move(config));
  if (!prepared) return prepared.error();
  return std::shared_ptr<const Provider>(std::make_shared<OpenAiResponses>(std::move(*prepared)));
}

}  // namespace skald::voices
