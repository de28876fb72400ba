#include "llm/scheduler/simulation/invariants.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "skald/llm/tokens.h"

namespace skald::voices::simulation {
namespace {

/// Failures after which a provider may send a bill for what never came.
bool may_be_billed(const Failure& failure, bool was_sent) {
  if (!was_sent || failure.http_status >= 400) return false;
  const auto why = failure.why;
  return why == Why::connection || why == Why::timeout || why == Why::truncated ||
         why == Why::bad_response || why == Why::invalid_answer;
}

TokenCounts counts(std::uint64_t in, std::uint64_t out) {
  TokenCounts tokens;
  tokens.input = in;
  tokens.output = out;
  return tokens;
}

}  // namespace

Invariants::Invariants(const Scene& scene, FakeQuoter& quoter, const Ledger& ledger)
    : scene_(scene),
      quoter_(quoter),
      ledger_(ledger),
      attempts_max_(std::max(scene.options.retry.attempts,
                             static_cast<std::uint32_t>(scene.providers.size()))),
      health_(scene.providers.size(), HealthModel(scene.options.health)),
      money_(scene.options.budget) {
  for (const RateConfig& rate : scene.options.rates) rates_.emplace_back(rate);
}

void Invariants::expect(bool holds, const char* what) {
  if (!holds && broken_.empty()) broken_ = what;
}

// --- What goes in --------------------------------------------------------------------------------

void Invariants::step_begins(const Moment& now) {
  now_.time = std::max(now_.time, now.time);
  now_.unix_seconds = now.unix_seconds;
  latest_unix_ = std::max(latest_unix_, now.unix_seconds);
  for (auto& [id, call] : calls_) call.is_new = false;
  is_end_ = false;
}

void Invariants::asked(const CallOrder& order) {
  ++asked_;
  Call& call = calls_[order.call];
  if (order.timeout) call.deadline = now_.time + *order.timeout;
  Quote quote = quoter_.quote(*order.prompt, order.speaker, {}, now_.unix_seconds);
  const auto same = quote.cacheable ? joinable_.find(quote.key) : joinable_.end();
  if (same != joinable_.end()) {
    Group& group = groups_.at(same->second);
    call.group = same->second;
    group.members.push_back(order.call);
    if (order.priority >= group.priority) return;
    group.priority = order.priority;
    group.was_raised = true;
    return;
  }
  call.group = ++last_group_;
  if (quote.cacheable) joinable_[quote.key] = call.group;
  Group& group = groups_[call.group];
  group.quote = std::move(quote);
  group.prompt = order.prompt;
  group.speaker = order.speaker;
  group.purpose = order.purpose;
  group.priority = order.priority;
  group.members.push_back(order.call);
}

void Invariants::cancelled(CallId call) {
  if (!is_open(call)) return;
  ++cancelled_;
  remove(call);
}

void Invariants::cancel_told(bool truth) {
  expect(truth, "cancel says whether there was such a call");
}

void Invariants::words_shown(AttemptId attempt) {
  const auto found = flying_.find(attempt);
  if (found != flying_.end()) calls_.at(found->second.call).is_shown = true;
}

void Invariants::attempt_ends(AttemptId id, const AttemptEnd& end) {
  is_end_ = true;
  const Flying& flying = flying_.at(id);
  Group& group = groups_.at(flying.group);
  rates_[flying.provider].learn(now_.time, end.hints);
  if (end.result) {
    health_[flying.provider].succeed(flying.cooldown);
    const Answer& answer = *end.result;
    const auto estimate = counts(flying.quote.tokens_in, estimate_tokens(answer.text));
    group.answer = answer.text;
    made_[id] = latest_unix_;
    const bool is_whole = answer.reason == FinishReason::stop && answer.tool_calls.empty();
    if (scene_.cache.enabled && flying.quote.cacheable && is_whole) ++stored_;
    return land(id, answer.tokens.reported ? &answer.tokens : &estimate);
  }
  const Failure& failure = end.result.error();
  health_[flying.provider].fail(flying.cooldown, now_.time, failure);
  group.has_failed = true;
  if (!failure.retryable) group.is_out[flying.provider] = true;
  if (failure.retry_after) {
    group.not_before[flying.provider] = now_.time + *failure.retry_after;
  }
  const auto all = counts(flying.quote.tokens_in, flying.quote.tokens_out_max);
  if (failure.tokens.reported) return land(id, &failure.tokens);
  land(id, may_be_billed(failure, end.was_sent) ? &all : nullptr);
}

/// Ends an attempt, and what was set aside for it. No tokens: it costs nothing, and has no bill.
void Invariants::land(AttemptId id, const TokenCounts* tokens) {
  const Flying flying = flying_.extract(id).mapped();
  Group& group = groups_.at(flying.group);
  const Price* price = flying.quote.price;
  const bool costs = tokens != nullptr && price != nullptr;
  const std::uint64_t cost = costs ? price->cost_of(*tokens).value : 0;
  money_.settle(flying.accounts, flying.set_aside, cost);
  group.attempt.reset();
  if (tokens == nullptr) return;
  ++group.bills_due;
  group.money_due += cost;
}

// --- What comes out ------------------------------------------------------------------------------

void Invariants::nothing_was_done(const std::vector<Decision>& decisions) {
  expect(decisions.empty(), "an input for a call or attempt that is gone does nothing");
}

void Invariants::decided(const Decision& decision) {
  std::visit([this](const auto& one) { check(one); }, decision);
}

void Invariants::check(const StartAttempt& start) {
  expect(start.attempt > last_attempt_, "each attempt has an id of its own");
  last_attempt_ = start.attempt;
  if (!is_open(start.call) || start.provider >= scene_.providers.size()) {
    return expect(false, "attempts are begun for calls that are open, at a provider of the chain");
  }
  Group& group = groups_.at(calls_.at(start.call).group);
  check_place(start, group);
  const auto variation = variation_of(start, group);
  expect(variation.has_value(), "model and max_tokens are the prompt's, or as the budget allows");
  if (variation && broken_.empty()) take_off(start, group, *variation);
}

void Invariants::check_place(const StartAttempt& start, const Group& group) {
  const std::uint32_t provider = start.provider;
  expect(group.members.front() == start.call, "words go to the call that was first");
  expect(!calls_.at(start.call).is_shown, "nothing is begun for a call whose words were shown");
  expect(!group.attempt && !group.answer, "calls that are the same share one attempt at a time");
  expect(has_time(group), "nothing is begun for calls whose time is over");
  expect(flying_.size() < scene_.options.calls_max, "never more attempts than calls_max");
  expect(group.attempts < attempts_max_, "never more attempts at a call than retry.attempts");
  expect(!group.is_out[provider], "a provider that refused a call for good is not asked again");
  expect(now_.time >= group.not_before[provider], "Retry-After is respected");
  expect(health_[provider].is_open(now_.time),
         "no attempt at a provider that is left alone, and one probe after that");
  if (!scene_.options.queue.one_call_per_speaker || !group.speaker.valid()) return;
  const bool speaks = std::any_of(flying_.begin(), flying_.end(), [&](const auto& other) {
    return groups_.at(other.second.group).speaker == group.speaker;
  });
  expect(!speaks, "one attempt a speaker");
}

/// How the request differs from what was asked; nothing for what may not be.
std::optional<Variation> Invariants::variation_of(const StartAttempt& start, const Group& group) {
  const BudgetConfig& budget = scene_.options.budget;
  for (const bool cheaper : {false, true}) {
    if (cheaper && !quoter_.has_cheaper_model(start.provider)) continue;
    if (cheaper && !scene_.allows(BudgetPolicy::cheaper_model)) continue;
    for (const bool shorter : {false, true}) {
      if (shorter && !scene_.allows(BudgetPolicy::shorter_answer)) continue;
      Variation variation{start.provider, cheaper, {}};
      const auto most = static_cast<std::int32_t>(budget.shorter_max_tokens);
      if (shorter) {
        variation.max_tokens = std::min(most, group.prompt->sampling.max_tokens.value_or(most));
      }
      const Quote quote = quoter_.quote(*group.prompt, group.speaker, variation, 0);
      const auto max_tokens = static_cast<std::uint64_t>(start.max_tokens.value_or(0));
      if (quote.model == start.model && quote.tokens_out_max == max_tokens) return variation;
    }
  }
  return std::nullopt;
}

void Invariants::take_off(const StartAttempt& start, Group& group, const Variation& variation) {
  Flying flying;
  flying.group = calls_.at(start.call).group;
  flying.call = start.call;
  flying.provider = start.provider;
  flying.quote = quoter_.quote(*group.prompt, group.speaker, variation, 0);
  const Quote& quote = flying.quote;
  const std::uint64_t tokens = quote.tokens_in + quote.tokens_out_max;
  RateModel& rate = rates_[start.provider];
  expect(rate.has_room(now_.time, tokens), "never more than burst + rate x window");
  rate.take(now_.time, tokens);
  expect(quote.price != nullptr || !scene_.limited(), "what has no price is not sent on a budget");
  if (quote.price != nullptr) {
    flying.set_aside = quote.price->at_most(quote.tokens_in_max, quote.tokens_out_max).value;
  }
  flying.accounts = money_.accounts_of({group.speaker, group.purpose, quote.model}, windows());
  expect(money_.can(flying.accounts, flying.set_aside), "spent + set aside is within each limit");
  money_.set_aside(flying.accounts, flying.set_aside);
  flying.cooldown = health_[start.provider].begin();
  ++attempts_seen_;
  ++group.attempts;
  const std::uint32_t most = *std::max_element(group.tries.begin(), group.tries.end());
  if (++group.tries[start.provider] > std::max(most, 1U)) ++rounds_again_;
  group.attempt = start.attempt;
  flying_.emplace(start.attempt, std::move(flying));
}

void Invariants::check(const AbortAttempt& abort) {
  const auto found = flying_.find(abort.attempt);
  if (found == flying_.end()) return expect(false, "what is aborted is under way");
  expect(!is_end_, "an end aborts no other attempt: several may be told at once");
  const Flying& flying = found->second;
  if (abort.stalled) {
    Failure stalled;
    stalled.why = Why::timeout;
    health_[flying.provider].fail(flying.cooldown, now_.time, stalled);
    expect(is_overdue(groups_.at(flying.group)), "only who let a call's time pass has stalled");
  } else {
    health_[flying.provider].cut(flying.cooldown);
  }
  // The last call's end comes after it.
  const auto& members = groups_.at(flying.group).members;
  const bool is_wanted = std::any_of(members.begin(), members.end(), [this](CallId call) {
    const Call& one = calls_.at(call);
    return one.is_shown || !one.deadline || *one.deadline > now_.time;
  });
  expect(!is_wanted, "an attempt is cut when nobody waits for it");
  const auto all = counts(flying.quote.tokens_in, flying.quote.tokens_out_max);
  land(abort.attempt, &all);
}

void Invariants::check(const CallAnswered& answered) {
  if (!is_open(answered.call)) return expect(false, "a call ends once, and not after its cancel");
  ++answered_;
  Group& group = groups_.at(calls_.at(answered.call).group);
  if (group.answer) {
    expect(answered.answer.text == *group.answer, "a call has the answer of its own attempt");
  } else {
    check_memory(group, answered.answer);
  }
  check_bills(group, answered.bills);
  remove(answered.call);
}

/// An answer that no attempt brought: it must have been kept.
void Invariants::check_memory(const Group& group, const Answer& answer) {
  expect(!group.attempt, "a call that is under way is not answered from the cache");
  expect(scene_.cache.enabled && group.quote.cacheable, "only what may be kept is kept");
  const std::string begin = greeting(*group.prompt, group.speaker);
  if (!answer.text.starts_with(begin)) return expect(false, "a kept answer is to the same prompt");
  AttemptId from = 0;
  const char* end = answer.text.data() + answer.text.size();
  std::from_chars(answer.text.data() + begin.size(), end, from);
  if (!made_.contains(from)) return expect(false, "a kept answer was once given");
  const std::int64_t age = now_.unix_seconds - made_.at(from);
  const bool is_fresh = scene_.cache.ttl_s == 0 || age <= std::int64_t{scene_.cache.ttl_s};
  expect(is_fresh || scene_.allows(BudgetPolicy::cache_only), "a kept answer is not stale");
}

void Invariants::check(const CallFailed& failed) {
  if (!is_open(failed.call)) return expect(false, "a call ends once, and not after its cancel");
  ++failed_;
  const Call& call = calls_.at(failed.call);
  Group& group = groups_.at(call.group);
  check_reason(call, group, failed.failure);
  check_bills(group, failed.bills);
  remove(failed.call);
}

void Invariants::check(const CallBilled& billed) {
  // The call is gone, and so is every other of its group: what is due tells which it was.
  for (auto& [id, group] : groups_) {
    if (group.members.empty() && group.bills_due != 0) return check_bills(group, billed.bills);
  }
  expect(false, "a cancelled call is billed for its attempts only");
}

void Invariants::check(const AlertRaised& alert) {
  expect(scene_.limited() && alert.alert.spent.value != 0, "alerts are about what was spent");
}

void Invariants::check_bills(Group& group, const std::vector<Bill>& bills) {
  if (bills.empty()) return;
  const std::uint64_t sum =
      std::accumulate(bills.begin(), bills.end(), std::uint64_t{0},
                      [](std::uint64_t so_far, const Bill& b) { return so_far + b.cost_pico_usd; });
  expect(bills.size() == group.bills_due && sum == group.money_due,
         "a call's bills are those of its attempts");
  billed_ += sum;
  group.bills_due = group.money_due = 0;
}

void Invariants::remove(CallId call) {
  Group& group = groups_.at(calls_.at(call).group);
  std::erase(group.members, call);
  if (group.members.empty() && group.quote.cacheable) {
    const auto found = joinable_.find(group.quote.key);
    if (found != joinable_.end() && found->second == calls_.at(call).group) joinable_.erase(found);
  }
  calls_.erase(call);
}

}  // namespace skald::voices::simulation
