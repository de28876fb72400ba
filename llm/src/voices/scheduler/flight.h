// What the scheduler knows of one piece of work for the providers: a flight answers one call, or
// several that are the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/prompt.h"
#include "skald/replay/speaker.h"
#include "voices/budget/ledger.h"
#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/scheduler/health.h"
#include "voices/scheduler/quoter.h"

namespace skald::voices {

using FlightId = CallId;  // the queue holds flights by it
using AttemptId = std::uint64_t;

/// One request to one provider that is under way.
struct Attempt {
  AttemptId id = 0;
  Variation variation{};
  Quote quote{};
  Ledger::ReservationId reservation = 0;
  ProviderHealth::Round health_round = 0;
  TimePoint began{};
  bool stalled = false;  // it had its time, and nothing came
};

struct Flight {
  FlightId id = 0;
  std::shared_ptr<const Prompt> prompt{};
  Priority priority = Priority::high;
  EntityId speaker{};
  Purpose purpose = Purpose::dialogue;
  TimePoint since{};               // its place in the queue
  Quote first_quote{};             // at the first provider, as it was asked
  std::vector<CacheKey> missed{};  // looked for in the cache in vain
  std::vector<CallId> members{};   // never empty; the first one's words are streamed

  std::optional<Attempt> attempt{};
  bool shown = false;  // words of the attempt went to the first member

  std::uint32_t attempts = 0;
  std::uint32_t rounds = 0;       // times the chain was begun again
  std::uint32_t passed_over = 0;  // bits: providers that are out for this flight
  std::uint32_t tried = 0;        // bits: providers that failed in this round
  std::optional<std::uint32_t> last_provider{};
  std::optional<std::chrono::milliseconds> retry_after{};  // the longest asked for in this round
  std::optional<TimePoint> resting_until{};
  std::optional<Failure> last_failure{};

  std::vector<Bill> bills{};
  std::string steps{};         // "cloud: connection; backup: rate_limited"
  bool worth_telling = false;  // the steps are more than one plain answer
};

/// What can be done for a flight now.
struct Start {
  enum class Kind : std::uint8_t {
    none,        // no provider can be tried
    too_dear,    // none of those that could be tried can be paid
    wait,        // until `ready_at`, or until a probe ends
    from_cache,  // `answer`
    begin,       // `variation` with `quote` and `reservation`
  };
  Kind kind = Kind::none;
  Variation variation{};
  Quote quote{};
  Ledger::ReservationId reservation = 0;
  std::optional<Answer> answer{};
  std::optional<TimePoint> ready_at{};
  std::string refused_by{};  // the account that had too little left, or whose price is not known

  bool decided() const { return kind == Kind::from_cache || kind == Kind::begin; }
};

/// Adds "cloud: connection" to the steps.
inline void add_step(Flight& flight, std::string_view who, std::string_view what) {
  if (!flight.steps.empty()) flight.steps += "; ";
  flight.steps.append(who).append(": ").append(what);
}

}  // namespace skald::voices
