// Result<T>: the value, or an operating error that says what happened, to what, and what to do.
// No exception crosses a public interface of Skald (DESIGN.md section 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "skald/replay/assert.h"

namespace skald {

/// The closed set of operating errors of recording, replay and content. Names are stable.
enum class ErrorCode {
  invalid_argument,  // an option or address that cannot be meant
  bad_content,       // a content or input file with a fault; the message names file and line
  not_found,         // a file, tick, request or name that does not exist
  wrong_format,      // a recording of another format version or compatibility string
  damaged,           // bytes that are not what was written; the message names the place
  io,                // the system refused a read, write, sync or rename
  full,              // the disk, or the limit given for a recording, is used up
  redacted,          // text that was taken out of a recording and cannot be re-run
  unsupported,       // the world lacks a trait that the call needs
};

/// "bad_content" and so on: what JSON output and logs print.
std::string_view to_string(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string message;
};

/// Holds a T or an error. Asking for the wrong one is a programmer error and asserts.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT: implicit so `return value;` reads
  // Implicit too, so that `return Error{..};` reads.
  Result(E error) : error_(std::move(error)) {}  // NOLINT

  explicit operator bool() const { return value_.has_value(); }

  T& value() {
    SKALD_ASSERT(value_.has_value(), "value() of a Result that holds an error");
    return *value_;
  }
  const T& value() const {
    SKALD_ASSERT(value_.has_value(), "value() of a Result that holds an error");
    return *value_;
  }
  const E& error() const {
    SKALD_ASSERT(!value_.has_value(), "error() of a Result that holds a value");
    return error_;
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::optional<T> value_;
  E error_{};
};

/// Success without a value, or an Error.
struct Done {};
using Status = Result<Done>;

}  // namespace skald
