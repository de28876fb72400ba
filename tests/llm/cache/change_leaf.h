// A visitor that changes one leaf of a described value: which one, is a number. Whether a list or
// an optional is empty is a leaf too.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>

#include "skald/replay/describe.h"

namespace skald::test {

class ChangeLeaf {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  explicit ChangeLeaf(std::size_t which = kNone) : which_(which) {}

  template <class T>
  void operator()(const char* name, T& field) {
    const std::size_t before = path_.size();
    path_ += std::string(".") + name;
    visit(field);
    path_.resize(before);
  }
  std::size_t leaves() const { return leaves_; }
  const std::string& changed() const { return changed_; }

 private:
  template <class T>
  void visit(T& field) {
    if constexpr (std::is_same_v<T, bool>) {
      if (is_meant()) field = !field;
    } else if constexpr (detail::kIsScalar<T>) {
      if (is_meant()) field = static_cast<T>(static_cast<std::int64_t>(field) + 1);
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (is_meant()) field += 'x';
    } else if constexpr (detail::IsVector<T>::value) {
      if (is_meant()) field.emplace_back();
      for (auto& element : field) visit(element);
    } else if constexpr (detail::IsOptional<T>::value) {
      if (is_meant()) {
        if (field)
          field.reset();
        else
          field.emplace();
      }
      if (field) visit(*field);
    } else {
      describe(*this, field);
    }
  }
  bool is_meant() {
    if (leaves_++ != which_) return false;
    changed_ = path_;
    return true;
  }

  std::size_t which_;
  std::size_t leaves_ = 0;
  std::string path_;
  std::string changed_;
};

/// How many leaves a value has.
template <class T>
std::size_t count_leaves(T value) {
  ChangeLeaf count;
  describe(count, value);
  return count.leaves();
}

/// How many fields a type lists itself.
template <class T>
std::size_t count_fields() {
  std::size_t fields = 0;
  const auto count = [&fields](const char*, auto&) { ++fields; };
  T value{};
  describe(count, value);
  return fields;
}

}  // namespace skald::test
