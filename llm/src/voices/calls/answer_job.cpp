// A prompt's way: checked, lowered, sent, read, checked again.
#include <utility>

#include "voices/calls/answer_check.h"
#include "voices/calls/job.h"
#include "voices/providers/provider.h"
#include "voices/reading/response_reader.h"

namespace skald::voices {
namespace {

class AnswerJob final : public Job, private PieceSink {
 public:
  AnswerJob(CallId call, std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target,
            Prompt prompt, TimePoint asked)
      : Job(call, std::move(mailbox), std::move(target)),
        prompt_(std::move(prompt)),
        asked_(asked) {}

  void begin(JobContext& context) override {
    enter(context);
    started_ = context.clock.now();
    use_defaults();
    if (Status status = check_prompt(prompt_); !status) return refuse(status.error());
    auto check = AnswerCheck::of(prompt_);
    if (!check) return refuse(check.error());
    check_ = std::move(*check);
    if (target().script != nullptr) {
      builder_.begin(*this);
      target().script->answer(prompt_, builder_);
      return finish(builder_.take());
    }
    send_prompt(false);
  }

 private:
  /// What the prompt leaves open and the configuration says.
  void use_defaults() {
    Sampling& sampling = prompt_.sampling;
    if (!sampling.max_tokens) sampling.max_tokens = target().config.max_tokens;
    if (!sampling.temperature) sampling.temperature = target().config.temperature;
  }

  void refuse(const Error& error) {
    Failure failure;
    failure.why = Why::bad_request;
    failure.message = error.message;
    failure.advice = "The request was not sent. Correct it as the message says.";
    fail(std::move(failure));
  }

  void send_prompt(bool key_was_refused) {
    auto request = target().provider->request_for(prompt_);
    if (!request) return fail(request.error());
    builder_.begin(*this);
    reader_.emplace(*target().provider, context().parser, builder_);
    send(std::move(*request), key_was_refused);
  }

  void on_head(const HttpHead& head) override { reader_->head(head); }
  Reading on_bytes(std::string_view bytes) override { return reader_->bytes(bytes); }
  void on_end(const HttpEnd& end) override { finish(reader_->end(end)); }

  void on_piece(const Piece& piece) override {
    if (!first_piece_) first_piece_ = context().clock.now();
    mailbox().put_piece(call(), piece, last_piece_);
  }

  void finish(Result<Answer, Failure> result) {
    if (!result) {
      if (may_renew_key(result.error())) return send_prompt(true);
      return fail(result.error());
    }
    if (auto broken = check_.broken_by(*result)) return fail(std::move(*broken));
    CallEvent event;
    event.kind = CallEvent::Kind::answered;
    event.answer = std::make_unique<Answer>(std::move(*result));
    event.answer->provider = target().config.name;
    if (event.answer->model.empty()) {
      event.answer->model = prompt_.model.empty() ? target().config.model : prompt_.model;
    }
    event.answer->timings = timings();
    end_with(std::move(event));
  }

  Timings timings() {
    const auto since_asked = [this](TimePoint time) {
      return std::chrono::duration_cast<std::chrono::microseconds>(time - asked_);
    };
    const TimePoint now = context().clock.now();
    return {since_asked(started_), since_asked(first_piece_.value_or(now)), since_asked(now)};
  }

  Prompt prompt_;
  AnswerCheck check_;
  AnswerBuilder builder_;
  std::optional<ResponseReader> reader_;
  Mailbox::Place last_piece_;
  TimePoint asked_;
  TimePoint started_;
  std::optional<TimePoint> first_piece_;
};

}  // namespace

std::unique_ptr<Job> make_answer_job(CallId call, std::shared_ptr<Mailbox> mailbox,
                                     std::shared_ptr<const Target> target, Prompt prompt,
                                     TimePoint asked) {
  return std::make_unique<AnswerJob>(call, std::move(mailbox), std::move(target), std::move(prompt),
                                     asked);
}

}  // namespace skald::voices
