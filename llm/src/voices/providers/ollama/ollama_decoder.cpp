#include "voices/providers/ollama/ollama_decoder.h"

#include <string>
#include <utility>

#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

/// Absent counts are 0, or not known: a prompt that was cached as a whole has none either.
TokenCounts counts_of(const wire::Json& last) {
  const auto input = wire::count_of(&last, "prompt_eval_count");
  const auto output = wire::count_of(&last, "eval_count");
  TokenCounts counts;
  counts.reported = input || output;
  counts.input = input.value_or(0);
  counts.output = output.value_or(0);
  return counts;
}

Failure nothing_said(std::string_view done_reason) {
  std::string message = "Ollama answered with done_reason '";
  message += done_reason;
  message += "': it managed the model, and saw no prompt to answer";
  Failure failure = make_failure(Why::bad_request, std::move(message));
  failure.advice = "Give the prompt at least one message that is not empty.";
  return failure;
}

}  // namespace

void OllamaDecoder::on_event(std::string_view, const wire::Json& event, AnswerBuilder& answer) {
  const wire::Json* message = wire::find(&event, "message");  // of a chat
  const wire::Json* words = message != nullptr ? message : &event;
  const std::string_view text = wire::text_of(words, message != nullptr ? "content" : "response");
  const std::string_view thinking = wire::text_of(words, "thinking");
  if (!thinking.empty()) answer.reasoning(thinking);
  if (!text.empty()) answer.text(text);
  if (const wire::Json* calls = wire::find(words, "tool_calls")) read_tool_calls(*calls, answer);
  if (wire::is_true(&event, "done")) finish(event, answer);
}

void OllamaDecoder::on_whole(const wire::Json& body, AnswerBuilder& answer) {
  on_event({}, body, answer);
  if (!answer.over()) finish(body, answer);  // a whole response is done, even if it does not say so
}

void OllamaDecoder::read_tool_calls(const wire::Json& calls, AnswerBuilder& answer) {
  if (!calls.IsArray()) return;
  for (const wire::Json& call : calls.GetArray()) {
    const wire::Json* function = wire::find(&call, "function");
    const wire::Json* arguments = wire::find(function, "arguments");
    std::string written;
    std::string_view text = wire::text_of(arguments);  // as some compatible servers have it
    if (arguments != nullptr && !arguments->IsString()) text = written = wire::to_json(*arguments);
    answer.tool_call(
        {tool_calls_++, wire::text_of(&call, "id"), wire::text_of(function, "name"), text});
  }
}

void OllamaDecoder::finish(const wire::Json& last, AnswerBuilder& answer) const {
  const std::string_view reason = wire::text_of(&last, "done_reason");
  if (reason == "load" || reason == "unload") return answer.fail(nothing_said(reason));
  answer.model(wire::text_of(&last, "model"));
  answer.tokens(counts_of(last));
  const FinishReason said = tool_calls_ > 0 ? FinishReason::tools : FinishReason::stop;
  answer.finish(reason == "length" ? FinishReason::length : said);
  answer.end();
}

}  // namespace skald::voices
