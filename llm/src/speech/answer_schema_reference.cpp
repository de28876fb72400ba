#include "speech/answer_schema_reference.h"

#include <charconv>
#include <optional>

namespace skald::answer_schema {
namespace {

/// Percent escapes of URIs.
std::optional<std::string> unescaped(std::string_view fragment) {
  std::string result;
  for (std::size_t i = 0; i < fragment.size(); ++i) {
    if (fragment[i] != '%') {
      result += fragment[i];
      continue;
    }
    const std::string_view digits = fragment.substr(i + 1, 2);
    unsigned byte = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || end.ptr != digits.data() + 2) return std::nullopt;
    result += static_cast<char>(byte);
    i += 2;
  }
  return result;
}

/// A step of a JSON pointer without its escapes; nothing if they are wrong.
std::optional<std::string> name_from(std::string_view step) {
  std::string result;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      result += step[i];
      continue;
    }
    const std::string_view code = step.substr(i + 1, 1);
    if (code != "0" && code != "1") return std::nullopt;
    result += code == "0" ? '~' : '/';
    ++i;
  }
  return result;
}

const Json* enter(const Json& value, std::string_view step) {
  const auto name = name_from(step);
  if (!name) return nullptr;
  if (value.IsObject()) {
    const Json wanted(rapidjson::StringRef(name->data(), name->size()));
    const auto found = value.FindMember(wanted);
    return found == value.MemberEnd() ? nullptr : &found->value;
  }
  if (!value.IsArray() || (name->size() > 1 && name->front() == '0')) return nullptr;
  rapidjson::SizeType index = 0;
  const char* end = name->data() + name->size();
  const auto read = std::from_chars(name->data(), end, index);
  if (read.ec != std::errc{} || read.ptr != end || index >= value.Size()) return nullptr;
  return &value[index];
}

}  // namespace

const Json* find_referenced(const Json& document, std::string_view fragment) {
  const auto pointer = unescaped(fragment);
  if (!pointer) return nullptr;
  const Json* value = &document;
  std::string_view rest = *pointer;
  while (value != nullptr && !rest.empty()) {
    if (rest.front() != '/') return nullptr;
    rest.remove_prefix(1);
    const std::string_view step = rest.substr(0, rest.find('/'));
    value = enter(*value, step);
    rest.remove_prefix(step.size());
  }
  return value;
}

}  // namespace skald::answer_schema
