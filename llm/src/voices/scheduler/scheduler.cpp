// What comes in: calls that are asked, cancelled, or too late.
#include "voices/scheduler/scheduler.h"

#include <algorithm>

#include "skald/replay/assert.h"
#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

std::size_t index_of(Priority priority) { return static_cast<std::size_t>(priority); }

}  // namespace

Scheduler::Scheduler(Options options, Quoter& quoter, Ledger& ledger, ResponseCache& cache)
    : options_(std::move(options)),
      quoter_(quoter),
      ledger_(ledger),
      cache_(cache),
      queue_(options_.queue),
      retry_budget_(options_.retry),
      jitter_(open_stream(options_.seed, "retry", 0, 0)) {
  SKALD_ASSERT(!options_.providers.empty() && options_.providers.size() <= 32 &&
                   options_.rates.size() == options_.providers.size(),
               "a chain of 1 to 32 providers, with a rate for each");
  for (std::size_t i = 0; i < options_.providers.size(); ++i) {
    chain_.push_back(
        {options_.providers[i], ProviderHealth(options_.health), RateLimiter(options_.rates[i])});
  }
  const auto providers = static_cast<std::uint32_t>(chain_.size());
  options_.retry.attempts = std::max(options_.retry.attempts, providers);
}

void Scheduler::enter(const Moment& now) {
  now_.time = std::max(now_.time, now.time);
  now_.unix_seconds = now.unix_seconds;
}

/// What time brought, and what an input made room for.
void Scheduler::move_on() {
  meet_deadlines();
  wake_resting();
  start_waiting();
  raise_alerts();
}

// --- Asking ------------------------------------------------------------------------------------

void Scheduler::ask(const Moment& now, CallOrder order) {
  enter(now);
  ++statistics_.calls;
  retry_budget_.on_call();
  Quote quote = quoter_.quote(*order.prompt, order.speaker, {}, now_.unix_seconds);
  if (quote.cacheable) {
    if (auto kept = cache_.find(quote.key, now_.unix_seconds)) {
      ++statistics_.answered;
      decisions_.emplace_back(CallAnswered{order.call, std::move(*kept), {}, "cache: answered"});
      return move_on();
    }
    if (const auto same = joinable_.find(quote.key); same != joinable_.end()) {
      join(flights_.at(same->second), order);
      return move_on();
    }
  }
  move_on();  // those who wait go first
  open_flight(order, std::move(quote));
}

void Scheduler::add_member(const CallOrder& order) {
  Member member;
  member.priority = order.priority;
  if (order.timeout) {
    member.timeout_ms = order.timeout->count();
    member.deadline = now_.time + *order.timeout;
    deadlines_.emplace(*member.deadline, order.call);
  }
  const bool is_new = members_.emplace(order.call, member).second;
  SKALD_ASSERT(is_new, "a call is asked once");
}

/// It waits for the answer of a call that is the same.
void Scheduler::join(Flight& flight, const CallOrder& order) {
  add_member(order);
  members_.at(order.call).flight = flight.id;
  flight.members.push_back(order.call);
  ++statistics_.queue.joined;
  if (order.priority >= flight.priority) return;
  flight.priority = order.priority;
  if (queue_.remove(flight.id)) queue_.put_back(flight.id, flight.priority, flight.since);
}

void Scheduler::open_flight(const CallOrder& order, Quote quote) {
  add_member(order);
  Flight& flight = flights_[++last_flight_];
  flight.id = last_flight_;
  flight.prompt = order.prompt;
  flight.priority = order.priority;
  flight.speaker = order.speaker;
  flight.purpose = order.purpose;
  flight.since = now_.time;
  flight.first_quote = std::move(quote);
  flight.missed.push_back(flight.first_quote.key);
  flight.members.push_back(order.call);
  members_.at(order.call).flight = flight.id;
  if (flight.first_quote.cacheable) joinable_.emplace(flight.first_quote.key, flight.id);
  if (starts_at_once(flight)) return void(++statistics_.queue.accepted[index_of(order.priority)]);
  const auto too_many = queue_.push(flight.id, flight.priority, now_.time);
  if (too_many != flight.id) ++statistics_.queue.accepted[index_of(order.priority)];
  if (too_many) drop(*too_many);
}

/// The queue is full, and this is the least urgent that waits.
void Scheduler::drop(FlightId id) {
  Flight& flight = flights_.at(id);
  statistics_.queue.dropped[index_of(flight.priority)] += flight.members.size();
  Failure failure = make_failure(Why::queue_full, "the queue is full, and this call of priority '" +
                                                      std::string(to_string(flight.priority)) +
                                                      "' was the least urgent");
  add_step(flight, "queue", "full");
  fail_members(flight, failure);
}

// --- Leaving -----------------------------------------------------------------------------------

