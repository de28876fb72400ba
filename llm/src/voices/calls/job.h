// One request on the I/O thread: from sending it to its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/calls/target.h"
#include "voices/http.h"
#include "voices/scheduler/scheduler.h"
#include "voices/transport/transport.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// Hears of attempts. Called on the I/O thread, also from inside Job::begin.
class AttemptSink {
 public:
  virtual ~AttemptSink() = default;
  virtual void on_piece(AttemptId attempt, const Piece& piece) = 0;
  /// The last call for this attempt; its job is deleted some time later.
  virtual void on_attempt_end(AttemptId attempt, AttemptEnd end) = 0;
};

/// What the jobs of a thread share.
struct JobContext {
  Transport& transport;
  wire::JsonParser& parser;
  const Clock& clock;
  AttemptSink& attempts;
  Mailbox& mailbox;
  std::vector<CallId> over{};  // model jobs that ended since the thread looked last
};

class Job : protected HttpSink {
 public:
  explicit Job(std::shared_ptr<const Target> target);

  /// Sends the request, or ends the job with what is wrong with it.
  virtual void begin(JobContext& context) = 0;
  /// Ends it without a word.
  void cancel();

 protected:
  const Target& target() const { return *target_; }
  JobContext& context() { return *context_; }
  void enter(JobContext& context) { context_ = &context; }
  /// Starts the transfer of `request`, with the key.
  void send(HttpRequest request, bool key_was_refused);
  /// True if the request may be sent again, with a new key in place of the one that was refused.
  bool may_renew_key(const Failure& failure);
  /// The transfer is over.
  void transfer_ended() { sent_ = false; }
  /// Fills in what every failure of this target has.
  Failure completed(Failure failure) const;

 private:
  std::shared_ptr<const Target> target_;
  JobContext* context_ = nullptr;
  HttpRequest request_;
  Transport::Id transfer_ = 0;
  bool sent_ = false;
  bool renewed_ = false;
};

/// An attempt at a prompt. Its events go to JobContext::attempts.
std::unique_ptr<Job> make_answer_job(StartAttempt start, std::shared_ptr<const Target> target);
/// A model task. Its events go to JobContext::mailbox.
std::unique_ptr<Job> make_model_job(CallId call, std::shared_ptr<const Target> target,
                                    ModelTask task, std::string model);

}  // namespace skald::voices
