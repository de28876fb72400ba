#include "voices/providers/custom/custom_response.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/document.h"
#include "voices/config/config_checks.h"
#include "voices/providers/custom/custom_pointers.h"
#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

std::optional<JsonPointer> compiled(const std::string& pointer) {
  if (pointer.empty()) return std::nullopt;
  return JsonPointer(pointer.data(), pointer.size());
}

/// What is there, or null; JSON's null is nothing.
const wire::Json* at(const std::optional<JsonPointer>& place, const wire::Json& event) {
  const wire::Json* value = place ? place->Get(event) : nullptr;
  return value != nullptr && !value->IsNull() ? value : nullptr;
}

class MappedDecoder final : public Decoder {
 public:
  explicit MappedDecoder(const ResponseMapping& mapping) : mapping_(mapping) {}

  void on_event(std::string_view, const wire::Json& event, AnswerBuilder& answer) override {
    if (tells_error(event, answer)) return;
    const std::string_view delta = wire::text_of(at(mapping_.delta, event));
    if (!delta.empty()) answer.text(delta);
    read_tokens(event, answer);
    const wire::Json* done = at(mapping_.done, event);
    if (done == nullptr) return;
    const std::string_view reason = wire::text_of(done);
    if (!reason.empty() || done->IsTrue()) finish(reason, answer);
  }

  void on_whole(const wire::Json& body, AnswerBuilder& answer) override {
    if (tells_error(body, answer)) return;
    const wire::Json* text = at(mapping_.text, body);
    if (text == nullptr || !text->IsString()) return answer.fail(no_text());
    if (text->GetStringLength() > 0) answer.text(wire::text_of(text));
    read_tokens(body, answer);
    finish(wire::text_of(at(mapping_.done, body)), answer);
  }

 private:
  bool tells_error(const wire::Json& event, AnswerBuilder& answer) const {
    const wire::Json* error = at(mapping_.error, event);
    if (error == nullptr || error->IsFalse()) return false;
    const std::string message =
        error->IsString() ? std::string(wire::text_of(error)) : wire::to_json(*error);
    if (message.empty()) return false;
    answer.fail(make_failure(Why::bad_response, "the endpoint says: " + message));
    return true;
  }

  Failure no_text() const {
    Failure failure = make_failure(
        Why::bad_response, mapping_.text
                               ? "the response has no text where mapping.text_at says that it is"
                               : "the endpoint sent a whole answer instead of a stream");
    failure.retryable = false;  // the next one will not have it either
    failure.advice = mapping_.text ? "Compare mapping.text_at with what the endpoint sends."
                                   : "Set mapping.text_at to where its text is.";
    return failure;
  }

  /// Counts are told once, or again and again; input and output may come in different events.
  void read_tokens(const wire::Json& event, AnswerBuilder& answer) const {
    const wire::Json* input = at(mapping_.tokens_in, event);
    const wire::Json* output = at(mapping_.tokens_out, event);
    const bool has_input = input != nullptr && input->IsUint64();
    const bool has_output = output != nullptr && output->IsUint64();
    if (!has_input && !has_output) return;
    TokenCounts counts = answer.tokens();
    counts.reported = true;
    if (has_input) counts.input = input->GetUint64();
    if (has_output) counts.output = output->GetUint64();
    answer.tokens(counts);
  }

  static void finish(std::string_view reason, AnswerBuilder& answer) {
    const bool cut = reason == "length" || reason == "max_tokens";
    answer.finish(cut ? FinishReason::length : FinishReason::stop);
    answer.end();
  }

  const ResponseMapping& mapping_;
};

}  // namespace

Result<ResponseMapping> ResponseMapping::from(const CustomMapping& mapping) {
  if (Status status = check_pointers(mapping, kResponsePlaces); !status) return status.error();
  if (mapping.framing != "sse" && mapping.framing != "lines") {
    return mapping_fault("framing", "is " + shown(mapping.framing) +
                                        ": it must be 'sse' or 'lines'" +
                                        did_you_mean(mapping.framing, {"sse", "lines"}));
  }
  if (mapping.text_at.empty() && mapping.delta_at.empty()) {
    return mapping_fault("text_at",
                         "is missing, and so is mapping.delta_at: they say where the "
                         "text is, in a whole answer and in an event of a stream");
  }
  if (mapping.framing == "lines" && !mapping.delta_at.empty() && mapping.done_at.empty()) {
    return mapping_fault("done_at",
                         "is missing: without it, a stream of lines that was cut off "
                         "looks as if it were complete");
  }
  ResponseMapping result;
  result.framing = mapping.framing == "sse" ? Framing::sse : Framing::lines;
  result.text = compiled(mapping.text_at);
  result.delta = compiled(mapping.delta_at);
  result.done = compiled(mapping.done_at);
  result.error = compiled(mapping.error_at);
  result.tokens_in = compiled(mapping.tokens_in_at);
  result.tokens_out = compiled(mapping.tokens_out_at);
  return result;
}

std::unique_ptr<Decoder> make_mapped_decoder(const ResponseMapping& mapping) {
  return std::make_unique<MappedDecoder>(mapping);
}

}  // namespace skald::voices