bool Scheduler::cancel(const Moment& now, CallId call) {
  enter(now);
  const auto found = members_.find(call);
  if (found == members_.end()) return false;
  Flight& flight = flights_.at(found->second.flight);
  leave(flight, call);
  ++statistics_.queue.cancelled;
  if (flight.members.empty()) {
    if (!flight.bills.empty()) decisions_.emplace_back(CallBilled{call, std::move(flight.bills)});
    close(flight);
  }
  move_on();
  return true;
}

/// Takes a member out. The flight goes on for others; without any, what is under way is cut.
void Scheduler::leave(Flight& flight, CallId call) {
  if (flight.members.front() == call) flight.shown = false;
  std::erase(flight.members, call);
  forget_member(call);
  if (flight.members.empty() && flight.attempt) abort_attempt(flight);
}

void Scheduler::forget_member(CallId call) {
  const auto found = members_.find(call);
  if (found->second.deadline) deadlines_.erase({*found->second.deadline, call});
  members_.erase(found);
}

// --- Time --------------------------------------------------------------------------------------

void Scheduler::advance(const Moment& now) {
  enter(now);
  move_on();
}

void Scheduler::meet_deadlines() {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now_.time) {
    const CallId call = deadlines_.begin()->second;
    const Member& member = members_.at(call);
    Flight& flight = flights_.at(member.flight);
    ++statistics_.queue.timed_out[index_of(member.priority)];
    std::string where = "it was waiting for its turn";
    if (flight.attempt) {
      where = chain_[flight.attempt->variation.provider].name + " was asked and had not answered";
    } else if (flight.resting_until) {
      where = "it was waiting to be tried again";
    }
    std::string message = "no words within " + std::to_string(member.timeout_ms) + " ms (queue.";
    message.append(to_string(member.priority)).append(".timeout_ms); ").append(where);
    Failure failure = make_failure(Why::timeout, std::move(message));
    if (flight.attempt) {
      failure.provider = chain_[flight.attempt->variation.provider].name;
      const auto had = now_.time - flight.attempt->began;
      flight.attempt->stalled =
          flight.members.size() == 1 && 2 * had >= std::chrono::milliseconds(member.timeout_ms);
    }
    fail_member(flight, call, std::move(failure));
  }
}

void Scheduler::wake_resting() {
  while (!resting_.empty() && resting_.begin()->first <= now_.time) {
    Flight& flight = flights_.at(resting_.begin()->second);
    resting_.erase(resting_.begin());
    flight.resting_until.reset();
    queue_.put_back(flight.id, flight.priority, flight.since);
  }
}

std::optional<TimePoint> Scheduler::wakes_at() const {
  std::optional<TimePoint> earliest = next_start_;
  const auto consider = [&](TimePoint time) {
    if (!earliest || time < *earliest) earliest = time;
  };
  if (!deadlines_.empty()) consider(deadlines_.begin()->first);
  if (!resting_.empty()) consider(resting_.begin()->first);
  return earliest;
}

void Scheduler::words_shown(AttemptId attempt) {
  const auto found = attempts_.find(attempt);
  if (found == attempts_.end()) return;
  Flight& flight = flights_.at(found->second);
  flight.shown = true;
  Member& first = members_.at(flight.members.front());
  if (first.deadline) deadlines_.erase({*first.deadline, flight.members.front()});
  first.deadline.reset();
}

// --- Looking -----------------------------------------------------------------------------------

void Scheduler::take_decisions(std::vector<Decision>& into) {
  if (into.empty()) {
    into.swap(decisions_);
    return;
  }
  std::move(decisions_.begin(), decisions_.end(), std::back_inserter(into));
  decisions_.clear();
}

const VoicesStatistics& Scheduler::statistics(const Moment& now) {
  enter(now);
  for (const Priority priority : {Priority::high, Priority::medium, Priority::low}) {
    statistics_.queue.waiting[index_of(priority)] = queue_.size(priority);
  }
  statistics_.queue.running = attempts_.size();
  statistics_.cache = cache_.statistics();
  statistics_.spend.spent = ledger_.spent_in_session();
  statistics_.providers.resize(chain_.size());
  for (std::size_t i = 0; i < chain_.size(); ++i) {
    const Link& link = chain_[i];
    ProviderHealthView& view = statistics_.providers[i];
    view.provider = link.name;
    view.state = link.health.state(now_.time);
    view.failures_in_a_row = link.health.failures_in_a_row();
    view.last_why = link.health.last_why();
    const TimePoint until = link.health.cooling_until().value_or(now_.time);
    view.cooling_for = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::max(until, now_.time) - now_.time);
    view.attempts = link.attempts;
    view.failures = link.failures;
  }
  return statistics_;
}

}  // namespace skald::voices
