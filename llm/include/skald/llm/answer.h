// What comes back from a model, in no provider's terms: pieces, then an Answer or a Failure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/money.h"
#include "skald/llm/prompt.h"
#include "skald/llm/token_counts.h"
#include "skald/replay/arrival.h"

namespace skald {

enum class FinishReason : std::uint8_t {
  stop,    // it had said what it wanted to say
  length,  // max_tokens or the context ran out: the text is cut
  tools,   // it wants the results of Answer::tool_calls
  paused,  // the provider interrupted a long turn; send the conversation again to go on
};

std::string_view to_string(FinishReason reason);

/// Wall time, from the call of start().
struct Timings {
  std::chrono::microseconds queued{};  // until the request went to the transport
  std::chrono::microseconds
      first_piece{};  // until the first text, reasoning or tool call; or total
  std::chrono::microseconds total{};
};

struct Answer {
  std::string text{};
  std::string reasoning{};
  std::vector<ToolCall> tool_calls{};
  FinishReason reason = FinishReason::stop;
  TokenCounts tokens{};
  std::string provider{};    // its configured name
  std::string model{};       // as the provider names it
  std::string request_id{};  // the provider's own, for its support
  Timings timings{};
  /// Of all attempts that it took; nothing if a price is not known.
  std::optional<PicoUsd> cost{};
  bool from_cache = false;
  /// How it came about, where that is more than one plain answer: "cloud: connection; backup:
  /// answered".
  std::string steps{};
};

/// Why there is no answer. `message` and `advice` are for developers; they hold no key, and are
/// never shown to a player.
struct Failure {
  Why why = Why::bad_response;
  int http_status = 0;     // 0: there was no response
  bool retryable = false;  // the same request may succeed later, at the same provider
  std::optional<std::chrono::milliseconds> retry_after{};
  std::string message{};  // what happened, with the provider's own words
  std::string advice{};   // what to do
  std::string provider{};
  std::string request_id{};
  TokenCounts tokens{};  // what is billed all the same, as far as the provider told
  std::string steps{};   // what was tried: "cloud: connection; backup: rate_limited"
};

/// A Failure in one line: "ollama: model_not_found (404): model "x" not found. Pull it first ...".
std::string to_text(const Failure& failure);

/// Whether trying again at the same provider can help, and what a developer should do.
bool is_retryable(Why why);
std::string_view advice_for(Why why);

/// Part of an answer on its way. The views are valid during the call that hands it over.
struct Piece {
  enum class Kind : std::uint8_t { text, reasoning, tool_call };
  Kind kind = Kind::text;
  std::string_view text{};       // text and reasoning: the words; tool_call: more of its arguments
  std::uint32_t tool_index = 0;  // tool_call: which of the answer's calls
  std::string_view tool_id{};    // tool_call: given with its first piece
  std::string_view tool_name{};  // tool_call: given with its first piece
};

}  // namespace skald
