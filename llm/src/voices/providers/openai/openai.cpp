// OpenAI's Chat Completions, and the servers that speak as it does.
#include <utility>

#include "voices/providers/openai/openai_decoder.h"
#include "voices/providers/openai/openai_dialect.h"
#include "voices/providers/openai/openai_family.h"
#include "voices/providers/openai/openai_request.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

class OpenAi final : public OpenAiFamily {
 public:
  explicit OpenAi(ProviderConfig config)
      : OpenAiFamily(std::move(config)), dialect_(openai_dialect(this->config().kind)) {}

  using OpenAiFamily::request_for;

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    if (prompt.sampling.top_k && !dialect_.takes_top_k) {
      return cannot("top_k is not supported by OpenAI",
                    "Leave top_k out; temperature and top_p narrow the choice of words.");
    }
    return post_for_account("/chat/completions",
                            openai_chat_body(prompt, model_of(prompt), config(), dialect_));
  }

  std::unique_ptr<Decoder> decoder() const override { return make_openai_decoder(); }

 private:
  OpenAiDialect dialect_;
};

}  // namespace

MadeProvider make_openai(ProviderConfig config) {
  auto prepared = prepare_openai(std::move(config));
  if (!prepared) return prepared.error();
  return std::shared_ptr<const Provider>(std::make_shared<OpenAi>(std::move(*prepared)));
}

}  // namespace skald::voices
