#include "skald/replay/request.h"

#include <array>

#include "skald/replay/arrival.h"
#include "skald/replay/result.h"

namespace skald {

std::string_view to_string(Purpose purpose) {
  switch (purpose) {
    case Purpose::dialogue:
      return "dialogue";
    case Purpose::talk:
      return "talk";
    case Purpose::narration:
      return "narration";
    case Purpose::summary:
      return "summary";
    case Purpose::intent:
      return "intent";
  }
  return "unknown";
}

std::string_view to_string(Why why) {
  static constexpr std::array<std::string_view, 19> kNames = {"none",
                                                              "connection",
                                                              "timeout",
                                                              "rate_limited",
                                                              "overloaded",
                                                              "auth",
                                                              "model_not_found",
                                                              "bad_request",
                                                              "content_filtered",
                                                              "bad_response",
                                                              "budget_exhausted",
                                                              "cancelled",
                                                              "deadline",
                                                              "end_of_generation",
                                                              "truncated",
                                                              "invalid_answer",
                                                              "quota_exhausted",
                                                              "context_too_long",
                                                              "queue_full"};
  const auto index = static_cast<std::size_t>(why);
  return index < kNames.size() ? kNames[index] : "unknown";
}

std::string_view to_string(ArrivalKind kind) {
  switch (kind) {
    case ArrivalKind::piece:
      return "piece";
    case ArrivalKind::finished:
      return "finished";
    case ArrivalKind::failed:
      return "failed";
    case ArrivalKind::heard:
      return "heard";
  }
  return "unknown";
}

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::bad_content:
      return "bad_content";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::wrong_format:
      return "wrong_format";
    case ErrorCode::damaged:
      return "damaged";
    case ErrorCode::io:
      return "io";
    case ErrorCode::full:
      return "full";
    case ErrorCode::redacted:
      return "redacted";
    case ErrorCode::unsupported:
      return "unsupported";
  }
  return "unknown";
}

RequestId derive_request_id(TickNumber tick, EntityId speaker, Purpose purpose, std::uint32_t n) {
  struct Address {
    TickNumber tick;
    EntityId speaker;
    Purpose purpose;
    std::uint32_t n;
  } address{tick, speaker, purpose, n};
  std::array<std::uint8_t, 17> bytes{};
  WriteVisitor writer(bytes.data());
  writer("", address.tick);
  writer("", address.speaker);
  writer("", address.purpose);
  writer("", address.n);
  const std::uint64_t value = hash64(bytes);
  return {value == 0 ? 1 : value};
}

Digest digest_of(const Request& request) {
  std::vector<std::uint8_t> bytes;
  write_value(bytes, request);
  return digest_of(Bytes(bytes));
}

std::string to_text(const Request& request) {
  std::vector<Field> fields;
  FieldVisitor visitor(fields);
  visitor("", request.ask);
  std::string text;
  for (const Field& field : fields) text += field.path + ": " + field.value + '\n';
  return text;
}

}  // namespace skald
