// A scheduler on a desk: the test says what time it is, who asks, and how each attempt ends. What
// the scheduler decides comes back as text: "start 1 of 7 at 0; fail 8 queue_full".
#pragma once

#include <string>
#include <utility>

#include "llm/scheduler/simulation/world.h"
#include "voices/reading/errors.h"

namespace skald::voices::test {

using simulation::FakeQuoter;
using simulation::kStart;
using simulation::kStartUnix;
using simulation::make_prompt;
using simulation::Scene;
using std::chrono::milliseconds;

/// Providers "a", "b", ... with models "model-a", ... that cost a pico-dollar a token, without
/// limits of rate, health or budget, and a backoff of 250 ms without jitter.
inline Scene scene_of(std::uint32_t providers) {
  Scene scene;
  scene.options.retry.jitter = false;
  scene.options.health.failures = 1'000;
  scene.options.health.cooldown_cap_ms = 5'000;
  scene.cache.enabled = false;
  for (std::uint32_t i = 0; i < providers; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    scene.options.providers.push_back(name);
    scene.options.rates.emplace_back();
    Price price;
    price.input = price.cached_input = price.cache_write = price.output = 1;
    scene.providers.push_back({{"model-" + name, price}, {}, 0, {}});
  }
  return scene;
}

/// A call that differs from others in what the test is about.
struct Asked {
  CallId call = 0;
  Priority priority = Priority::high;
  std::uint32_t speaker = 1;
  std::optional<milliseconds> timeout{};
  std::int32_t prompt = 0;
  bool cacheable = false;
  std::optional<std::int32_t> max_tokens = 100;
};

class Desk {
 public:
  explicit Desk(Scene scene)
      : scene_(std::move(scene)),
        quoter_(scene_),
        ledger_(scene_.options.budget),
        cache_(std::move(*ResponseCache::open(scene_.cache))),
        scheduler_(scene_.options, quoter_, ledger_, cache_) {}

  std::string ask(const Asked& asked) {
    CallOrder order;
    order.call = asked.call;
    order.prompt = make_prompt(asked.prompt, 100, asked.max_tokens, asked.cacheable);
    order.priority = asked.priority;
    order.speaker = EntityId{asked.speaker};
    order.timeout = asked.timeout;
    scheduler_.ask(now, order);
    return decisions();
  }
  std::string ask(CallId call) { return ask(Asked{call}); }
  std::string cancel(CallId call) {
    return scheduler_.cancel(now, call) ? decisions() : "no such call";
  }
  void words_shown(AttemptId attempt) { scheduler_.words_shown(attempt); }

  std::string answer(AttemptId attempt, const std::string& text = "words",
                     FinishReason reason = FinishReason::stop) {
    Answer answer;
    answer.text = text;
    answer.reason = reason;
    answer.tokens.reported = true;
    answer.tokens.input = answer.tokens.output = 50;
    return end(attempt, {std::move(answer), true, {}});
  }
  std::string fail(AttemptId attempt, Why why,
                   std::optional<milliseconds> retry_after = std::nullopt) {
    Failure failure = make_failure(why, "as the test wants it");
    failure.http_status = 500;
    failure.retry_after = retry_after;
    return end(attempt, {std::move(failure), true, {}});
  }
  std::string end(AttemptId attempt, AttemptEnd end) {
    scheduler_.attempt_ended(now, attempt, std::move(end));
    return decisions();
  }
  /// So much later.
  std::string advance(milliseconds by) {
    now.time += by;
    scheduler_.advance(now);
    return decisions();
  }
  /// Milliseconds from now; -1: never.
  std::int64_t wakes_in() const {
    const auto at = scheduler_.wakes_at();
    return at ? std::chrono::duration_cast<milliseconds>(*at - now.time).count() : -1;
  }

  Scheduler& scheduler() { return scheduler_; }
  const VoicesStatistics& statistics() { return scheduler_.statistics(now); }
  const Ledger& ledger() const { return ledger_; }
  const std::vector<Decision>& last() const { return decisions_; }

  Moment now{kStart, kStartUnix};

 private:
  struct Text {
    std::string operator()(const StartAttempt& one) const {
      return "start " + std::to_string(one.attempt) + " of " + std::to_string(one.call) + " at " +
             std::to_string(one.provider);
    }
    std::string operator()(const AbortAttempt& one) const {
      return "abort " + std::to_string(one.attempt);
    }
    std::string operator()(const CallAnswered& one) const {
      return "answer " + std::to_string(one.call) + " '" + one.answer.text + "'";
    }
    std::string operator()(const CallFailed& one) const {
      return "fail " + std::to_string(one.call) + " " + std::string(to_string(one.failure.why));
    }
    std::string operator()(const CallBilled& one) const {
      return "bill " + std::to_string(one.call) + " " + std::to_string(one.bills.size());
    }
    std::string operator()(const AlertRaised& one) const {
      return "alert " + std::to_string(one.alert.percent);
    }
  };

  std::string decisions() {
    decisions_.clear();
    scheduler_.take_decisions(decisions_);
    std::string text;
    for (const Decision& decision : decisions_) {
      if (!text.empty()) text += "; ";
      text += std::visit(Text{}, decision);
    }
    return text;
  }

  Scene scene_;
  FakeQuoter quoter_;
  Ledger ledger_;
  ResponseCache cache_;
  Scheduler scheduler_;
  std::vector<Decision> decisions_;
};

}  // namespace skald::voices::test
