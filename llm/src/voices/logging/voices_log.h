// What voices do, for people and machines: one JSON object a line, to standard error or a file.
//
//     {"time":"2026-11-21T12:00:00.123Z","level":"warning","event":"attempt_failed","call":7, ...}
//
// Off costs one branch a call. No header and no key is ever logged; prompts and answers only if the
// configuration says so.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "skald/llm/answer.h"
#include "skald/llm/money.h"
#include "skald/llm/scheduling_config.h"
#include "skald/replay/result.h"

namespace skald::voices {

/// A member of a line. An empty text, and a number that there is not, are left out.
struct LogField {
  LogField(std::string_view its_name, std::string_view text) : name(its_name), value(text) {}
  LogField(std::string_view its_name, PicoUsd money) : name(its_name), value(money) {}
  template <std::integral Whole>
  LogField(std::string_view its_name, Whole number)
      : name(its_name), value(static_cast<std::int64_t>(number)) {}

  template <std::integral Whole>
  LogField(std::string_view its_name, std::optional<Whole> number) : name(its_name) {
    if (number) value = static_cast<std::int64_t>(*number);
  }

  std::string_view name;
  std::variant<std::monostate, std::string_view, std::int64_t, PicoUsd> value{};
};

/// One attempt at a provider, as lines name it.
struct LoggedAttempt {
  std::uint64_t call = 0;
  std::uint64_t attempt = 0;  // of all attempts, from 1
  std::string_view provider{};
  std::string_view model{};
};

/// Every call may come from any thread.
class VoicesLog {
 public:
  using WallClock = std::function<std::chrono::system_clock::time_point()>;

  /// Writes nothing.
  VoicesLog();
  /// Appends to the file; io if it cannot be opened.
  static Result<VoicesLog> open(const LogConfig& config,
                                WallClock clock = std::chrono::system_clock::now);
  VoicesLog(VoicesLog&&) noexcept;
  VoicesLog& operator=(VoicesLog&&) noexcept;
  ~VoicesLog();

  bool wants(LogLevel level) const { return level <= level_; }
  /// `level` is not off.
  void event(LogLevel level, std::string_view name, std::initializer_list<LogField> fields) {
    if (wants(level)) write(level, name, fields);
  }
  /// From now on this text shows as "[key]". What is shorter than 8 bytes is no key, and is
  /// ignored.
  void hide(std::string secret);

  void call_asked(std::uint64_t call, std::string_view purpose, Priority priority);
  void attempt_started(const LoggedAttempt& attempt);
  void attempt_failed(const LoggedAttempt& attempt, const Failure& failure);
  void answered(const LoggedAttempt& attempt, const TokenCounts& tokens,
                std::chrono::milliseconds duration);
  /// `account`: "everyone / day", or whatever names the limit.
  void budget_alert(std::string_view account, std::uint32_t percent, PicoUsd spent, PicoUsd limit);
  void cache_notice(std::string_view message);

  /// What was sent and what came back: the words alone, and only with LogConfig::requests.
  void prompt(std::uint64_t call, const Prompt& prompt);
  void answer(std::uint64_t call, const Answer& answer);

 private:
  struct Impl;
  void write(LogLevel level, std::string_view name, std::initializer_list<LogField> fields);

  LogLevel level_ = LogLevel::off;
  bool requests_ = false;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald::voices
