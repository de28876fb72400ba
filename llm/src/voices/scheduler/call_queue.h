// Calls that wait for their turn. Strict between classes, oldest first within one; a call that
// waits long is moved up (ageing), so that nothing starves. Sans I/O: time is passed in.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "skald/llm/config.h"
#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"

namespace skald::voices {

class CallQueue {
 public:
  explicit CallQueue(const QueueConfig& config);

  /// Whom a full queue cannot keep: the newcomer if its class is full, or if nothing that waits is
  /// of a lower class; else the newest of the lowest class. Classes are those the calls came with,
  /// and what was put back is never the one.
  std::optional<CallId> push(CallId call, Priority priority, TimePoint now);
  /// Puts back one that waits again after it was taken (its attempt failed), with its old place:
  /// it is not counted against the limits, for it was let in already.
  void put_back(CallId call, Priority priority, TimePoint since);

  /// Takes out the first that `may_start` lets through: highest class (aged) first, then oldest,
  /// then the lowest number. `may_start` is asked in that order, at most once for each call.
  std::optional<CallId> take(TimePoint now, const std::function<bool(CallId)>& may_start);
  bool remove(CallId call);

  bool contains(CallId call) const;
  std::size_t size() const;
  std::size_t size(Priority priority) const;  // by the class it came with
  /// Calls in the order in which they would be taken.
  std::vector<CallId> in_order(TimePoint now) const;

 private:
  static constexpr std::size_t kClasses = 3;

  struct Place {
    TimePoint since;
    CallId call;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Waiting {
    Priority priority;
    TimePoint since;
    bool counts;  // against the limits
  };

  void insert(CallId call, const Waiting& waiting);
  std::optional<CallId> newest_below(Priority priority) const;
  /// The class it counts as after its wait.
  std::int64_t aged(std::size_t priority, TimePoint since, TimePoint now) const;
  std::optional<CallId> find(TimePoint now, const std::function<bool(CallId)>& may_start) const;

  QueueConfig config_;
  // Within a class the oldest is also the furthest aged: each is in its final order at any time.
  std::array<std::set<Place>, kClasses> classes_;
  std::array<std::size_t, kClasses> counted_{};
  std::unordered_map<CallId, Waiting> calls_;
};

}  // namespace skald::voices
