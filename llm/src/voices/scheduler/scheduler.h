// The one decision maker between the world and the providers. Sans I/O: (now, inputs) -> decisions.
//
//     ask -> cache -> queue -> provider: health, rate limit, budget -> attempt -> end, or again
//
// What it keeps under any fault: every call that was asked ends in exactly one decision that ends
// it, or in its cancel; nothing is tried again after words were shown; attempts that begin also
// end; reserved plus spent never exceeds a limit. tests/llm/scheduler/simulation_test.cpp holds it
// to that.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/statistics.h"
#include "skald/replay/speaker.h"
#include "voices/budget/ledger.h"
#include "voices/cache/response_cache.h"
#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/scheduler/call_queue.h"
#include "voices/scheduler/flight.h"
#include "voices/scheduler/health.h"
#include "voices/scheduler/quoter.h"
#include "voices/scheduler/rate_limiter.h"
#include "voices/scheduler/retry.h"

namespace skald::voices {

/// The two clocks: one that only goes on, for waiting, and the calendar's, for budgets and caches.
struct Moment {
  TimePoint time{};
  std::int64_t unix_seconds = 0;
};

/// A call as it is asked.
struct CallOrder {
  CallId call = 0;
  std::shared_ptr<const Prompt> prompt{};
  Priority priority = Priority::high;
  EntityId speaker{};
  Purpose purpose = Purpose::dialogue;
  /// Until the first words, or until the end of what comes whole; none: the provider's own limits.
  std::optional<std::chrono::milliseconds> timeout{};
};

// --- Decisions -----------------------------------------------------------------------------------

/// Send this. Pieces go to `call` as long as it is not over.
struct StartAttempt {
  AttemptId attempt = 0;
  CallId call = 0;
  std::uint32_t provider = 0;  // in the chain
  std::string model{};
  std::optional<std::int32_t> max_tokens{};
  std::shared_ptr<const Prompt> prompt{};
};
/// Close its socket; attempt_ended must not be called for it any more.
struct AbortAttempt {
  AttemptId attempt = 0;
  bool stalled = false;  // it had its time, and nothing came: the provider's failure
};
/// The call is over. The bills are those of all its attempts.
struct CallAnswered {
  CallId call = 0;
  Answer answer{};
  std::vector<Bill> bills{};
  std::string steps{};
};
struct CallFailed {
  CallId call = 0;
  Failure failure{};
  std::vector<Bill> bills{};
  std::string steps{};
};
/// What a call has cost that was cancelled.
struct CallBilled {
  CallId call = 0;
  std::vector<Bill> bills{};
};
struct AlertRaised {
  BudgetAlert alert{};
};

using Decision =
    std::variant<StartAttempt, AbortAttempt, CallAnswered, CallFailed, CallBilled, AlertRaised>;

/// How an attempt ended, as far as the one who made it can tell.
struct AttemptEnd {
  Result<Answer, Failure> result;
  bool was_sent = true;  // false: it is certain that the provider has not seen the request
  RateHints hints{};
};

class Scheduler {
 public:
  struct Options {
    std::size_t calls_max = 64;  // attempts under way at once
    QueueConfig queue{};
    RetryConfig retry{};
    HealthConfig health{};
    BudgetConfig budget{};
    std::uint64_t seed = 0;                // of the jitter
    std::vector<std::string> providers{};  // names, in the order of the chain
    std::vector<RateConfig> rates{};       // the same
  };

  /// `quoter`, `ledger` and `cache` must outlive it; it is the only one that changes them.
  Scheduler(Options options, Quoter& quoter, Ledger& ledger, ResponseCache& cache);

  // --- Inputs. Time never goes back: an earlier one counts as the latest seen ------------------
  void ask(const Moment& now, CallOrder order);
  /// False: there is no such call (any more).
  bool cancel(const Moment& now, CallId call);
  /// The first piece of an attempt was handed on to its call.
  void words_shown(AttemptId attempt);
  /// Aborts no other attempt: several ends may be told before the decisions are taken.
  void attempt_ended(const Moment& now, AttemptId attempt, AttemptEnd end);
  /// Nothing happened but time.
  void advance(const Moment& now);

