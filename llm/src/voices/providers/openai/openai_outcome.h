// What OpenAI's two interfaces have in common about how an answer ends.
#pragma once

#include <string_view>

#include "skald/llm/answer.h"
#include "voices/reading/answer_builder.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// The names of the counts, which differ between the interfaces.
struct OpenAiCountNames {
  std::string_view input{};
  std::string_view input_details{};
  std::string_view output{};
  std::string_view output_details{};
};

inline constexpr OpenAiCountNames kChatCounts = {"prompt_tokens", "prompt_tokens_details",
                                                 "completion_tokens", "completion_tokens_details"};
inline constexpr OpenAiCountNames kResponsesCounts = {"input_tokens", "input_tokens_details",
                                                      "output_tokens", "output_tokens_details"};

/// Tells the counts of a usage object; nothing for one without counts.
void tell_openai_tokens(const wire::Json& usage, const OpenAiCountNames& names,
                        AnswerBuilder& answer);

/// The model would not answer; `words` are its own, or empty.
Failure openai_refusal(std::string_view words);
/// The provider took the answer back.
Failure openai_filtered();
/// The error inside `object`, or a failure that says `otherwise`.
Failure openai_inner_failure(const wire::Json& object, std::string_view otherwise);

}  // namespace skald::voices
