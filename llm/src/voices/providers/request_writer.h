// Writes JSON from start to end: bodies of requests, and conversations.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/prompt.h"

namespace skald::voices {

/// Values, and members of the object that is open.
class RequestWriter {
 public:
  RequestWriter() : json_(buffer_) {}

  void begin_object() { json_.StartObject(); }
  void begin_object(std::string_view name) {
    key(name);
    json_.StartObject();
  }
  void end_object() { json_.EndObject(); }

  void begin_array(std::string_view name) {
    key(name);
    json_.StartArray();
  }
  void end_array() { json_.EndArray(); }

  void key(std::string_view name) { json_.Key(name.data(), size_of(name)); }
  void text(std::string_view value) { json_.String(value.data(), size_of(value)); }
  void text(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  /// Nothing for an empty text.
  void optional_text(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  void boolean(std::string_view name, bool value) {
    key(name);
    json_.Bool(value);
  }
  void null(std::string_view name) {
    key(name);
    json_.Null();
  }
  /// `json` must be JSON: it goes in as it is.
  void json(std::string_view name, std::string_view json) {
    key(name);
    json_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }
  template <std::signed_integral Whole>
  void number(std::string_view name, Whole value) {
    key(name);
    json_.Int64(value);
  }
  /// Nothing if there is no number; so for those of three decimals.
  template <std::signed_integral Whole>
  void number(std::string_view name, std::optional<Whole> value) {
    if (value) number(name, *value);
  }
  void number(std::string_view name, std::optional<Thousandths> value) {
    if (value) json(name, to_string(*value));
  }

  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_;
};

}  // namespace skald::voices
