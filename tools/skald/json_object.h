// One JSON object on one line of stdout, with lists and objects in it.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>
#include <concepts>
#include <cstdio>
#include <string_view>

namespace skald::cli {

class JsonObject {
 public:
  JsonObject() : writer_(buffer_) { writer_.StartObject(); }

  JsonObject& put(std::string_view name, std::string_view value) {
    key(name);
    return add(value);
  }
  JsonObject& put(std::string_view name, const char* value) {
    return put(name, std::string_view(value));
  }
  template <std::integral Number>
  JsonObject& put(std::string_view name, Number value) {
    key(name);
    if constexpr (std::same_as<Number, bool>) {
      writer_.Bool(value);
    } else if constexpr (std::signed_integral<Number>) {
      writer_.Int64(value);
    } else {
      writer_.Uint64(value);
    }
    return *this;
  }
  /// In milliseconds, with their fraction.
  JsonObject& put(std::string_view name, std::chrono::microseconds value) {
    key(name);
    writer_.Double(static_cast<double>(value.count()) / 1000.0);
    return *this;
  }
  JsonObject& put_null(std::string_view name) {
    key(name);
    writer_.Null();
    return *this;
  }
  /// `json` is the text of a JSON object.
  JsonObject& put_object(std::string_view name, std::string_view json) {
    key(name);
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
  }

  JsonObject& begin_list(std::string_view name) {
    key(name);
    writer_.StartArray();
    return *this;
  }
  JsonObject& begin_object(std::string_view name) {
    key(name);
    return begin_object();
  }
  /// An element of a list.
  JsonObject& begin_object() {
    writer_.StartObject();
    return *this;
  }
  JsonObject& add(std::string_view value) {
    const char* text = value.empty() ? "" : value.data();  // an empty view may have no address
    writer_.String(text, static_cast<rapidjson::SizeType>(value.size()));
    return *this;
  }
  JsonObject& end_list() {
    writer_.EndArray();
    return *this;
  }
  JsonObject& end_object() {
    writer_.EndObject();
    return *this;
  }

  void print() {
    writer_.EndObject();
    std::fwrite(buffer_.GetString(), 1, buffer_.GetSize(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }

 private:
  void key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace skald::cli
