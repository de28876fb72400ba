#include "llm/scheduler/simulation/network.h"

#include <array>
#include <utility>

#include "voices/reading/errors.h"

namespace skald::voices::simulation {
namespace {

using Fate = Line::Fate;

Fate fate_in(Weather::Kind kind) {
  switch (kind) {
    case Weather::Kind::outage:
      return Fate::refused_connection;
    case Weather::Kind::storm:
      return Fate::rate_limited;
    case Weather::Kind::overloaded:
      return Fate::overloaded;
    case Weather::Kind::stalled:
      return Fate::stalled;
    case Weather::Kind::refused_key:
      return Fate::auth;
  }
  return Fate::answer;
}

Fate draw_fate(Rng& rng, const ProviderSetup& provider, TimePoint now) {
  for (const Weather& weather : provider.weather) {
    if (weather.from <= now && now < weather.until) return fate_in(weather.kind);
  }
  if (rng.chance(provider.faults_percent, 100)) {
    const auto first = static_cast<std::uint32_t>(Fate::refused_connection);
    const std::uint32_t faults = static_cast<std::uint32_t>(Fate::count) - first;
    return static_cast<Fate>(first + rng.below(faults));
  }
  return rng.chance(2, 3) ? Fate::answer : static_cast<Fate>(rng.below(5));
}

bool may_show_words(Fate fate) {
  return fate <= Fate::invalid_answer && fate != Fate::refused_connection;
}

RateHints draw_hints(Rng& rng) {
  RateHints hints;
  for (RateHints::Limit* limit : {&hints.requests, &hints.tokens}) {
    if (rng.chance(1, 3)) limit->limit = rng.below(3'000);
    if (rng.chance(1, 3)) limit->remaining = rng.chance(1, 2) ? 0 : rng.below(100);
    if (rng.chance(1, 2)) limit->reset_after = milliseconds(rng.below(5'000));
  }
  return hints;
}

struct Fault {
  Why why;
  int http_status;
};

Fault fault_of(Rng& rng, Fate fate) {
  switch (fate) {
    case Fate::stalled:
      return {Why::timeout, 0};
    case Fate::truncated:
      return {Why::truncated, 200};
    case Fate::bad_response:
      return {Why::bad_response, 200};
    case Fate::invalid_answer:
      return {Why::invalid_answer, 200};
    case Fate::rate_limited:
      return {Why::rate_limited, 429};
    case Fate::overloaded:
      return {Why::overloaded, rng.chance(1, 2) ? 529 : 503};
    case Fate::server_error:
      return {Why::bad_response, 500};
    case Fate::quota:
      return {Why::quota_exhausted, 429};
    case Fate::auth:
      return {Why::auth, 401};
    case Fate::no_model:
      return {Why::model_not_found, 404};
    case Fate::too_long:
      return {Why::context_too_long, 400};
    case Fate::bad_request:
      return {Why::bad_request, 400};
    case Fate::our_own_check:
      return {Why::bad_request, 0};
    case Fate::filtered:
      return {Why::content_filtered, 200};
    default:
      return {Why::connection, 0};
  }
}

TokenCounts draw_tokens(Rng& rng, const Line& line) {
  const auto in = static_cast<std::uint64_t>(line.prompt->sampling.seed.value_or(0));
  TokenCounts tokens;
  tokens.reported = true;
  tokens.input = in + rng.below(8);
  tokens.cached_input = rng.below(static_cast<std::uint32_t>(tokens.input) + 1);
  tokens.cache_written = rng.below(50);
  tokens.output = rng.below(60);
  if (line.fate == Fate::answer_larger) tokens.output = 1'000 + rng.below(100'000);
  return tokens;
}

Failure draw_failure(Rng& rng, const Line& line) {
  const Fault fault = fault_of(rng, line.fate);
  Failure failure = make_failure(fault.why, "simulated");
  failure.http_status = fault.http_status;
  const bool asks_to_wait = fault.why == Why::rate_limited || fault.why == Why::overloaded;
  if (asks_to_wait && rng.chance(1, 2)) {
    constexpr std::array<std::uint32_t, 4> kWaits{1, 500, 3'000, 90'000};
    failure.retry_after = milliseconds(kWaits[rng.below(kWaits.size())]);
  }
  if (fault.http_status == 200 && rng.chance(1, 3)) failure.tokens = draw_tokens(rng, line);
  return failure;
}

}  // namespace

Line open_line(Rng& rng, const Scene& scene, const StartAttempt& start, EntityId speaker,
               TimePoint now) {
  Line line;
  line.attempt = start.attempt;
  line.call = start.call;
  line.provider = start.provider;
  line.prompt = start.prompt;
  line.speaker = speaker;
  line.fate = draw_fate(rng, scene.providers[start.provider], now);
  const std::uint32_t longest = line.fate == Fate::stalled ? 600'000 : 3'000;
  const std::uint32_t lasts = 1 + rng.below(longest);
  line.ends_at = now + milliseconds(lasts);
  if (may_show_words(line.fate) && rng.chance(1, 2)) {
    line.words_at = now + milliseconds(rng.below(lasts));
  }
  return line;
}

AttemptEnd end_of(Rng& rng, const Line& line) {
  RateHints hints;
  if (rng.chance(1, 10)) hints = draw_hints(rng);
  if (line.fate >= Fate::refused_connection) {
    const bool was_sent = line.fate != Fate::refused_connection && line.fate != Fate::our_own_check;
    return {draw_failure(rng, line), was_sent, hints};
  }
  Answer answer;
  answer.text = greeting(*line.prompt, line.speaker) + std::to_string(line.attempt);
  if (line.fate != Fate::answer_without_tokens) answer.tokens = draw_tokens(rng, line);
  // What is no whole answer begins with other words: it would be seen if it were kept.
  if (line.fate == Fate::answer_cut) {
    answer.reason = FinishReason::length;
    answer.text = "cut " + answer.text;
  } else if (line.fate == Fate::answer_of_tools) {
    answer.reason = FinishReason::tools;
    answer.text = "tools " + answer.text;
    answer.tool_calls.push_back({"1", "look", "{}", {}});
  }
  return {std::move(answer), true, hints};
}

}  // namespace skald::voices::simulation
