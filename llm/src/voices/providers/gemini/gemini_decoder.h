// Reads the chunks and bodies of Gemini's generateContent: both are the same object.
#pragma once

#include <cstdint>
#include <string_view>

#include "voices/providers/provider.h"

namespace skald::voices {

class GeminiDecoder final : public Decoder {
 public:
  void on_event(std::string_view name, const wire::Json& event, AnswerBuilder& answer) override;
  void on_whole(const wire::Json& body, AnswerBuilder& answer) override;

 private:
  void read_parts(const wire::Json* parts, AnswerBuilder& answer);
  void read_usage(const wire::Json* usage, AnswerBuilder& answer);

  std::uint64_t calls_ = 0;  // calls come whole and without a number: this is theirs
  std::uint64_t candidate_tokens_ = 0;
  TokenCounts counts_;
};

}  // namespace skald::voices
