#include "llm/scheduler/simulation/schedule.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skald::voices::simulation {
namespace {

ResponseCache open_cache(const CacheConfig& config) {
  auto cache = ResponseCache::open(config);
  SKALD_ASSERT(cache, "a cache in memory always opens");
  return std::move(*cache);
}

std::string milliseconds_text(TimePoint time) {
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(time - kStart).count();
  return std::to_string(passed / 1'000) + "." + std::to_string(passed % 1'000 + 1'000).substr(1);
}

struct Text {
  std::string operator()(const StartAttempt& one) const {
    return "  start attempt " + std::to_string(one.attempt) + " of call " +
           std::to_string(one.call) + " at " + std::to_string(one.provider) + ", " + one.model;
  }
  std::string operator()(const AbortAttempt& one) const {
    return "  abort attempt " + std::to_string(one.attempt);
  }
  std::string operator()(const CallAnswered& one) const {
    return "  answer call " + std::to_string(one.call) + ": " + one.answer.text;
  }
  std::string operator()(const CallFailed& one) const {
    return "  fail call " + std::to_string(one.call) + ": " + to_text(one.failure) + " [" +
           one.steps + "]";
  }
  std::string operator()(const CallBilled& one) const {
    return "  bill call " + std::to_string(one.call);
  }
  std::string operator()(const AlertRaised& one) const { return "  alert: " + to_text(one.alert); }
};

std::uint64_t id_of(const Decision& decision) {
  return std::visit(
      [](const auto& one) -> std::uint64_t {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, StartAttempt> || std::is_same_v<T, AbortAttempt>) {
          return one.attempt;
        } else if constexpr (std::is_same_v<T, AlertRaised>) {
          return one.alert.spent.value;
        } else {
          return one.call;
        }
      },
      decision);
}

}  // namespace

Schedule::Schedule(std::uint64_t seed, bool keeps_events)
    : stream_(open_stream(seed, "schedule", 0, 0)),
      rng_(stream_),
      network_stream_(open_stream(seed, "network", 0, 0)),
      network_rng_(network_stream_),
      scene_(draw_scene(rng_)),
      quoter_(scene_),
      ledger_(scene_.options.budget),
      cache_(open_cache(scene_.cache)),
      scheduler_(scene_.options, quoter_, ledger_, cache_),
      invariants_(scene_, quoter_, ledger_),
      keeps_events_(keeps_events) {}

Outcome Schedule::run() {
  using Step = void (Schedule::*)();
  constexpr std::array<Step, 6> kSteps{&Schedule::ask,
                                       &Schedule::cancel,
                                       &Schedule::pass_time,
                                       &Schedule::jump,
                                       &Schedule::words_of_a_gone_attempt,
                                       &Schedule::storm_of_the_same};
  constexpr std::array<std::uint32_t, 6> kWeights{40, 6, 40, 6, 2, 1};
  for (std::uint32_t i = 0; i < scene_.steps && !is_over(); ++i) {
    (this->*kSteps[rng_.weighted(kWeights)])();
  }
  if (!is_over()) drain();
  return {invariants_.broken(),
          {events_.begin(), events_.end()},
          digest_,
          last_call_,
          invariants_.attempts_seen()};
}

// --- Steps ---------------------------------------------------------------------------------------

void Schedule::ask() {
  const auto priority = static_cast<Priority>(rng_.below(3));
  const EntityId speaker{rng_.chance(1, 16) ? EntityId::kNone : rng_.below(scene_.speakers)};
  auto prompt = scene_.prompts[rng_.below(static_cast<std::uint32_t>(scene_.prompts.size()))];
  ask_one(std::move(prompt), speaker, priority);
}

void Schedule::storm_of_the_same() {
  const auto prompt = scene_.prompts[rng_.below(static_cast<std::uint32_t>(scene_.prompts.size()))];
  const EntityId speaker{rng_.below(scene_.speakers)};
  const std::uint32_t count = 2 + rng_.below(63);
  for (std::uint32_t i = 0; i < count && !is_over(); ++i) {
    ask_one(prompt, speaker, static_cast<Priority>(rng_.below(3)));
  }
}

void Schedule::cancel() {
  // One of the last: open, ended, or never asked.
  const CallId newest = last_call_ + 2;
  cancel_one(newest - std::min<CallId>(newest, rng_.below(20)));
}

