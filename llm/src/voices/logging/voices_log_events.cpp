// The events that voices log, and their fields.
#include <string>

#include "voices/logging/voices_log.h"

namespace skald::voices {

void VoicesLog::call_asked(std::uint64_t call, std::string_view purpose, Priority priority) {
  if (!wants(LogLevel::debug)) return;
  write(LogLevel::debug, "call_asked",
        {{"call", call}, {"purpose", purpose}, {"class", to_string(priority)}});
}

void VoicesLog::attempt_started(const LoggedAttempt& attempt) {
  if (!wants(LogLevel::debug)) return;
  write(LogLevel::debug, "attempt_started",
        {{"call", attempt.call},
         {"attempt", attempt.attempt},
         {"provider", attempt.provider},
         {"model", attempt.model}});
}

void VoicesLog::attempt_failed(const LoggedAttempt& attempt, const Failure& failure) {
  if (!wants(LogLevel::warning)) return;
  std::optional<std::int64_t> wait_ms;
  if (failure.retry_after) wait_ms = failure.retry_after->count();
  write(LogLevel::warning, "attempt_failed",
        {{"call", attempt.call},
         {"attempt", attempt.attempt},
         {"provider", attempt.provider},
         {"model", attempt.model},
         {"why", to_string(failure.why)},
         {"status", failure.http_status},
         {"message", failure.message},
         {"request_id", failure.request_id},
         {"retry_after_ms", wait_ms}});
}

void VoicesLog::answered(const LoggedAttempt& attempt, const TokenCounts& tokens,
                         std::chrono::milliseconds duration) {
  if (!wants(LogLevel::info)) return;
  const auto told = [&tokens](std::uint64_t count) {
    return tokens.reported ? std::optional(count) : std::nullopt;
  };
  write(LogLevel::info, "answered",
        {{"call", attempt.call},
         {"attempt", attempt.attempt},
         {"provider", attempt.provider},
         {"model", attempt.model},
         {"tokens_in", told(tokens.input)},
         {"tokens_cached", told(tokens.cached_input)},
         {"tokens_out", told(tokens.output)},
         {"ms", duration.count()}});
}

void VoicesLog::budget_alert(std::string_view account, std::uint32_t percent, PicoUsd spent,
                             PicoUsd limit) {
  event(LogLevel::warning, "budget_alert",
        {{"account", account},
         {"percent", percent},
         {"spent_dollars", spent},
         {"limit_dollars", limit}});
}

void VoicesLog::cache_notice(std::string_view message) {
  event(LogLevel::info, "cache_notice", {{"message", message}});
}

void VoicesLog::prompt(std::uint64_t call, const Prompt& prompt) {
  if (!requests_ || !wants(LogLevel::info)) return;
  for (const Message& message : prompt.messages) {
    write(LogLevel::info, "prompt",
          {{"call", call}, {"role", to_string(message.role)}, {"text", message.text}});
  }
  if (prompt.messages.empty()) {
    write(LogLevel::info, "prompt", {{"call", call}, {"text", prompt.text}});
  }
}

void VoicesLog::answer(std::uint64_t call, const Answer& answer) {
  if (!requests_ || !wants(LogLevel::info)) return;
  write(LogLevel::info, "answer",
        {{"call", call}, {"text", answer.text}, {"reasoning", answer.reasoning}});
}

}  // namespace skald::voices
