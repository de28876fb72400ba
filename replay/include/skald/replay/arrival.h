// What comes into a world from speakers: the same, at the same tick, live and on replay.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "skald/replay/ids.h"
#include "skald/replay/request.h"

namespace skald {

/// Why a reply failed, or why the offline narrator spoke in its place. A closed set; names are
/// stable, numbers too: recordings hold them.
enum class Why : std::uint8_t {
  none,
  connection,
  timeout,
  rate_limited,
  overloaded,
  auth,
  model_not_found,
  bad_request,
  content_filtered,
  bad_response,
  budget_exhausted,
  cancelled,
  deadline,           // the ask's own, in ticks
  end_of_generation,  // an older save was loaded while the reply was on its way
  truncated,          // the stream stopped before its end
  invalid_answer,     // complete, but not what was asked for: its schema or a tool's
  quota_exhausted,    // the account's money or allowance is used up: trying again is hopeless
  context_too_long,   // more than the model can read
  queue_full,         // too many calls were waiting, and this one was the least urgent
};

std::string_view to_string(Why why);

enum class ArrivalKind : std::uint8_t {
  piece,     // some words; more may come
  finished,  // the last words; the request is closed
  failed,    // no (more) words will come; the request is closed
  heard,     // how much of the reply the player heard; may come after the end
};

std::string_view to_string(ArrivalKind kind);

/// Tokens and money of one reply, as its provider counted them. Money is in pico-dollars (1e-12
/// USD).
struct Usage {
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  std::uint64_t cost_pico_usd = 0;
};

/// One arrival. The views are valid until the next tick begins.
struct Arrival {
  ArrivalKind kind = ArrivalKind::piece;
  RequestId request;
  EntityId speaker;
  EntityId listener;
  Purpose purpose = Purpose::dialogue;
  std::string_view delta;         // the words that came with this arrival
  std::string_view so_far;        // all words of the reply up to now
  std::string_view source;        // finished: who spoke, "offline" or a provider's name
  std::string_view rule;          // finished: the narrator's rule and line, "name/3"
  std::string_view told;          // finished: names of facts told, separated by commas
  std::string_view effects;       // finished: what else saying it does; see follow_up()
  Why why = Why::none;            // failed: the reason; finished: why the fallback spoke, if it did
  std::uint32_t heard_bytes = 0;  // heard: how many bytes of so_far were heard
  Usage usage;
};

}  // namespace skald
