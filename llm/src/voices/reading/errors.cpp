#include "voices/reading/errors.h"

#include <array>
#include <string>
#include <utility>

#include "voices/config/ascii.h"
#include "voices/reading/durations.h"
#include "voices/reading/error_meaning.h"
#include "voices/reading/shown_words.h"
#include "voices/reading/told_error.h"

namespace skald::voices {
namespace {

constexpr std::size_t kNameBytesMax = 64;  // of an error's type or code

bool is_success(const HttpHead& head) { return head.status >= 200 && head.status < 300; }
bool is_redirect(const HttpHead& head) { return head.status >= 300 && head.status < 400; }

/// The server's own clock: ours need not agree with it.
std::int64_t time_at_server(const HttpHead& head) {
  return static_cast<std::int64_t>(http_time(head.header("date")).value_or(0));
}

/// Fills in what every failure of a response has.
void complete(Failure& failure, const HttpHead& head, const ToldError& told) {
  failure.http_status = head.status;
  failure.request_id = shown_words(request_id(head));
  if (failure.request_id.empty()) failure.request_id = shown_words(told.request_id);
  const std::string_view should_retry = head.header("x-should-retry");
  const bool is_hopeless = failure.why == Why::quota_exhausted;
  if (should_retry == "false") failure.retryable = false;
  if (should_retry == "true" && !is_hopeless) failure.retryable = true;
  if (!failure.retryable) return;
  failure.retry_after = retry_after(head, time_at_server(head));
  if (!failure.retry_after) failure.retry_after = told.retry_delay;
}

Failure failure_of(const ToldError& told, const HttpHead& head) {
  const Why why = meaning_of(head.status, told);
  Failure failure = make_failure(why, shown_words(told.message));
  failure.advice = advice_on(head.status, why, told);
  if (failure.message.empty()) {
    const std::string& name = !told.code.empty() ? told.code : told.type;
    failure.message = "the provider tells an error without an explanation";
    if (!name.empty()) failure.message += " ('" + shown_words(name, kNameBytesMax) + "')";
  }
  complete(failure, head, told);
  return failure;
}

/// "https://host:port" of a URL, or an empty text: paths and queries may hold secrets.
std::string origin_of(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::size_t host = scheme_end + 3;
  std::string_view authority = url.substr(host);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  return shown_words(std::string(url.substr(0, host)) + std::string(authority));
}

Failure redirected(const HttpHead& head) {
  std::string to = origin_of(head.header("location"));
  if (to.empty()) to = "another path of the same server";
  Failure failure = make_failure(Why::bad_response, "the endpoint redirects to " + to);
  failure.retryable = false;
  failure.advice =
      "Configure that address: redirects are not followed, since they could carry the "
      "key elsewhere.";
  complete(failure, head, {});
  return failure;
}

/// A body that is no JSON: a proxy's page, a few words, or nothing.
Failure failure_of_text(const HttpHead& head, std::string_view body) {
  ToldError told;
  const bool is_page = is_web_page(body);
  told.message = shown_body(body);
  // What a page says is about pages.
  Why why = meaning_of(head.status, is_page ? ToldError() : told);
  if (is_success(head)) why = Why::bad_response;
  const std::string status = std::to_string(head.status);
  std::string message = told.message;
  if (is_page) {
    message = "the endpoint answered " + status + " with a web page";
    if (!told.message.empty()) message += ": " + told.message;
  } else if (message.empty()) {
    message = "the endpoint answered " + status + " without an explanation";
  } else if (is_success(head)) {
    message = "the response is not JSON: " + message;
  }
  Failure failure = make_failure(why, std::move(message));
  if (is_success(head)) failure.retryable = false;
  failure.advice = advice_on(head.status, why, told);
  complete(failure, head, told);
  return failure;
}

}  // namespace

Failure make_failure(Why why, std::string message) {
  Failure failure;
  failure.why = why;
  failure.retryable = is_retryable(why);
  failure.message = std::move(message);
  failure.advice = advice_for(why);
  return failure;
}

Failure read_error(const HttpHead& head, std::string_view body, wire::JsonParser& parser) {
  if (is_redirect(head)) return redirected(head);
  const wire::Json* json = parser.parse_copy(body);
  if (json == nullptr || json->IsNull()) return failure_of_text(head, body);
  ToldError told = told_error_in_body(*json);
  if (told.message.empty() && is_success(head)) {
    told.message = "the response is JSON, but neither an answer nor an error";
  }
  return failure_of(told, head);
}

Failure read_error_words(const HttpHead& head, std::string_view words) {
  ToldError told;
  told.message = words;
  return failure_of(told, head);
}

std::optional<Failure> error_in(const wire::Json& event, const HttpHead& head) {
  const auto told = told_error(event);
  if (!told) return std::nullopt;
  return failure_of(*told, head);
}

Failure failure_of(const HttpEnd& end) {
  const auto failed = [&end](Why why, std::string_view what) {
    Failure failure = make_failure(why, std::string(what));
    if (!end.detail.empty()) failure.message += ": " + shown_words(end.detail);
    return failure;
  };
  using Kind = HttpEnd::Kind;
  switch (end.kind) {
    case Kind::complete:
      return failed(Why::bad_response, "the connection was closed without a response");
    case Kind::not_connected:
      return failed(Why::connection, "could not connect");
    case Kind::tls_failed: {
      Failure failure = failed(Why::connection, "no secure connection");
      failure.retryable = false;
      failure.advice =
          "Check the endpoint's certificate; `ca_file` names one of your own to trust.";
      return failure;
    }
    case Kind::broken:
      return failed(Why::connection, end.bytes_came ? "the connection broke during the response"
                                                    : "the connection broke before any response");
    case Kind::connect_timeout:
      return failed(Why::timeout, "connecting took too long (connect_ms)");
    case Kind::first_byte_timeout:
      return failed(Why::timeout, "the answer did not begin in time (first_byte_ms)");
    case Kind::silence_timeout:
      return failed(Why::timeout, "the answer stalled (silence_ms)");
    case Kind::total_timeout:
      return failed(Why::timeout, "the answer took too long (total_ms)");
    case Kind::too_large: {
      Failure failure = failed(Why::bad_response, "the response is too large");
      failure.retryable = false;
      return failure;
    }
    case Kind::stopped:
      return failed(Why::cancelled, "the transfer was stopped");
  }
  return failed(Why::bad_response, "the transfer ended in an unknown way");
}

std::string_view request_id(const HttpHead& head) {
  constexpr std::array<std::string_view, 6> kNames = {"x-request-id",    "request-id",
                                                      "apim-request-id", "x-amzn-requestid",
                                                      "x-amzn-trace-id", "x-generation-id"};
  for (const std::string_view name : kNames) {
    const std::string_view id = head.header(name);
    if (!id.empty()) return id;
  }
  return {};
}

}  // namespace skald::voices
