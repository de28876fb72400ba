// From what providers call their errors to what they mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "skald/llm/answer.h"

namespace skald::voices {

/// An error as its provider tells it. What is empty was not said.
struct ToldError {
  std::string message{};
  std::string type{};        // names, in lower case
  std::string code{};        // the same
  std::string status{};      // Gemini's name for the status; the same
  std::uint64_t number = 0;  // a code that is a number: often the status again
  std::optional<std::chrono::milliseconds> retry_delay{};
  std::string request_id{};
};

/// `status` is the response's; one of success says nothing about the error.
Why meaning_of(int status, const ToldError& told);

/// What to do, where more can be said than advice_for(why).
std::string advice_on(int status, Why why, const ToldError& told);

}  // namespace skald::voices
