// One JSON object on one line of stdout.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <string_view>

namespace skald::tool {

class JsonLine {
 public:
  JsonLine() : json_(buffer_) { json_.StartObject(); }

  JsonLine& put(std::string_view name, std::string_view value) {
    key(name);
    json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    return *this;
  }
  JsonLine& put(std::string_view name, const char* value) {
    return put(name, std::string_view(value));
  }
  JsonLine& put(std::string_view name, std::uint64_t value) {
    key(name);
    json_.Uint64(value);
    return *this;
  }
  JsonLine& put(std::string_view name, std::uint32_t value) {
    return put(name, std::uint64_t{value});
  }
  JsonLine& put(std::string_view name, bool value) {
    key(name);
    json_.Bool(value);
    return *this;
  }
  JsonLine& put(std::string_view name, double value) {
    key(name);
    json_.Double(value);
    return *this;
  }
  void print() {
    json_.EndObject();
    std::printf("%s\n", buffer_.GetString());
  }

 private:
  void key(std::string_view name) {
    json_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_;
};

}  // namespace skald::tool
