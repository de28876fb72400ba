// describe: a type lists its fields once, and is hashed, saved, restored, diffed and shown by it.
//
//     struct Keeper { std::int32_t mood; std::string heard; };
//     template <class V> void describe(V& v, Keeper& k) { v("mood", k.mood); v("heard", k.heard); }
//
// Fields may be integers, bool, enums, float, double, std::string, EntityId, RequestId, and
// std::vector, std::array, std::optional or described types of these. The written form is
// little-endian, sizes are 32 bits, NaN and -0 are made canonical, and struct bytes are never used:
// it is the same on every platform. Use fixed-width integers. A world that tells -0 from 0 (by
// dividing by it, say) would go on differently after a restore: keep such values out of state.
#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "skald/replay/hash.h"
#include "skald/replay/ids.h"
#include "skald/replay/table.h"

namespace skald {

template <class V>
void describe(V& v, EntityId& id) {
  v("", id.value);
}
template <class V>
void describe(V& v, RequestId& id) {
  v("", id.value);
}

namespace detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsArray : std::false_type {};
template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsTable : std::false_type {};
template <class T>
struct IsTable<Table<T>> : std::true_type {};

template <class T>
inline constexpr bool kIsScalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// The unsigned integer whose little-endian bytes stand for a scalar.
template <class T>
constexpr auto wire_bits(T value) {
  static_assert(!std::is_same_v<T, long double> && !std::is_same_v<T, wchar_t>,
                "long double and wchar_t differ between platforms");
  if constexpr (std::is_enum_v<T>) {
    return wire_bits(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    return static_cast<std::uint8_t>(value ? 1 : 0);
  } else if constexpr (std::is_same_v<T, float>) {
    if (value != value) return std::uint32_t{0x7FC00000U};  // NOLINT: NaN is not itself
    return std::bit_cast<std::uint32_t>(value == 0.0F ? 0.0F : value);
  } else if constexpr (std::is_same_v<T, double>) {
    if (value != value) return std::uint64_t{0x7FF8000000000000U};  // NOLINT: NaN is not itself
    return std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value);
  } else {
    return static_cast<std::make_unsigned_t<T>>(value);
  }
}

template <class U>
constexpr U little_endian(U value) {
  if constexpr (std::endian::native == std::endian::little || sizeof(U) == 1) {
    return value;
  } else {
    U swapped = 0;
    for (std::size_t i = 0; i < sizeof(U); ++i) {
      swapped = static_cast<U>(swapped << 8) | static_cast<U>((value >> (8 * i)) & 0xFF);
    }
    return swapped;
  }
}

/// Integers whose memory already is the wire form, so that arrays of them are copied whole.
template <class T>
inline constexpr bool kCopiesWhole = std::is_integral_v<T> && !std::is_same_v<T, bool> &&
                                     (std::endian::native == std::endian::little || sizeof(T) == 1);

}  // namespace detail

/// Adds up how many bytes a value's written form takes. Folds to a constant for fixed-size types.
class SizeVisitor {
 public:
  template <class T>
  void operator()(const char*, T& field) {
    using Type = std::remove_const_t<T>;
    if constexpr (detail::kIsScalar<Type>) {
      size_ += sizeof(detail::wire_bits(Type{}));
    } else if constexpr (std::is_same_v<Type, std::string>) {
      size_ += 4 + field.size();
    } else if constexpr (detail::IsVector<Type>::value) {
      size_ += 4;
      elements(field);
    } else if constexpr (detail::IsArray<Type>::value) {
      elements(field);
    } else if constexpr (detail::IsOptional<Type>::value) {
      size_ += 1;
      if (field) (*this)("", *field);
    } else {
      describe(*this, const_cast<Type&>(field));
    }
  }
  std::size_t size() const { return size_; }

 private:
  template <class List>
  void elements(List& list) {
    using Element = typename std::remove_const_t<List>::value_type;
    if constexpr (detail::kIsScalar<Element>) {
      size_ += list.size() * sizeof(detail::wire_bits(Element{}));
    } else {
      for (auto& element : list) (*this)("", element);
    }
  }
  std::size_t size_ = 0;
};

/// Writes the canonical form to memory that is large enough (see SizeVisitor, write_value).
class WriteVisitor {
 public:
  explicit WriteVisitor(std::uint8_t* to) : to_(to) {}

  template <class T>
  void operator()(const char*, T& field) {
    using Type = std::remove_const_t<T>;
    if constexpr (detail::kIsScalar<Type>) {
      scalar(field);
    } else if constexpr (std::is_same_v<Type, std::string>) {
      scalar(static_cast<std::uint32_t>(field.size()));
      raw(field.data(), field.size());
    } else if constexpr (detail::IsVector<Type>::value) {
      scalar(static_cast<std::uint32_t>(field.size()));
      elements(field);
    } else if constexpr (detail::IsArray<Type>::value) {
      elements(field);
    } else if constexpr (detail::IsOptional<Type>::value) {
      scalar(field.has_value());
      if (field) (*this)("", *field);
    } else {
      describe(*this, const_cast<Type&>(field));
    }
  }
  std::uint8_t* end() const { return to_; }

