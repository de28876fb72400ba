// Who goes next, and where to: the first provider of the chain that is healthy, within its rate,
// and can be paid.
#include <algorithm>

#include "skald/llm/tokens.h"
#include "voices/reading/errors.h"
#include "voices/scheduler/scheduler.h"

namespace skald::voices {
namespace {

// Of flights that have to wait for a provider, so many are looked at before the rest is taken to
// have to wait as well: they would go to the same providers.
constexpr std::uint32_t kWaitingLookedAt = 16;

std::uint32_t bit_of(std::uint32_t provider) { return std::uint32_t{1} << provider; }

/// No time: an event will tell.
void wait_until(Start& best, std::optional<TimePoint> time) {
  if (best.decided()) return;
  best.kind = Start::Kind::wait;
  if (time && (!best.ready_at || *time < *best.ready_at)) best.ready_at = time;
}

}  // namespace

void Scheduler::start_waiting() {
  next_start_.reset();
  while (attempts_.size() < options_.calls_max) {
    Start start;
    std::uint32_t waiting = 0;
    const auto flight =
        queue_.take(now_.time, [&](FlightId id) { return look_at(id, start, waiting); });
    if (!flight) return;
    carry_out(flights_.at(*flight), std::move(start));
  }
}

/// Who can go now needs no place in the queue, and none is kept from it by a queue that is full of
/// others who cannot.
bool Scheduler::starts_at_once(Flight& flight) {
  if (attempts_.size() >= options_.calls_max) return false;
  Start start;
  std::uint32_t waiting = 0;
  if (!look_at(flight.id, start, waiting)) return false;
  carry_out(flight, std::move(start));
  return true;
}

/// Whether the flight can leave the queue; `start` then says where to.
bool Scheduler::look_at(FlightId id, Start& start, std::uint32_t& waiting) {
  if (waiting >= kWaitingLookedAt) return false;
  Flight& flight = flights_.at(id);
  const auto deadline = latest_deadline(flight);
  if (deadline && *deadline <= now_.time) return false;  // advance() is late, and will end it
  const bool is_next_call = options_.queue.one_call_per_speaker && flight.speaker.valid() &&
                            speaking_.contains(flight.speaker.value);
  if (is_next_call) return false;
  start = choose(flight);
  if (start.kind != Start::Kind::wait) return true;
  ++waiting;
  if (start.ready_at && (!next_start_ || *start.ready_at < *next_start_)) {
    next_start_ = start.ready_at;
  }
  return false;
}

Start Scheduler::choose(Flight& flight) {
  Start best;
  bool dear = false;
  for (std::uint32_t i = 0; i < chain_.size() && !best.decided(); ++i) {
    if (((flight.passed_over | flight.tried) & bit_of(i)) != 0) continue;
    Start here;
    consider(flight, i, here);
    if (here.kind == Start::Kind::too_dear) {
      dear = true;
      best.refused_by = here.refused_by;
    } else if (here.kind == Start::Kind::wait) {
      wait_until(best, here.ready_at);
    } else if (here.decided()) {
      best = std::move(here);
    }
  }
  if (best.kind == Start::Kind::none && dear) {
    best.kind = Start::Kind::too_dear;
    stale_answer(flight, best);
  }
  return best;
}

/// A call that must not wait for long does not wait for a provider that is left alone. For one
/// whose key or model was refused nobody waits: time does not mend that.
void Scheduler::consider(Flight& flight, std::uint32_t provider, Start& best) {
  Link& link = chain_[provider];
  const TimePoint patience = patience_of(flight);
  if (!link.health.may_try(now_.time)) {
    const auto ready = link.health.ready_at(now_.time);
    const bool in_time = !ready || *ready < patience;
    const bool is_worth_it = latest_deadline(flight) ? link.health.asked_to_wait()
                                                     : is_retryable(link.health.last_why());
    if (in_time && is_worth_it) wait_until(best, ready);
    return;
  }
  for (const Variation& variation : variations_at(flight, provider)) {
    if (try_variation(flight, variation, best)) break;
  }
  const bool too_late = best.ready_at && *best.ready_at >= patience;
  if (best.kind == Start::Kind::wait && too_late) best = {};
}

/// Until when it is worth waiting for a provider: the call's own end; without one, as long as a
/// provider may ask to wait.
TimePoint Scheduler::patience_of(const Flight& flight) const {
  return latest_deadline(flight).value_or(
      now_.time + std::chrono::milliseconds(options_.retry.retry_after_cap_ms));
}

/// Whether one of the providers that failed in this round can be asked again while it is worth it.
bool Scheduler::can_be_asked_again(const Flight& flight) const {
  const TimePoint patience = patience_of(flight);
  const std::uint64_t tokens = flight.first_quote.tokens_in + flight.first_quote.tokens_out_max;
  for (std::uint32_t i = 0; i < chain_.size(); ++i) {
    if ((flight.tried & bit_of(i)) == 0) continue;
    const Link& link = chain_[i];
    const TimePoint healthy = link.health.ready_at(now_.time).value_or(now_.time);
    if (std::max(healthy, link.limiter.ready_at(now_.time, tokens)) < patience) return true;
  }
  return false;
}

std::vector<Variation> Scheduler::variations_at(const Flight& flight,
                                                std::uint32_t provider) const {
  std::vector<Variation> all{Variation{provider, false, {}}};
  if (options_.budget.limits.empty()) return all;
  Variation next = all.front();
  for (const BudgetPolicy policy : options_.budget.when_exhausted) {
    if (policy == BudgetPolicy::cheaper_model && quoter_.has_cheaper_model(provider)) {
      next.cheaper_model = true;
    } else if (policy == BudgetPolicy::shorter_answer) {
      const auto shorter = static_cast<std::int32_t>(options_.budget.shorter_max_tokens);
      next.max_tokens = std::min(shorter, flight.prompt->sampling.max_tokens.value_or(shorter));
    }
    if (next != all.back()) all.push_back(next);
  }
  return all;
}

/// True: nothing more is to be tried at this provider; `best` says why, or how to begin.
bool Scheduler::try_variation(Flight& flight, const Variation& variation, Start& best) {
  Quote quote = quote_of(flight, variation);
  const bool is_missed =
      std::find(flight.missed.begin(), flight.missed.end(), quote.key) != flight.missed.end();
  if (quote.cacheable && !is_missed) {
    if (auto kept = cache_.find(quote.key, now_.unix_seconds)) {
      best.kind = Start::Kind::from_cache;
      best.answer = std::move(kept);
      return true;
    }
    flight.missed.push_back(quote.key);
  }
  const std::uint64_t tokens = quote.tokens_in + quote.tokens_out_max;
  const TimePoint ready = chain_[variation.provider].limiter.ready_at(now_.time, tokens);
  if (ready > now_.time) {
    wait_until(best, ready);
    return true;
  }
  const Charge charge{flight.speaker, flight.purpose, quote.model};
  const bool limited = !options_.budget.limits.empty();
  std::optional<Ledger::ReservationId> reservation;
  if (quote.price != nullptr || !limited) {
    const PicoUsd at_most = quote.price != nullptr
                                ? quote.price->at_most(quote.tokens_in_max, quote.tokens_out_max)
                                : PicoUsd{};
    reservation = ledger_.reserve(charge, at_most, now_.unix_seconds);
  }
  if (!reservation) {
    best.kind = Start::Kind::too_dear;
    best.refused_by = quote.price != nullptr ? ledger_.refused_by()
                                             : "the price of " + quote.model + " is not known";
    return false;
  }
  best = {Start::Kind::begin, variation, std::move(quote), *reservation, {}, {}, {}};
  return true;
}

Quote Scheduler::quote_of(const Flight& flight, const Variation& variation) {
  if (variation == Variation{}) return flight.first_quote;
  return quoter_.quote(*flight.prompt, flight.speaker, variation, now_.unix_seconds);
}

/// What no money can buy any more may still be remembered.
void Scheduler::stale_answer(const Flight& flight, Start& best) {
  const auto& policies = options_.budget.when_exhausted;
  if (std::find(policies.begin(), policies.end(), BudgetPolicy::cache_only) == policies.end()) {
    return;
  }
  for (std::uint32_t i = 0; i < chain_.size(); ++i) {
    const Quote quote = quote_of(flight, {i, false, {}});
    if (!quote.cacheable) return;
    if (auto kept = cache_.find(quote.key, now_.unix_seconds, ResponseCache::Age::any)) {
      best.kind = Start::Kind::from_cache;
      best.answer = std::move(kept);
      return;
    }
  }
}

void Scheduler::carry_out(Flight& flight, Start start) {
  switch (start.kind) {
    case Start::Kind::begin:
      return begin(flight, std::move(start));
    case Start::Kind::from_cache:
      add_step(flight, "cache", "answered");
      flight.worth_telling = true;
      answer_members(flight, std::move(*start.answer));
      return close(flight);
    case Start::Kind::too_dear:
      ++statistics_.spend.refused;
      add_step(flight, "budget", start.refused_by);
      [[fallthrough]];
    case Start::Kind::none: {
      const Failure failure = why_not(flight, start);
      if (flight.tried != 0) return begin_round(flight, failure);
      return fail_members(flight, failure);
    }
    case Start::Kind::wait:
      return;  // such a flight stays in the queue
  }
}

void Scheduler::begin(Flight& flight, Start start) {
  const std::uint32_t provider = start.variation.provider;
  Link& link = chain_[provider];
  const bool taken =
      link.limiter.try_take(now_.time, start.quote.tokens_in + start.quote.tokens_out_max);
  SKALD_ASSERT(taken, "the limiter was asked before");
  const ProviderHealth::Round round = link.health.began(now_.time);
  ++link.attempts;
  ++statistics_.attempts;
  if (flight.last_provider) {
    ++(*flight.last_provider == provider ? statistics_.retries : statistics_.failovers);
  }
  flight.last_provider = provider;
  ++flight.attempts;
  if (start.variation.cheaper_model) add_step(flight, link.name, "cheaper " + start.quote.model);
  if (start.variation.max_tokens) {
    add_step(flight, link.name,
             "at most " + std::to_string(*start.variation.max_tokens) + " tokens");
  }
  if (start.variation.cheaper_model || start.variation.max_tokens) flight.worth_telling = true;

  StartAttempt decision;
  decision.attempt = ++last_attempt_;
  decision.call = flight.members.front();
  decision.provider = provider;
  decision.model = start.quote.model;
  if (start.quote.tokens_out_max > 0) {
    decision.max_tokens = static_cast<std::int32_t>(start.quote.tokens_out_max);
  }
  decision.prompt = flight.prompt;
  flight.attempt = {decision.attempt,  start.variation, std::move(start.quote),
                    start.reservation, round,           now_.time};
  flight.shown = false;
  attempts_.emplace(decision.attempt, flight.id);
  speaking_.insert(flight.speaker.value);
  decisions_.emplace_back(std::move(decision));
}

/// Why nothing can be begun for it.
Failure Scheduler::why_not(const Flight& flight, const Start& start) const {
  if (start.kind == Start::Kind::too_dear) {
    return make_failure(Why::budget_exhausted, "the budget does not allow it: " + start.refused_by);
  }
  if (flight.last_failure) return *flight.last_failure;
  const Link& first = chain_.front();
  if (first.health.may_try(now_.time)) {
    Failure failure = make_failure(
        Why::rate_limited, "its turn within the configured rate would come after its timeout");
    failure.provider = first.name;
    return failure;
  }
  Failure failure = make_failure(first.health.last_why(),
                                 "it is left alone for a while after " +
                                     std::to_string(first.health.failures_in_a_row()) +
                                     " failures in a row (health, in the configuration)");
  failure.provider = first.name;
  return failure;
}

/// When the last of those who wait for it gives up; nothing if one of them does not.
std::optional<TimePoint> Scheduler::latest_deadline(const Flight& flight) const {
  std::optional<TimePoint> latest;
  for (const CallId call : flight.members) {
    const auto& deadline = members_.at(call).deadline;
    if (!deadline) return std::nullopt;
    if (!latest || *deadline > *latest) latest = deadline;
  }
  return latest;
}

}  // namespace skald::voices
