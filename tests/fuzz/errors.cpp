// A response that is no answer: the first byte says its status; the first line is a header that
// says when to come back, and the rest its body. It becomes a failure that may be shown to a
// developer.
#include "voices/reading/errors.h"

#include <algorithm>
#include <array>

#include "skald/replay/assert.h"
#include "voices/reading/utf8_repair.h"

namespace {

constexpr std::array kStatuses = {200, 301, 400, 401, 404, 413, 429, 500, 503, 529};
constexpr std::array kNames = {"retry-after",
                               "retry-after-ms",
                               "x-ratelimit-reset",
                               "x-ratelimit-reset-tokens",
                               "anthropic-ratelimit-requests-reset",
                               "date",
                               "location",
                               "x-request-id"};

void check_line(std::string_view text) {
  constexpr std::size_t kBytesMax = 600;
  SKALD_ASSERT(text.size() <= kBytesMax, "words without an end");
  SKALD_ASSERT(skald::voices::is_utf8(text), "words that are not UTF-8");
  SKALD_ASSERT(std::none_of(text.begin(), text.end(),
                            [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }),
               "a control character");
}

void check(const skald::Failure& failure) {
  SKALD_ASSERT(failure.why != skald::Why::none, "a failure without a reason");
  SKALD_ASSERT(!failure.message.empty() && !failure.advice.empty(), "a failure without words");
  check_line(failure.message);
  check_line(failure.advice);
  check_line(failure.request_id);
  SKALD_ASSERT(!failure.retry_after || failure.retry_after->count() > 0, "a wait of no time");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  const std::string_view body = text.substr(std::min(line_end + 1, text.size()));
  skald::voices::HttpHead head;
  head.status = kStatuses[data[0] % kStatuses.size()];
  head.headers = {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                  {kNames[data[1] % kNames.size()], std::string(text.substr(0, line_end))}};
  skald::voices::wire::JsonParser parser;
  check(skald::voices::read_error(head, body, parser));
  check(skald::voices::read_error_words(head, body));
  if (const auto* json = parser.parse_copy(body)) {
    if (const auto failure = skald::voices::error_in(*json, head)) check(*failure);
  }
  return 0;
}
