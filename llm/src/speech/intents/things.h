// Where a text names things. Of the names that start at a word, the longest counts.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "skald/llm/intents.h"
#include "speech/intents/compiled.h"
#include "speech/intents/words.h"

namespace skald::speech::intents {

/// The words from `first` up to `last` name these things: several, if they share the name.
struct Naming {
  static constexpr std::size_t kSharersMax = 8;

  std::uint32_t start = 0;  // of the articles in front
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t sharers = 0;
  std::array<std::uint32_t, kSharersMax> things{};  // indices of NamedThing, ascending

  void add(std::uint32_t thing);
  /// The first thing of this kind, or of any if it is empty; kNone if there is none.
  std::uint32_t of_kind(std::string_view kind, std::span<const NamedThing> from) const;
};

class Namings {
 public:
  /// `numbers` are those of the words.
  void find(const Words& words, const std::vector<std::uint32_t>& numbers, const Compiled& compiled,
            std::span<const NamedThing> things);

  /// That starts at this word, with its articles or behind them; else null.
  const Naming* at(std::uint32_t word) const {
    return index_at_[word] == kNone ? nullptr : &list_[index_at_[word]];
  }
  /// In the text's order; they do not overlap.
  const std::vector<Naming>& list() const { return list_; }

 private:
  void find_name(const Words& words, const Words& name, std::size_t skipped, std::uint32_t thing);
  void leave_out_overlapping();
  void reach_over_articles(const std::vector<std::uint32_t>& numbers, const Compiled& compiled);

  std::vector<Naming> list_;
  std::vector<std::uint32_t> index_at_;  // by word
};

}  // namespace skald::speech::intents
