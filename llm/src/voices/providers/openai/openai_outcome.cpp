#include "voices/providers/openai/openai_outcome.h"

#include <string>
#include <utility>

#include "voices/reading/errors.h"

namespace skald::voices {

void tell_openai_tokens(const wire::Json& usage, const OpenAiCountNames& names,
                        AnswerBuilder& answer) {
  const auto input = wire::count_of(&usage, names.input);
  const auto output = wire::count_of(&usage, names.output);
  if (!input && !output) return;
  const wire::Json* input_details = wire::find(&usage, names.input_details);
  const wire::Json* output_details = wire::find(&usage, names.output_details);
  TokenCounts counts;
  counts.reported = true;
  counts.input = input.value_or(0);
  counts.cached_input = wire::count_of(input_details, "cached_tokens").value_or(0);
  counts.cache_written = wire::count_of(input_details, "cache_write_tokens").value_or(0);
  counts.output = output.value_or(0);
  counts.reasoning = wire::count_of(output_details, "reasoning_tokens").value_or(0);
  answer.tokens(counts);
}

Failure openai_refusal(std::string_view words) {
  return make_failure(Why::content_filtered, "the model refused: " + std::string(words));
}

Failure openai_filtered() {
  return make_failure(Why::content_filtered, "the provider's content filter stopped the answer");
}

Failure openai_inner_failure(const wire::Json& object, std::string_view otherwise) {
  HttpHead head;
  head.status = 200;
  if (auto inner = error_in(object, head)) return *std::move(inner);
  return make_failure(Why::bad_response, std::string(otherwise));
}

}  // namespace skald::voices
