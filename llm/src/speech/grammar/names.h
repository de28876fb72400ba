// Symbols by number. Rules that only exist in an expansion may name symbols that the file does not
// have: those get the numbers after the file's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skald::speech::grammar {

inline constexpr std::uint32_t kNoSymbol = 0xFFFFFFFF;

class Names {
 public:
  /// `below`: names that keep their numbers; it must stay and not grow.
  explicit Names(const Names* below = nullptr) : below_(below), first_(below ? below->size() : 0) {}

  std::uint32_t intern(std::string_view name) {
    const std::uint32_t known = find(name);
    if (known != kNoSymbol) return known;
    const std::uint32_t number = size();
    list_.push_back(numbers_.emplace(std::string(name), number).first->first);
    return number;
  }
  std::uint32_t find(std::string_view name) const {
    if (below_ != nullptr) {
      const std::uint32_t number = below_->find(name);
      if (number != kNoSymbol) return number;
    }
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? kNoSymbol : found->second;
  }
  std::string_view operator[](std::uint32_t number) const {
    return number < first_ ? (*below_)[number] : list_[number - first_];
  }
  std::uint32_t size() const { return first_ + static_cast<std::uint32_t>(list_.size()); }
  bool has_own() const { return !list_.empty(); }
  void clear() {
    list_.clear();
    numbers_.clear();
  }

 private:
  const Names* below_;
  std::uint32_t first_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string_view> list_;  // into the map's keys, which stay where they are
};

}  // namespace skald::speech::grammar
