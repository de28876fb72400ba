#include "voices/config/config_json.h"

#include <system_error>
#include <utility>

namespace skald::voices {
namespace {

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

ConfigJson::ConfigJson(std::filesystem::path folder)
    : folder_(std::move(folder)), writer_(buffer_) {
  writer_.SetIndent(' ', 2);
  writer_.SetFormatOptions(rapidjson::kFormatSingleLineArray);
}

void ConfigJson::begin_object(std::string_view name) {
  key(name);
  writer_.StartObject();
}

void ConfigJson::begin_list(std::string_view name) {
  key(name);
  writer_.StartArray();
}

void ConfigJson::add(std::string_view text) { writer_.String(text.data(), size_of(text)); }

void ConfigJson::always(std::string_view name, std::string_view text) {
  key(name);
  add(text);
}

void ConfigJson::text(std::string_view name, std::string_view text, std::string_view otherwise) {
  if (text != otherwise) always(name, text);
}

void ConfigJson::number(std::string_view name, std::uint64_t number) {
  key(name);
  writer_.Uint64(number);
}

void ConfigJson::boolean(std::string_view name, bool value) {
  key(name);
  writer_.Bool(value);
}

void ConfigJson::raw(std::string_view name, std::string_view json) {
  key(name);
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

std::string ConfigJson::relative(const std::string& name) const {
  if (name.empty() || folder_.empty()) return name;
  const std::filesystem::path path(name);
  std::error_code failed;
  const auto target = std::filesystem::absolute(path, failed).lexically_normal();
  const auto folder = std::filesystem::absolute(folder_, failed).lexically_normal();
  const auto from_folder = target.lexically_relative(folder);
  const bool is_outside = from_folder.empty() || *from_folder.begin() == "..";
  return path.is_absolute() && is_outside ? name : from_folder.generic_string();
}

void ConfigJson::key(std::string_view name) { writer_.Key(name.data(), size_of(name)); }

}  // namespace skald::voices