  // --- Outputs ---------------------------------------------------------------------------------
  /// Moves the decisions since the last time to the end of `into`. In order; all of them hold.
  void take_decisions(std::vector<Decision>& into);
  /// When advance() must be called at the latest, if nothing happens before.
  std::optional<TimePoint> wakes_at() const;

  std::size_t calls() const { return members_.size(); }
  std::size_t attempts_under_way() const { return attempts_.size(); }
  const VoicesStatistics& statistics(const Moment& now);

 private:
  struct Link {
    std::string name;
    ProviderHealth health;
    RateLimiter limiter;
    std::uint64_t attempts = 0;
    std::uint64_t failures = 0;
  };
  /// A call that was asked and has not ended.
  struct Member {
    FlightId flight = 0;
    Priority priority = Priority::high;
    std::optional<TimePoint> deadline{};
    std::int64_t timeout_ms = 0;
  };

  // asking and leaving (scheduler.cpp)
  void enter(const Moment& now);
  void move_on();
  void add_member(const CallOrder& order);
  void join(Flight& flight, const CallOrder& order);
  void open_flight(const CallOrder& order, Quote quote);
  void drop(FlightId flight);
  void meet_deadlines();
  void wake_resting();
  void forget_member(CallId call);
  void leave(Flight& flight, CallId call);

  // starting (scheduler_start.cpp)
  void start_waiting();
  bool starts_at_once(Flight& flight);
  bool look_at(FlightId id, Start& start, std::uint32_t& waiting);
  Start choose(Flight& flight);
  void consider(Flight& flight, std::uint32_t provider, Start& best);
  std::vector<Variation> variations_at(const Flight& flight, std::uint32_t provider) const;
  bool try_variation(Flight& flight, const Variation& variation, Start& best);
  Quote quote_of(const Flight& flight, const Variation& variation);
  void stale_answer(const Flight& flight, Start& best);
  void carry_out(Flight& flight, Start start);
  void begin(Flight& flight, Start start);
  Failure why_not(const Flight& flight, const Start& start) const;
  std::optional<TimePoint> latest_deadline(const Flight& flight) const;
  TimePoint patience_of(const Flight& flight) const;
  bool can_be_asked_again(const Flight& flight) const;

  // ending (scheduler_end.cpp)
  void succeed(Flight& flight, const Attempt& attempt, Answer answer);
  void fail(Flight& flight, const Attempt& attempt, const AttemptEnd& end);
  void settle_failure(Flight& flight, const Attempt& attempt, const AttemptEnd& end);
  void bill(Flight& flight, const Attempt& attempt, const TokenCounts& tokens, bool estimated);
  void try_again(Flight& flight, const Attempt& attempt, const Failure& failure);
  void begin_round(Flight& flight, const Failure& failure);
  void abort_attempt(Flight& flight);
  void end_attempt(const Attempt& attempt);
  void answer_members(Flight& flight, Answer answer);
  void fail_members(Flight& flight, const Failure& failure);
  void fail_member(Flight& flight, CallId call, Failure failure);
  void close(Flight& flight);
  void raise_alerts();

  Options options_;
  Quoter& quoter_;
  Ledger& ledger_;
  ResponseCache& cache_;
  CallQueue queue_;
  RetryBudget retry_budget_;
  StreamState jitter_;
  std::vector<Link> chain_;

  Moment now_{};
  FlightId last_flight_ = 0;
  AttemptId last_attempt_ = 0;
  std::map<CallId, Member> members_;
  std::map<FlightId, Flight> flights_;
  std::map<AttemptId, FlightId> attempts_;
  std::map<CacheKey, FlightId> joinable_;
  std::multiset<std::uint32_t> speaking_;             // speakers of attempts under way
  std::set<std::pair<TimePoint, CallId>> deadlines_;  // of members
  std::set<std::pair<TimePoint, FlightId>> resting_;  // until their next try
  std::optional<TimePoint> next_start_{};             // when a flight that waits may be able to

  std::vector<Decision> decisions_;
  VoicesStatistics statistics_;
};

}  // namespace skald::voices
