// How attempts end, and what becomes of their calls: an answer, another try, or a failure.
#include <algorithm>

#include "skald/llm/tokens.h"
#include "voices/reading/errors.h"
#include "voices/scheduler/scheduler.h"

namespace skald::voices {
namespace {

/// What the provider did not tell it counted.
TokenCounts estimated_counts(const Quote& quote, std::uint64_t tokens_out) {
  TokenCounts tokens;
  tokens.input = quote.tokens_in;
  tokens.output = tokens_out;
  return tokens;
}

/// Failures after which the provider may have generated, and billed, what never came.
bool may_have_generated(Why why) {
  return why == Why::connection || why == Why::timeout || why == Why::truncated ||
         why == Why::bad_response || why == Why::invalid_answer;
}

}  // namespace

void Scheduler::attempt_ended(const Moment& now, AttemptId id, AttemptEnd end) {
  enter(now);
  const auto found = attempts_.find(id);
  SKALD_ASSERT(found != attempts_.end(), "an attempt ends once, and not after it was aborted");
  Flight& flight = flights_.at(found->second);
  const Attempt attempt = *flight.attempt;
  end_attempt(attempt);
  flight.attempt.reset();
  chain_[attempt.variation.provider].limiter.learn(now_.time, end.hints);
  if (end.result) {
    succeed(flight, attempt, std::move(*end.result));
  } else {
    fail(flight, attempt, end);
  }
  start_waiting();
  raise_alerts();
}

void Scheduler::end_attempt(const Attempt& attempt) {
  const auto found = attempts_.find(attempt.id);
  speaking_.erase(speaking_.find(flights_.at(found->second).speaker.value));
  attempts_.erase(found);
}

/// We cut it: nobody waits for it any more.
void Scheduler::abort_attempt(Flight& flight) {
  const Attempt attempt = *flight.attempt;
  end_attempt(attempt);
  flight.attempt.reset();
  Link& link = chain_[attempt.variation.provider];
  if (attempt.stalled) {
    ++link.failures;
    link.health.failed(attempt.health_round, now_.time, make_failure(Why::timeout, {}));
  } else {
    link.health.abandoned(attempt.health_round);
  }
  bill(flight, attempt, estimated_counts(attempt.quote, attempt.quote.tokens_out_max), true);
  decisions_.emplace_back(AbortAttempt{attempt.id, attempt.stalled});
}

void Scheduler::succeed(Flight& flight, const Attempt& attempt, Answer answer) {
  Link& link = chain_[attempt.variation.provider];
  link.health.succeeded(attempt.health_round);
  const bool told = answer.tokens.reported;
  const TokenCounts tokens =
      told ? answer.tokens : estimated_counts(attempt.quote, estimate_tokens(answer.text));
  bill(flight, attempt, tokens, !told);
  if (attempt.quote.cacheable) cache_.put(attempt.quote.key, answer, now_.unix_seconds);
  add_step(flight, link.name, "answered");
  answer_members(flight, std::move(answer));
  close(flight);
}

void Scheduler::fail(Flight& flight, const Attempt& attempt, const AttemptEnd& end) {
  Link& link = chain_[attempt.variation.provider];
  Failure failure = end.result.error();
  if (failure.provider.empty()) failure.provider = link.name;
  ++link.failures;
  link.health.failed(attempt.health_round, now_.time, failure);
  settle_failure(flight, attempt, end);
  add_step(flight, link.name, to_string(failure.why));
  flight.worth_telling = true;
  flight.last_failure = failure;
  if (flight.shown) {
    // Words that were shown are not taken back: the call ends here. Others have seen nothing yet.
    flight.shown = false;
    if (flight.members.size() == 1) return fail_members(flight, failure);
    fail_member(flight, flight.members.front(), failure);
  }
  try_again(flight, attempt, failure);
}

/// Pays for an attempt that failed: what the provider told, all of what was set aside if it may
/// have worked for nothing, or nothing.
void Scheduler::settle_failure(Flight& flight, const Attempt& attempt, const AttemptEnd& end) {
  const Failure& failure = end.result.error();
  if (failure.tokens.reported) return bill(flight, attempt, failure.tokens, false);
  if (end.was_sent && failure.http_status < 400 && may_have_generated(failure.why)) {
    return bill(flight, attempt, estimated_counts(attempt.quote, attempt.quote.tokens_out_max),
                true);
  }
  const bool open = ledger_.release(attempt.reservation);
  SKALD_ASSERT(open, "a reservation ends once");
}

void Scheduler::bill(Flight& flight, const Attempt& attempt, const TokenCounts& tokens,
                     bool estimated) {
  Bill bill;
  bill.provider = chain_[attempt.variation.provider].name;
  bill.model = attempt.quote.model;
  bill.speaker = flight.speaker;
  bill.purpose = flight.purpose;
  bill.at = now_.unix_seconds;
  bill.tokens_in = tokens.input;
  bill.tokens_cached = tokens.cached_input;
  bill.tokens_cache_written = tokens.cache_written;
  bill.tokens_out = tokens.output;
  bill.estimated = estimated;
  bill.price_known = attempt.quote.price != nullptr;
  if (bill.price_known) bill.cost_pico_usd = attempt.quote.price->cost_of(tokens).value;
  const bool open = ledger_.commit(attempt.reservation, {bill.cost_pico_usd});
  SKALD_ASSERT(open, "a reservation ends once");

  SpendStatistics& spend = statistics_.spend;
  spend.tokens_in += bill.tokens_in;
  spend.tokens_cached += bill.tokens_cached;
  spend.tokens_out += bill.tokens_out;
  if (!bill.price_known) ++spend.unpriced_calls;
  if (estimated) ++spend.estimated_calls;
  flight.bills.push_back(std::move(bill));
}

// --- Trying again ------------------------------------------------------------------------------

void Scheduler::try_again(Flight& flight, const Attempt& attempt, const Failure& failure) {
  const std::uint32_t bit = std::uint32_t{1} << attempt.variation.provider;
  const Verdict verdict = verdict_on(failure);
  if (verdict == Verdict::give_up || flight.attempts >= options_.retry.attempts) {
    return fail_members(flight, failure);
  }
  if (verdict == Verdict::next) {
    flight.passed_over |= bit;
  } else {
    flight.tried |= bit;
    if (failure.retry_after) {
      flight.retry_after =
          std::max(*failure.retry_after, flight.retry_after.value_or(std::chrono::milliseconds{0}));
    }
  }
  const std::uint32_t all = (std::uint32_t{1} << (chain_.size() - 1) << 1) - 1;
  if (((flight.passed_over | flight.tried) & all) == all) return begin_round(flight, failure);
  queue_.put_back(flight.id, flight.priority, flight.since);
}

/// Every provider had its turn: after a pause those that may do better are tried once more.
void Scheduler::begin_round(Flight& flight, const Failure& failure) {
  const auto wait = flight.tried == 0 ? std::nullopt : [&] {
    Rng rng(jitter_);
    return backoff(options_.retry, ++flight.rounds, flight.retry_after, rng);
  }();
  const auto deadline = latest_deadline(flight);
  const bool too_late = wait && deadline && now_.time + *wait >= *deadline;
  if (!wait || too_late || !can_be_asked_again(flight) || !retry_budget_.try_spend()) {
    return fail_members(flight, failure);
  }
  flight.tried = 0;
  flight.retry_after.reset();
  flight.resting_until = now_.time + *wait;
  resting_.emplace(*flight.resting_until, flight.id);
}

// --- Ending calls ------------------------------------------------------------------------------

/// The first member pays.
void Scheduler::answer_members(Flight& flight, Answer answer) {
  const std::string steps = flight.worth_telling ? flight.steps : std::string();
  const CallId last = flight.members.back();
  for (const CallId call : flight.members) {
    CallAnswered decision{call, {}, std::move(flight.bills), steps};
    flight.bills.clear();
    if (call != last) decision.answer = answer;
    forget_member(call);
    ++statistics_.answered;
    decisions_.emplace_back(std::move(decision));
  }
  std::get<CallAnswered>(decisions_.back()).answer = std::move(answer);
  flight.members.clear();
}

void Scheduler::fail_members(Flight& flight, const Failure& failure) {
  while (flight.members.size() > 1) fail_member(flight, flight.members.back(), failure);
  fail_member(flight, flight.members.front(), failure);
}

/// The last to go pays, and closes the flight: it is gone then.
void Scheduler::fail_member(Flight& flight, CallId call, Failure failure) {
  leave(flight, call);
  const bool last = flight.members.empty();
  CallFailed decision{call, std::move(failure), {}, flight.steps};
  if (last) decision.bills = std::move(flight.bills);
  ++statistics_.failed;
  decisions_.emplace_back(std::move(decision));
  if (last) close(flight);
}

void Scheduler::close(Flight& flight) {
  queue_.remove(flight.id);
  if (flight.resting_until) resting_.erase({*flight.resting_until, flight.id});
  if (flight.first_quote.cacheable) joinable_.erase(flight.first_quote.key);
  flights_.erase(flight.id);
}

void Scheduler::raise_alerts() {
  for (BudgetAlert& alert : ledger_.take_alerts()) {
    decisions_.emplace_back(AlertRaised{std::move(alert)});
  }
}

}  // namespace skald::voices
