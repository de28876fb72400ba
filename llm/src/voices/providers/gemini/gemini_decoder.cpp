#include "voices/providers/gemini/gemini_decoder.h"

#include <algorithm>
#include <array>
#include <string>

#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

using wire::Json;

constexpr std::array<std::string_view, 9> kFilters = {"SAFETY",
                                                      "RECITATION",
                                                      "LANGUAGE",
                                                      "BLOCKLIST",
                                                      "PROHIBITED_CONTENT",
                                                      "SPII",
                                                      "IMAGE_SAFETY",
                                                      "IMAGE_PROHIBITED_CONTENT",
                                                      "IMAGE_RECITATION"};

void overwrite(std::uint64_t& count, const Json* usage, std::string_view name) {
  if (const auto told = wire::count_of(usage, name)) count = *told;
}

/// All reasons but two say that something went wrong; so do those that are not known yet.
Failure failure_of(std::string_view reason, std::string_view words) {
  const bool filtered = std::find(kFilters.begin(), kFilters.end(), reason) != kFilters.end();
  std::string message = "Gemini broke the answer off (finishReason: ";
  message += reason;
  message += ')';
  if (!words.empty()) message += ": ";
  message += words;
  return make_failure(filtered ? Why::content_filtered : Why::bad_response, std::move(message));
}

Failure blocked(std::string_view reason) {
  return make_failure(Why::content_filtered,
                      "Gemini blocked the prompt (blockReason: " + std::string(reason) + ')');
}

const Json* first_of(const Json* list) {
  return list != nullptr && list->IsArray() && !list->Empty() ? &(*list)[0] : nullptr;
}

// It may come more than once, and words after it: only the end of the stream is the end.
void read_finish_reason(const Json& candidate, AnswerBuilder& answer) {
  const std::string_view reason = wire::text_of(&candidate, "finishReason");
  if (reason.empty() || reason == "FINISH_REASON_UNSPECIFIED") return;
  // Also after calls: the builder knows of them.
  if (reason == "STOP") return answer.finish(FinishReason::stop);
  if (reason == "FUNCTION_CALL") return answer.finish(FinishReason::tools);  // gateways' word
  if (reason == "MAX_TOKENS") return answer.finish(FinishReason::length);
  answer.fail(failure_of(reason, wire::text_of(&candidate, "finishMessage")));
}

}  // namespace

void GeminiDecoder::on_event(std::string_view, const Json& event, AnswerBuilder& answer) {
  const Json* candidate = first_of(wire::find(&event, "candidates"));
  if (candidate != nullptr) {
    read_parts(wire::find(wire::find(candidate, "content"), "parts"), answer);
  }
  read_usage(wire::find(&event, "usageMetadata"), answer);
  const std::string_view model = wire::text_of(&event, "modelVersion");
  if (!model.empty()) answer.model(model);
  const std::string_view id = wire::text_of(&event, "responseId");
  if (!id.empty()) answer.request_id(id);
  const std::string_view block = wire::text_of(wire::find(&event, "promptFeedback"), "blockReason");
  if (!block.empty()) return answer.fail(blocked(block));
  if (candidate != nullptr) read_finish_reason(*candidate, answer);
}

void GeminiDecoder::on_whole(const Json& body, AnswerBuilder& answer) {
  on_event({}, body, answer);
  if (!answer.over()) answer.end();
}

void GeminiDecoder::read_parts(const Json* parts, AnswerBuilder& answer) {
  if (parts == nullptr || !parts->IsArray()) return;
  for (const Json& part : parts->GetArray()) {
    const std::string_view text = wire::text_of(&part, "text");
    const bool thought = wire::is_true(&part, "thought");
    if (!text.empty() && thought) answer.reasoning(text);
    if (!text.empty() && !thought) answer.text(text);
    const Json* call = wire::find(&part, "functionCall");
    if (call == nullptr) continue;
    const Json* args = wire::find(call, "args");
    const std::string arguments = args != nullptr ? wire::to_json(*args) : "{}";
    answer.tool_call({calls_++, wire::text_of(call, "id"), wire::text_of(call, "name"), arguments,
                      wire::text_of(&part, "thoughtSignature")});
  }
}

// Every chunk repeats the counts up to it: what is told last holds.
void GeminiDecoder::read_usage(const Json* usage, AnswerBuilder& answer) {
  if (usage == nullptr || !usage->IsObject()) return;
  overwrite(counts_.input, usage, "promptTokenCount");
  overwrite(counts_.cached_input, usage, "cachedContentTokenCount");
  overwrite(counts_.reasoning, usage, "thoughtsTokenCount");
  overwrite(candidate_tokens_, usage, "candidatesTokenCount");
  counts_.output = candidate_tokens_ + counts_.reasoning;
  counts_.reported = true;
  answer.tokens(counts_);
}

}  // namespace skald::voices
