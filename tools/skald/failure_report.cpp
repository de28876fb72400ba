#include "failure_report.h"

#include <fmt/format.h>

#include <cstdio>

#include "commands.h"
#include "json_object.h"
#include "terminal.h"

namespace skald::cli {

int exit_of(const Failure& failure) {
  switch (failure.why) {
    case Why::content_filtered:
    case Why::invalid_answer:
      return Exit::kNo;
    case Why::auth:
    case Why::model_not_found:
    case Why::bad_request:
    case Why::context_too_long:
      return Exit::kUnusable;
    default:
      return Exit::kFailed;
  }
}

void print_failure(const Failure& failure) {
  std::string text = failure.provider.empty() ? "" : failure.provider + ": ";
  text += to_string(failure.why);
  if (failure.http_status != 0) text += fmt::format(" ({})", failure.http_status);
  text += ": " + failure.message + '\n';
  if (!failure.advice.empty()) text += failure.advice + '\n';
  if (failure.retry_after) {
    text += fmt::format("The server asks to wait {:.1f} s.\n",
                        static_cast<double>(failure.retry_after->count()) / 1000.0);
  }
  write_foreign(stderr, text);
}

int report(const Failure& failure, bool json) {
  if (!json) {
    print_failure(failure);
    return exit_of(failure);
  }
  JsonObject object;
  object.put("error", to_string(failure.why)).put("status", failure.http_status);
  object.put("retryable", failure.retryable);
  if (failure.retry_after) object.put("retry_after_ms", failure.retry_after->count());
  object.put("message", failure.message).put("advice", failure.advice);
  object.put("provider", failure.provider).put("request_id", failure.request_id);
  object.print();
  return exit_of(failure);
}

int report(const Error& error, bool json) {
  if (!json) return complain(error);
  const bool operating = error.code == ErrorCode::io || error.code == ErrorCode::full;
  JsonObject object;
  object.put("error", to_string(error.code)).put("status", 0).put("retryable", false);
  object.put("message", error.message).put("advice", "");
  object.print();
  return operating ? Exit::kFailed : Exit::kUnusable;
}

}  // namespace skald::cli