void Schedule::pass_time() {
  constexpr std::array<std::uint32_t, 6> kMicroseconds{0,       1,         20'000,
                                                       500'000, 3'000'000, 40'000'000};
  const std::uint32_t longest = kMicroseconds[rng_.below(kMicroseconds.size())];
  pass_to(time_ + std::chrono::microseconds(longest == 0 ? 0 : rng_.below(longest)));
}

/// The machine slept, or somebody set its clock. Nobody was woken meanwhile.
void Schedule::jump() {
  if (rng_.chance(1, 3)) {
    unix_ += rng_.between(-40'000, 40'000);
  } else if (rng_.chance(1, 3)) {
    time_ -= std::min<TimePoint::duration>(milliseconds(rng_.below(5'000)), time_ - TimePoint{});
  } else {
    const std::uint32_t longest = rng_.chance(1, 8) ? 100'000'000 : 20'000;
    move_to(time_ + milliseconds(rng_.below(longest)));
  }
  if (rng_.chance(1, 2)) advance();
}

void Schedule::words_of_a_gone_attempt() {
  const AttemptId gone = invariants_.attempts_seen() + 1 - rng_.below(2);
  if (lines_.contains(gone)) return;
  begin("words of attempt " + std::to_string(gone) + ", which is gone");
  scheduler_.words_shown(gone);
  take_nothing();
}

// --- Inputs --------------------------------------------------------------------------------------

void Schedule::ask_one(std::shared_ptr<const Prompt> prompt, EntityId speaker, Priority priority) {
  CallOrder order;
  order.call = ++last_call_;
  order.prompt = std::move(prompt);
  order.priority = priority;
  order.speaker = speaker;
  order.purpose = static_cast<Purpose>(rng_.below(5));
  if (rng_.chance(3, 4)) {
    order.timeout = milliseconds(scene_.options.queue.of(priority).timeout_ms);
    if (rng_.chance(1, 40)) order.timeout = milliseconds(0);
  }
  begin("ask call " + std::to_string(order.call) + ": " + greeting(*order.prompt, speaker) +
        std::string(to_string(priority)) + (order.timeout ? "" : ", for ever"));
  invariants_.asked(order);
  scheduler_.ask(now(), order);
  take_decisions();
  invariants_.time_was_seen();
}

void Schedule::cancel_one(CallId call) {
  begin("cancel call " + std::to_string(call));
  const bool is_open = invariants_.is_open(call);
  invariants_.cancelled(call);
  invariants_.cancel_told(scheduler_.cancel(now(), call) == is_open);
  if (!is_open) return take_nothing();
  take_decisions();
  invariants_.time_was_seen();
}

void Schedule::advance() {
  begin("advance");
  scheduler_.advance(now());
  take_decisions();
  invariants_.was_woken(scheduler_);
}

/// Words, or the end of an attempt.
void Schedule::deliver(const Line& line) {
  if (line.words_at) {
    lines_.at(line.attempt).words_at.reset();
    if (!invariants_.is_open(line.call)) return;
    begin("words of attempt " + std::to_string(line.attempt));
    invariants_.words_shown(line.attempt);
    scheduler_.words_shown(line.attempt);
    return take_nothing();
  }
  const Line ended = line;
  lines_.erase(ended.attempt);
  begin("attempt " + std::to_string(ended.attempt) + " ends as fate " +
        std::to_string(static_cast<int>(ended.fate)));
  AttemptEnd end = end_of(network_rng_, ended);
  invariants_.attempt_ends(ended.attempt, end);
  scheduler_.attempt_ended(now(), ended.attempt, std::move(end));
  take_decisions();
  invariants_.time_was_seen();
}

// --- Time ----------------------------------------------------------------------------------------

void Schedule::move_to(TimePoint time) {
  const auto whole = [](TimePoint t) {
    return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
  };
  unix_ += whole(time) - whole(time_);
  time_ = time;
}

std::optional<TimePoint> Schedule::next_event() const {
  auto next = scheduler_.wakes_at();
  for (const auto& [id, line] : lines_) {
    if (!next || line.next() < *next) next = line.next();
  }
  return next;
}

/// Everything that is due until then, each at its time.
void Schedule::pass_to(TimePoint until) {
  for (auto next = next_event(); next && *next <= until && !is_over(); next = next_event()) {
    move_to(std::max(time_, *next));
    const auto due = std::find_if(lines_.begin(), lines_.end(),
                                  [&](const auto& line) { return line.second.next() <= *next; });
    if (due != lines_.end()) {
      deliver(due->second);
    } else {
      advance();
    }
  }
  move_to(std::max(time_, until));
}

void Schedule::drain() {
  constexpr int kRounds = 100'000;
  for (int i = 0; i < kRounds && !is_over(); ++i) {
    const auto next = next_event();
    if (!next) break;
    pass_to(*next);
  }
  begin("the end");
  if (!is_over()) invariants_.all_ends(scheduler_);
}

// --- Decisions -----------------------------------------------------------------------------------

void Schedule::take_decisions() {
  decisions_.clear();
  scheduler_.take_decisions(decisions_);
  for (const Decision& decision : decisions_) {
    if (keeps_events_) note(std::visit(Text{}, decision));
    add_to_digest(decision);
    invariants_.decided(decision);
    if (is_over()) return;
    carry_out(decision);
  }
  invariants_.step_ends(scheduler_);
}

void Schedule::take_nothing() {
  decisions_.clear();
  scheduler_.take_decisions(decisions_);
  invariants_.nothing_was_done(decisions_);
  invariants_.step_ends(scheduler_);
}

void Schedule::carry_out(const Decision& decision) {
  if (const auto* start = std::get_if<StartAttempt>(&decision)) {
    const EntityId speaker = invariants_.speaker_of(start->call);
    lines_.emplace(start->attempt, open_line(network_rng_, scene_, *start, speaker, time_));
  } else if (const auto* abort = std::get_if<AbortAttempt>(&decision)) {
    lines_.erase(abort->attempt);
  }
}

void Schedule::add_to_digest(const Decision& decision) {
  for (const std::uint64_t part : {std::uint64_t{decision.index()}, id_of(decision)}) {
    digest_ = (digest_ ^ part) * 0x100000001B3U;
  }
}

void Schedule::begin(const std::string& event) {
  if (keeps_events_) note(milliseconds_text(time_) + " ms: " + event);
  invariants_.step_begins(now());
}

void Schedule::note(const std::string& event) {
  if (!keeps_events_) return;
  events_.push_back(event);
  if (events_.size() > kEventsKept) events_.pop_front();
}

}  // namespace skald::voices::simulation
