#include "voices/reading/told_error.h"

#include <array>
#include <string>
#include <string_view>

#include "voices/config/ascii.h"
#include "voices/reading/durations.h"

namespace skald::voices {
namespace {

using wire::Json;

/// The words in a value: itself, or what the providers hide them in.
std::string words_in(const Json& value) {
  if (value.IsString()) return std::string(wire::text_of(&value));
  if (value.IsArray() && !value.Empty() && value[0].IsString()) {
    return std::string(wire::text_of(&value[0]));
  }
  if (value.IsObject() || value.IsArray()) return wire::to_json(value);
  return {};
}

std::string message_in(const Json& error) {
  constexpr std::array<std::string_view, 6> kNames = {"message", "error_message", "msg",
                                                      "detail",  "error",         "errors"};
  for (const std::string_view name : kNames) {
    const Json* value = wire::find(&error, name);
    if (value == nullptr) continue;
    const bool holds_one = value->IsArray() && !value->Empty() && (*value)[0].IsObject();
    const Json* inner = holds_one ? &(*value)[0] : value;
    const std::string_view inner_words = wire::text_of(inner, "message");
    std::string words = inner_words.empty() ? words_in(*inner) : std::string(inner_words);
    if (!words.empty()) return words;
  }
  return {};
}

void read_code(const Json& error, ToldError& told) {
  const Json* code = wire::find(&error, "code");
  if (code == nullptr) return;
  told.number = wire::count_of(&error, "code").value_or(0);
  told.code = ascii::lower(wire::text_of(code));
  if (const auto number = number_in(told.code)) {
    if (*number > 0 && *number < 1000) told.number = static_cast<std::uint64_t>(*number);
  }
}

/// Google's: what is wrong with the key, and when to come back.
void read_details(const Json& error, ToldError& told) {
  const Json* details = wire::find(&error, "details");
  if (details == nullptr || !details->IsArray()) return;
  for (const Json& detail : details->GetArray()) {
    const std::string_view reason = wire::text_of(&detail, "reason");
    if (!reason.empty() && told.code.empty()) told.code = ascii::lower(reason);
    const auto delay_s = seconds_in_duration(wire::text_of(&detail, "retryDelay"));
    if (delay_s) told.retry_delay = wait_of(*delay_s, 1000);
  }
}

ToldError read_object(const Json& error) {
  ToldError told;
  told.message = message_in(error);
  told.type = ascii::lower(wire::text_of(&error, "type"));
  if (told.type.empty()) told.type = ascii::lower(wire::text_of(&error, "error_type"));
  told.status = ascii::lower(wire::text_of(&error, "status"));
  told.request_id = wire::text_of(&error, "request_id");
  read_code(error, told);
  read_details(error, told);
  // A gateway's own words say nothing; those of the provider behind it do.
  const std::string_view raw = wire::text_of(wire::find(&error, "metadata"), "raw");
  if (!raw.empty()) told.message += (told.message.empty() ? "" : ": ") + std::string(raw);
  return told;
}

ToldError read_error_member(const Json& error, const Json& event) {
  ToldError told;
  if (error.IsObject()) {
    told = read_object(error);
    if (told.message.empty()) told.message = wire::to_json(error);
  } else {
    told.message = words_in(error);
    if (told.message.empty()) told.message = message_in(event);
    told.type = ascii::lower(wire::text_of(&event, "error_type"));
    read_code(event, told);
  }
  if (told.request_id.empty()) told.request_id = wire::text_of(&event, "request_id");
  return told;
}

/// `error: false` and `error: {}` are none.
bool says_something(const Json& error) {
  if (error.IsString()) return error.GetStringLength() > 0;
  if (error.IsObject()) return !error.ObjectEmpty();
  if (error.IsArray()) return !error.Empty();
  return error.IsTrue();
}

}  // namespace

// Every event of every stream comes through here: one pass, without a look into any value that is
// of no interest.
std::optional<ToldError> told_error(const Json& event) {
  if (event.IsArray()) {
    for (const Json& element : event.GetArray()) {
      if (!element.IsObject()) continue;
      if (const Json* error = wire::find(&element, "error"); error && says_something(*error)) {
        return read_error_member(*error, element);
      }
    }
    return std::nullopt;
  }
  if (!event.IsObject()) return std::nullopt;
  bool is_error = false;
  for (const auto& member : event.GetObject()) {
    const std::string_view name = wire::text_of(&member.name);
    if (name == "error") {
      if (says_something(member.value)) return read_error_member(member.value, event);
    } else if (name == "type" || name == "object") {
      is_error = is_error || wire::text_of(&member.value) == "error";
    } else if (name == "error_message") {
      is_error = is_error || says_something(member.value);
    }
  }
  if (!is_error) return std::nullopt;
  return read_object(event);
}

ToldError told_error_in_body(const Json& body) {
  if (auto told = told_error(body)) return *std::move(told);
  if (body.IsObject()) return read_object(body);
  ToldError told;
  told.message = words_in(body);
  return told;
}

}  // namespace skald::voices
