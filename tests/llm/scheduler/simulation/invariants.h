// What must hold of a scheduler at every step, whatever happens to it. Sees what goes in and what
// comes out, and nothing of what is inside.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "llm/scheduler/simulation/models.h"
#include "llm/scheduler/simulation/world.h"

namespace skald::voices::simulation {

class Invariants {
 public:
  Invariants(const Scene& scene, FakeQuoter& quoter, const Ledger& ledger);

  // What goes in; before it does.
  void step_begins(const Moment& now);
  void asked(const CallOrder& order);
  void cancelled(CallId call);
  void cancel_told(bool truth);
  void words_shown(AttemptId attempt);
  void attempt_ends(AttemptId attempt, const AttemptEnd& end);
  // What comes out, in order.
  void decided(const Decision& decision);
  // What holds between steps, and when everything has ended.
  void step_ends(Scheduler& scheduler);
  /// After those inputs that carry the time.
  void time_was_seen();
  void was_woken(const Scheduler& scheduler);
  void nothing_was_done(const std::vector<Decision>& decisions);
  void all_ends(Scheduler& scheduler);

  bool is_open(CallId call) const { return calls_.contains(call); }
  EntityId speaker_of(CallId call) const { return groups_.at(calls_.at(call).group).speaker; }
  std::uint64_t attempts_seen() const { return attempts_seen_; }
  /// The first that did not hold, in words; empty: all held.
  const std::string& broken() const { return broken_; }

 private:
  /// Calls that are the same, and share attempts.
  struct Group {
    Quote quote{};  // at the first provider
    std::shared_ptr<const Prompt> prompt{};
    EntityId speaker{};
    Purpose purpose = Purpose::dialogue;
    Priority priority = Priority::high;
    bool was_raised = false;  // a more urgent call joined it: it holds no place in the queue then
    std::vector<CallId> members{};
    std::optional<AttemptId> attempt{};
    std::optional<std::string> answer{};  // came in this step
    std::uint32_t attempts = 0;
    std::array<std::uint32_t, kProvidersMax> tries{};
    std::array<bool, kProvidersMax> is_out{};
    std::array<TimePoint, kProvidersMax> not_before{};
    bool has_failed = false;
    std::uint64_t bills_due = 0;
    std::uint64_t money_due = 0;
  };
  struct Call {
    std::uint64_t group = 0;
    std::optional<TimePoint> deadline{};
    bool is_shown = false;
    bool is_new = true;  // asked in this step
  };
  struct Flying {
    std::uint64_t group = 0;
    CallId call = 0;
    std::uint32_t provider = 0;
    Quote quote{};
    std::uint64_t set_aside = 0;
    std::vector<MoneyModel::Account> accounts{};
    std::uint32_t cooldown = 0;
  };

  void expect(bool holds, const char* what);
  // decisions (invariants.cpp)
  void check(const StartAttempt& start);
  void check(const AbortAttempt& abort);
  void check(const CallAnswered& answered);
  void check(const CallFailed& failed);
  void check(const CallBilled& billed);
  void check(const AlertRaised& alert);
  void check_place(const StartAttempt& start, const Group& group);
  std::optional<Variation> variation_of(const StartAttempt& start, const Group& group);
  void take_off(const StartAttempt& start, Group& group, const Variation& variation);
  void land(AttemptId id, const TokenCounts* tokens);
  void check_bills(Group& group, const std::vector<Bill>& bills);
  void check_memory(const Group& group, const Answer& answer);
  void remove(CallId call);
  // reasons (reasons.cpp)
  void check_reason(const Call& call, const Group& group, const Failure& failure);
  void check_full(const Group& group);
  void check_refused(const Group& group);
  bool could_start(const Group& group);
  bool is_patient(const Group& group) const;
  bool has_time(const Group& group) const;
  bool could_wait(const Group& group);
  bool is_overdue(const Group& group) const;
  MoneyModel::Windows windows() const;
  std::array<std::size_t, 3> fresh_by_class() const;
  void check_waiting();
  void check_statistics(Scheduler& scheduler);

  const Scene& scene_;
  FakeQuoter& quoter_;
  const Ledger& ledger_;
  std::uint32_t attempts_max_;
  std::vector<HealthModel> health_;
  std::vector<RateModel> rates_;
  MoneyModel money_;

  Moment now_{};
  std::int64_t latest_unix_ = 0;
  bool is_end_ = false;  // this step is an attempt's end
  std::map<std::uint64_t, Group> groups_;
  std::map<CallId, Call> calls_;
  std::map<AttemptId, Flying> flying_;
  std::map<AttemptId, std::int64_t> made_;  // answers, by the latest that the clock had shown
  std::map<CacheKey, std::uint64_t> joinable_;
  std::uint64_t last_group_ = 0;
  AttemptId last_attempt_ = 0;

  std::uint64_t attempts_seen_ = 0;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t cancelled_ = 0;
  std::uint64_t billed_ = 0;
  std::uint64_t rounds_again_ = 0;
  std::uint64_t stored_ = 0;
  std::uint32_t woken_in_a_row_ = 0;
  std::string broken_;
};

}  // namespace skald::voices::simulation
