// Writes a JSON object member by member.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "skald/llm/prompt.h"

namespace skald::voices {

class OllamaWriter {
 public:
  OllamaWriter() : json_(buffer_) { json_.StartObject(); }

  void put(std::string_view name, std::string_view text) {
    key(name);
    put(text);
  }
  void put(std::string_view name, std::int64_t number) {
    key(name);
    json_.Int64(number);
  }
  void put(std::string_view name, Thousandths number) { put_json(name, to_string(number)); }
  void put_flag(std::string_view name, bool flag) {
    key(name);
    json_.Bool(flag);
  }
  /// What is JSON already.
  void put_json(std::string_view name, std::string_view json) {
    key(name);
    json_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }

  void open_object(std::string_view name) {
    key(name);
    json_.StartObject();
  }
  void close_object() { json_.EndObject(); }
  void open_list(std::string_view name) {
    key(name);
    json_.StartArray();
  }
  void close_list() { json_.EndArray(); }
  // Elements of a list.
  void open_object() { json_.StartObject(); }
  void put(std::string_view text) { json_.String(text.data(), size_of(text)); }

  /// Closes the object.
  std::string finish() {
    json_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  void key(std::string_view name) { json_.Key(name.data(), size_of(name)); }
  static rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_;
};

}  // namespace skald::voices
