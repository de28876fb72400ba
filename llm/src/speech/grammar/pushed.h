// The stacks of rules that an expansion pushes. Memory is given back as far as pops come in the
// opposite order, which autopop's do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skald::speech::grammar {

/// What is on top of a symbol's stack: a pushed set by number, or one of these.
inline constexpr std::uint32_t kBase = 0xFFFFFFFF;   // the file's rules, or the fact
inline constexpr std::uint32_t kEmpty = 0xFFFFFFFE;  // nothing

class PushedRules {
 public:
  /// A rule's text is output that was expanded already; it may have notation in it all the same.
  struct Rule {
    std::uint32_t at = 0;
    std::uint32_t bytes = 0;
    std::uint32_t code = 0;  // 1 + the number of its compiled code, once there is one
    bool is_text = true;     // without notation
  };

  void clear() {
    sets_.clear();
    rules_.clear();
    text_.clear();
  }
  /// Starts a set on top of `below`; rules follow. Returns its number.
  std::uint32_t begin(std::uint32_t below) {
    sets_.push_back({below, size_of(rules_), 0, size_of(text_), false});
    return static_cast<std::uint32_t>(sets_.size() - 1);
  }
  void add(std::string_view text) {
    rules_.push_back({size_of(text_), static_cast<std::uint32_t>(text.size()), 0,
                      text.find_first_of("#[]\\") == text.npos});
    text_ += text;
    ++sets_.back().count;
  }
  /// Takes a set off its stack; returns what was below it.
  std::uint32_t pop(std::uint32_t set) {
    const std::uint32_t below = sets_[set].below;
    sets_[set].is_popped = true;
    while (!sets_.empty() && sets_.back().is_popped) {
      rules_.resize(sets_.back().first);
      text_.resize(sets_.back().text_at);
      sets_.pop_back();
    }
    return below;
  }

  std::uint32_t count(std::uint32_t set) const { return sets_[set].count; }
  Rule& rule(std::uint32_t set, std::uint32_t index) { return rules_[sets_[set].first + index]; }
  std::string_view text(const Rule& rule) const {
    return std::string_view(text_).substr(rule.at, rule.bytes);
  }
  std::size_t bytes() const { return text_.size(); }

 private:
  struct Set {
    std::uint32_t below;
    std::uint32_t first;
    std::uint32_t count;
    std::uint32_t text_at;
    bool is_popped;
  };

  template <class T>
  static std::uint32_t size_of(const T& container) {
    return static_cast<std::uint32_t>(container.size());
  }

  std::vector<Set> sets_;
  std::vector<Rule> rules_;
  std::string text_;
};

}  // namespace skald::speech::grammar
