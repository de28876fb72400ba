// The canonical form that a key is the hash of. Every field is there with its name, and every value
// with its type and length, so that no two different values have the same form: a text that is
// empty is not one that is absent, and nothing runs over into what follows.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "skald/replay/describe.h"
#include "voices/cache/canonical_json.h"
#include "voices/cache/prompt_fields.h"

namespace skald::voices {

/// A visitor for describe.
class KeyForm {
 public:
  KeyForm() { bytes_.reserve(kUsualBytes); }

  template <class T>
  void operator()(const char* name, T& field) {
    bytes_.append(name, std::strlen(name) + 1);
    value(field);
  }
  Bytes bytes() const { return as_bytes(bytes_); }

 private:
  static constexpr std::size_t kUsualBytes = 8 * 1024;

  template <class T>
  void value(T& field) {
    using Type = std::remove_const_t<T>;
    if constexpr (detail::kIsScalar<Type>) {
      number('i', detail::wire_bits(field));
    } else if constexpr (std::is_same_v<Type, std::string>) {
      text('t', field);
    } else if constexpr (std::is_same_v<Type, JsonText>) {
      json(field.text);
    } else if constexpr (detail::IsVector<Type>::value) {
      number('l', field.size());
      for (auto& element : field) value(element);
    } else if constexpr (detail::IsOptional<Type>::value) {
      bytes_ += field ? 's' : 'n';  // some, none
      if (field) value(*field);
    } else {
      describe(*this, const_cast<Type&>(field));
    }
  }

  /// One append for both: most of a form is small numbers.
  void number(char type, std::uint64_t value) {
    std::array<char, 9> written{};
    written[0] = type;
    value = detail::little_endian(value);
    std::memcpy(written.data() + 1, &value, sizeof value);
    bytes_.append(written.data(), written.size());
  }
  void text(char type, std::string_view value) {
    number(type, value.size());
    bytes_ += value;
  }
  /// JSON by what it says; a text that is none, as it is.
  void json(const std::string& given) {
    const auto canonical = given.empty() ? std::nullopt : canonical_json(given);
    if (canonical)
      text('j', *canonical);
    else
      text('t', given);
  }

  std::string bytes_;
};

}  // namespace skald::voices
