// One call on the I/O thread: from its request to the one event that ends it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/calls/target.h"
#include "voices/http.h"
#include "voices/transport/transport.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// What the jobs of a thread share.
struct JobContext {
  Transport& transport;
  wire::JsonParser& parser;
  const Clock& clock;
  std::vector<CallId> over{};                      // jobs that ended since the thread looked last
  std::vector<std::shared_ptr<Mailbox>> unsent{};  // mailboxes that hold something back
};

class Job : protected HttpSink {
 public:
  Job(CallId call, std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target);
  CallId call() const { return call_; }

  /// Sends the request, or ends the job with what is wrong with it.
  virtual void begin(JobContext& context) = 0;
  /// Ends it without an event.
  void cancel();

 protected:
  const Target& target() const { return *target_; }
  /// To put something into: it is sent when the thread has served all sockets that were ready.
  Mailbox& mailbox() {
    if (!mailbox_->has_unsent()) context_->unsent.push_back(mailbox_);
    return *mailbox_;
  }
  JobContext& context() { return *context_; }

  void enter(JobContext& context) { context_ = &context; }
  /// Starts the transfer of `request_`, with the key.
  void send(HttpRequest request, bool key_was_refused);
  /// True if the request was sent again, with a new key in place of the one that was refused.
  bool may_renew_key(const Failure& failure);
  /// Puts the last event, and ends the job.
  void end_with(CallEvent event);
  void fail(Failure failure);

 private:
  CallId call_;
  std::shared_ptr<Mailbox> mailbox_;
  std::shared_ptr<const Target> target_;
  JobContext* context_ = nullptr;
  HttpRequest request_;
  Transport::Id transfer_ = 0;
  bool sent_ = false;
  bool renewed_ = false;
};

std::unique_ptr<Job> make_answer_job(CallId call, std::shared_ptr<Mailbox> mailbox,
                                     std::shared_ptr<const Target> target, Prompt prompt,
                                     TimePoint asked);
std::unique_ptr<Job> make_model_job(CallId call, std::shared_ptr<Mailbox> mailbox,
                                    std::shared_ptr<const Target> target, ModelTask task,
                                    std::string model);

}  // namespace skald::voices
