#include <charconv>
#include <cstddef>

#include "skald/llm/document.h"

namespace skald {
namespace {

constexpr std::size_t kDecimalsMax = 3;

void append_text(std::string& json, std::string_view text) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  json += '"';
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\') {
      json += '\\';
      json += byte;
    } else if (code < 0x20) {
      json += "\\u00";
      json += kHexadecimal[code >> 4];
      json += kHexadecimal[code & 0xF];
    } else {
      json += byte;
    }
  }
  json += '"';
}

void append(std::string& json, const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
      json += "null";
      return;
    case Value::Kind::boolean:
      json += value.boolean ? "true" : "false";
      return;
    case Value::Kind::integer:
      json += std::to_string(value.integer);
      return;
    case Value::Kind::decimal:
      json += value.string;
      return;
    case Value::Kind::string:
      append_text(json, value.string);
      return;
    case Value::Kind::list:
      json += '[';
      for (const Value& element : value.list) {
        if (json.back() != '[') json += ',';
        append(json, element);
      }
      json += ']';
      return;
    case Value::Kind::object:
      json += '{';
      for (const Value::Member& member : value.members) {
        if (json.back() != '{') json += ',';
        append_text(json, member.name);
        json += ':';
        append(json, member.value);
      }
      json += '}';
      return;
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string json;
  append(json, value);
  return json;
}

std::optional<Thousandths> thousandths_from(std::string_view text) {
  const bool negative = text.substr(0, 1) == "-";
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string_view decimals;
  if (point != std::string_view::npos) {
    decimals = text.substr(point + 1);
    if (decimals.empty() || decimals.size() > kDecimalsMax) return std::nullopt;
  }
  if (digits.empty()) return std::nullopt;
  digits += decimals;
  digits.append(kDecimalsMax - decimals.size(), '0');
  // A sign between the digits would pass as a number's own.
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::int32_t value = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end.ec != std::errc{}) return std::nullopt;
  return Thousandths::of(negative ? -value : value);
}

}  // namespace skald
