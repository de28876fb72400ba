// Writes a configuration's JSON. File names are written relative to a folder.
#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace skald::voices {

class ConfigJson {
 public:
  /// Without a folder they are written as they are.
  explicit ConfigJson(std::filesystem::path folder);

  void begin_object() { writer_.StartObject(); }
  void begin_object(std::string_view name);
  void end_object() { writer_.EndObject(); }
  void begin_list(std::string_view name);
  void end_list() { writer_.EndArray(); }
  /// An element of a list.
  void add(std::string_view text);
  void add(std::uint32_t number) { writer_.Uint(number); }

  void always(std::string_view name, std::string_view text);
  void text(std::string_view name, std::string_view text, std::string_view otherwise = "");
  void number(std::string_view name, std::uint64_t number);
  void boolean(std::string_view name, bool value);
  /// `json` as it is.
  void raw(std::string_view name, std::string_view json);

  /// A file's name as load_config wants it. An absolute name stays one, unless it lies in the
  /// folder.
  std::string relative(const std::string& name) const;
  /// What was written.
  std::string written() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  void key(std::string_view name);

  std::filesystem::path folder_;
  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_;
};

}  // namespace skald::voices
