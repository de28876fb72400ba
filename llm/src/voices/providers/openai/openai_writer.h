// JSON for requests, written once into a text.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/prompt.h"

namespace skald::voices {

/// Members of JSON objects. Numbers of three decimals are written exactly as they are kept.
class OpenAiWriter {
 public:
  OpenAiWriter() : writer_(buffer_) {}

  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }

  void key(std::string_view name) { writer_.Key(name.data(), size_of(name)); }
  void text(std::string_view value) { writer_.String(value.data(), size_of(value)); }

  void begin_object(std::string_view name) {
    key(name);
    begin_object();
  }
  void begin_array(std::string_view name) {
    key(name);
    begin_array();
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void boolean(std::string_view name, bool value) {
    key(name);
    writer_.Bool(value);
  }
  void null(std::string_view name) {
    key(name);
    writer_.Null();
  }
  /// `json` must be JSON.
  void json(std::string_view name, std::string_view json) {
    key(name);
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }
  /// Nothing if there is no number.
  template <class Integer>
  void number(std::string_view name, const std::optional<Integer>& value) {
    if (!value) return;
    key(name);
    writer_.Int64(*value);
  }
  void number(std::string_view name, const std::optional<Thousandths>& value) {
    if (value) json(name, to_string(*value));
  }

  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace skald::voices