 private:
  template <class T>
  void scalar(T value) {
    const auto bits = detail::little_endian(detail::wire_bits(value));
    std::memcpy(to_, &bits, sizeof bits);
    to_ += sizeof bits;
  }
  void raw(const void* data, std::size_t size) {
    if (size != 0) std::memcpy(to_, data, size);
    to_ += size;
  }
  template <class List>
  void elements(List& list) {
    using Element = typename std::remove_const_t<List>::value_type;
    static_assert(!std::is_same_v<Element, bool>, "use std::uint8_t in lists of flags");
    if constexpr (detail::kCopiesWhole<Element>) {
      raw(list.data(), list.size() * sizeof(Element));
    } else {
      for (auto& element : list) (*this)("", element);
    }
  }
  std::uint8_t* to_;
};

/// Reads what WriteVisitor wrote. After any lack of bytes or impossible size it is failed, and what
/// it read must be thrown away.
class ReadVisitor {
 public:
  explicit ReadVisitor(Bytes from) : from_(from) {}

  template <class T>
  void operator()(const char*, T& field) {
    if constexpr (detail::kIsScalar<T>) {
      scalar(field);
    } else if constexpr (std::is_same_v<T, std::string>) {
      const std::uint32_t size = length(1);
      field.assign(reinterpret_cast<const char*>(from_.data()), size);
      from_ = from_.subspan(size);
    } else if constexpr (detail::IsVector<T>::value) {
      field.clear();
      field.resize(length(0));
      for (auto& element : field) (*this)("", element);
    } else if constexpr (detail::IsArray<T>::value) {
      for (auto& element : field) (*this)("", element);
    } else if constexpr (detail::IsOptional<T>::value) {
      bool there = false;
      scalar(there);
      if (there)
        (*this)("", field.emplace());
      else
        field.reset();
    } else {
      describe(*this, field);
    }
  }
  bool failed() const { return failed_; }
  Bytes rest() const { return from_; }

 private:
  template <class T>
  void scalar(T& value) {
    auto bits = detail::wire_bits(T{});
    if (from_.size() < sizeof bits) return fail();
    std::memcpy(&bits, from_.data(), sizeof bits);
    from_ = from_.subspan(sizeof bits);
    bits = detail::little_endian(bits);
    if constexpr (std::is_floating_point_v<T>)
      value = std::bit_cast<T>(bits);
    else
      value = static_cast<T>(bits);
  }
  /// A count that cannot exceed the bytes that are left, whatever the input says.
  std::uint32_t length(std::size_t) {
    std::uint32_t count = 0;
    scalar(count);
    if (count > from_.size()) {
      fail();
      return 0;
    }
    return count;
  }
  void fail() {
    failed_ = true;
    from_ = {};
  }

  Bytes from_;
  bool failed_ = false;
};

/// One leaf of a described value, for people: "belief[3].strength" and "40".
struct Field {
  std::string path;
  std::string value;
};

/// Lists the leaves of a value. For reports, not for the tick: it allocates.
class FieldVisitor {
 public:
  explicit FieldVisitor(std::vector<Field>& into) : into_(into) {}

  template <class T>
  void operator()(const char* name, T& field) {
    const std::size_t before = path_.size();
    if (*name != '\0') {
      if (!path_.empty()) path_ += '.';
      path_ += name;
    }
    visit(field);
    path_.resize(before);
  }

 private:
  template <class T>
  void visit(T& field) {
    using Type = std::remove_const_t<T>;
    if constexpr (detail::kIsScalar<Type>) {
      into_.push_back({path_, scalar_text(field)});
    } else if constexpr (std::is_same_v<Type, std::string>) {
      into_.push_back({path_, '"' + std::string(field) + '"'});
    } else if constexpr (detail::IsVector<Type>::value || detail::IsArray<Type>::value) {
      if constexpr (detail::IsVector<Type>::value) {
        into_.push_back({path_ + ".size", std::to_string(field.size())});
      }
      const std::size_t before = path_.size();
      std::size_t index = 0;
      for (auto& element : field) {
        path_ += '[' + std::to_string(index++) + ']';
        visit(element);
        path_.resize(before);
      }
    } else if constexpr (detail::IsOptional<Type>::value) {
      if (field)
        visit(*field);
      else
        into_.push_back({path_, "none"});
    } else {
      describe(*this, const_cast<Type&>(field));
    }
  }
  template <class T>
  static std::string scalar_text(T value) {
    if constexpr (std::is_enum_v<T>) {
      return scalar_text(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      return value ? "true" : "false";
    } else {
      std::array<char, 64> text{};
      const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
      return {text.data(), end};
    }
  }

  std::vector<Field>& into_;
  std::string path_;
};

/// The canonical form of a value, appended. One size pass, one resize, one write pass.
template <class T>
void write_value(std::vector<std::uint8_t>& to, T& value) {
  SizeVisitor size;
  size("", value);
  const std::size_t before = to.size();
  to.resize(before + size.size());
  WriteVisitor writer(to.data() + before);
  writer("", value);
  SKALD_ASSERT(writer.end() == to.data() + to.size(), "a describe() that lists different fields");
}

/// False if the bytes are not exactly one value's form.
template <class T>
[[nodiscard]] bool read_value(Bytes from, T& value) {
  ReadVisitor reader(from);
  reader("", value);
  return !reader.failed() && reader.rest().empty();
}

}  // namespace skald
