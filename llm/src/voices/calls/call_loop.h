// The I/O thread's work: carries out what the scheduler decides, and tells it what happened.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "voices/calls/job.h"
#include "voices/calls/stores.h"
#include "voices/calls/target_quoter.h"
#include "voices/scheduler/scheduler.h"

namespace skald::voices {

using Chain = std::vector<std::shared_ptr<const Target>>;

/// What the other threads want: an order or a model task to be begun, or else the call's cancel.
struct Command {
  CallId call = 0;
  std::unique_ptr<CallOrder> order{};
  std::unique_ptr<Job> task{};
  TimePoint asked{};
};

/// One thread drives it.
class CallLoop final : private AttemptSink {
 public:
  CallLoop(Transport& transport, const Clock& clock, const Chain& chain, const VoicesConfig& config,
           Stores& stores, Mailbox& mailbox);
  ~CallLoop() override;

  void carry_out(std::vector<Command>& commands);
  /// Waits for the network at most until something is due.
  void run_once();
  /// Cuts everything, and writes down what was spent.
  void end();

 private:
  /// A call that has not ended.
  struct Open {
    TimePoint asked{};
    std::optional<TimePoint> started{};
    std::optional<TimePoint> first_piece{};
    Mailbox::Place last_piece{};
  };
  /// An attempt under way.
  struct Running {
    CallId call = 0;
    std::uint32_t provider = 0;
    std::string model{};
    std::unique_ptr<Job> job{};
    Metrics::PlaceId place = 0;
    TimePoint started{};
    std::optional<TimePoint> first_piece{};
    std::uint32_t pieces = 0;
  };
  struct Ended {
    AttemptId attempt = 0;
    AttemptEnd end;
  };

  void on_piece(AttemptId attempt, const Piece& piece) override;
  void on_attempt_end(AttemptId attempt, AttemptEnd end) override;

  Moment moment() const { return {clock_.now(), clock_.unix_seconds()}; }
  void cancel(CallId call);
  void settle();
  void tell_scheduler();
  Metrics::PlaceId place_of(std::uint32_t provider, const std::string& model);
  LoggedAttempt logged(AttemptId attempt, const Running& running) const;
  void measure(AttemptId attempt, const Running& running, const AttemptEnd& end);
  void carry_out_decisions();
  void carry_out(StartAttempt&& start);
  void carry_out(AbortAttempt&& abort);
  void carry_out(CallAnswered&& answered);
  void carry_out(CallFailed&& failed);
  void carry_out(CallBilled&& billed);
  void carry_out(AlertRaised&& raised);
  void end_call(CallId call, CallEvent event);
  void notice(std::string text);
  void cover_spending();
  void publish();
  std::chrono::milliseconds time_to_wait() const;

  const Clock& clock_;
  const Chain& chain_;
  Stores& stores_;
  Mailbox& mailbox_;
  wire::JsonParser parser_;
  JobContext context_;
  TargetQuoter quoter_;
  Scheduler scheduler_;
  std::vector<std::map<std::string, Metrics::PlaceId>> places_;  // of each provider, by model
  std::unordered_map<CallId, Open> open_;
  std::map<AttemptId, Running> running_;
  std::unordered_map<CallId, std::unique_ptr<Job>> tasks_;
  std::vector<Ended> ended_;
  std::vector<Decision> decisions_;
  TimePoint published_{};
  bool changed_ = true;  // since the statistics were published
};

}  // namespace skald::voices
