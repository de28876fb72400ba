// The fake network: what becomes of each attempt is drawn when it begins.
#pragma once

#include <cstdint>
#include <optional>

#include "llm/scheduler/simulation/world.h"

namespace skald::voices::simulation {

/// One attempt under way.
struct Line {
  enum class Fate : std::uint8_t {
    answer,
    answer_without_tokens,  // it does not say what it counted
    answer_larger,          // it bills more than was promised
    answer_cut,             // max_tokens
    answer_of_tools,
    refused_connection,  // never sent
    broken,
    stalled,  // nothing comes, for long
    truncated,
    bad_response,
    invalid_answer,
    rate_limited,
    overloaded,  // 503 and 529
    server_error,
    quota,
    auth,
    no_model,
    too_long,
    bad_request,
    our_own_check,  // a prompt that no provider would carry: no response
    filtered,
    count,
  };
  AttemptId attempt = 0;
  CallId call = 0;
  std::uint32_t provider = 0;
  std::shared_ptr<const Prompt> prompt{};
  EntityId speaker{};
  Fate fate = Fate::answer;
  std::optional<TimePoint> words_at{};
  TimePoint ends_at{};

  TimePoint next() const { return words_at ? *words_at : ends_at; }
};

/// What the provider makes of it at this time.
Line open_line(Rng& rng, const Scene& scene, const StartAttempt& start, EntityId speaker,
               TimePoint now);
AttemptEnd end_of(Rng& rng, const Line& line);

}  // namespace skald::voices::simulation
