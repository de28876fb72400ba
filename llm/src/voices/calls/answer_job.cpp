// A prompt's way: checked, lowered, sent, read, checked again.
#include <utility>

#include "voices/calls/answer_check.h"
#include "voices/calls/job.h"
#include "voices/providers/provider.h"
#include "voices/reading/rate_headers.h"
#include "voices/reading/response_reader.h"

namespace skald::voices {
namespace {

/// Ends of transfers in which the provider cannot have seen the request.
bool never_arrived(HttpEnd::Kind kind) {
  return kind == HttpEnd::Kind::not_connected || kind == HttpEnd::Kind::tls_failed ||
         kind == HttpEnd::Kind::connect_timeout;
}

class AnswerJob final : public Job, private PieceSink {
 public:
  AnswerJob(StartAttempt start, std::shared_ptr<const Target> target)
      : Job(std::move(target)), start_(std::move(start)) {}

  void begin(JobContext& context) override {
    enter(context);
    fill_in();
    if (Status status = check_prompt(prompt()); !status) return refuse(status.error());
    auto check = AnswerCheck::of(prompt());
    if (!check) return refuse(check.error());
    check_ = std::move(*check);
    if (target().script == nullptr) return send_prompt(false);
    builder_.begin(*this);
    target().script->answer(prompt(), builder_);
    finish(builder_.take(), false, {});
  }

 private:
  const Prompt& prompt() const { return filled_in_ ? *filled_in_ : *start_.prompt; }

  /// What the prompt leaves open, and what the scheduler decided. Most prompts need no copy.
  void fill_in() {
    const Prompt& asked = *start_.prompt;
    const auto& temperature = target().config.temperature;
    const bool model_differs =
        start_.model != (asked.model.empty() ? target().config.model : asked.model);
    const bool end_differs = start_.max_tokens && start_.max_tokens != asked.sampling.max_tokens;
    if (!model_differs && !end_differs && (asked.sampling.temperature || !temperature)) return;
    filled_in_ = asked;
    if (model_differs) filled_in_->model = start_.model;
    if (end_differs) filled_in_->sampling.max_tokens = start_.max_tokens;
    if (!asked.sampling.temperature) filled_in_->sampling.temperature = temperature;
  }

  void refuse(const Error& error) {
    Failure failure;
    failure.why = Why::bad_request;
    failure.message = error.message;
    failure.advice = "The request was not sent. Correct it as the message says.";
    finish(std::move(failure), false, {});
  }

  void send_prompt(bool key_was_refused) {
    auto request = target().provider->request_for(prompt());
    if (!request) return finish(request.error(), false, {});
    builder_.begin(*this);
    reader_.emplace(*target().provider, context().parser, builder_);
    send(std::move(*request), key_was_refused);
  }

  void on_head(const HttpHead& head) override {
    hints_ = rate_hints(head, context().clock.unix_seconds());
    reader_->head(head);
  }
  Reading on_bytes(std::string_view bytes) override { return reader_->bytes(bytes); }
  void on_end(const HttpEnd& end) override {
    transfer_ended();
    finish(reader_->end(end), !never_arrived(end.kind), hints_);
  }
  void on_piece(const Piece& piece) override { context().attempts.on_piece(start_.attempt, piece); }

  void finish(Result<Answer, Failure> result, bool was_sent, const RateHints& hints) {
    if (!result && may_renew_key(result.error())) return send_prompt(true);
    if (result) {
      if (auto broken = check_.broken_by(*result)) result = std::move(*broken);
    }
    if (result) {
      result->provider = target().config.name;
      if (result->model.empty()) result->model = start_.model;
    } else {
      result = completed(result.error());
    }
    context().attempts.on_attempt_end(start_.attempt, {std::move(result), was_sent, hints});
  }

  StartAttempt start_;
  std::optional<Prompt> filled_in_;
  AnswerCheck check_;
  AnswerBuilder builder_;
  std::optional<ResponseReader> reader_;
  RateHints hints_;
};

}  // namespace

std::unique_ptr<Job> make_answer_job(StartAttempt start, std::shared_ptr<const Target> target) {
  return std::make_unique<AnswerJob>(std::move(start), std::move(target));
}

}  // namespace skald::voices
