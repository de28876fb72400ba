// SKALD_ASSERT: for programmer errors. It stays alive in release builds, prints where, and aborts.
// Operating errors are `Result` (result.h), never an assert.
#pragma once

namespace skald::detail {
[[noreturn]] void assertion_failed(const char* expression, const char* message, const char* file,
                                   int line);
}  // namespace skald::detail

#define SKALD_ASSERT(expression, message) \
  ((expression) ? static_cast<void>(0)    \
                : ::skald::detail::assertion_failed(#expression, message, __FILE__, __LINE__))
