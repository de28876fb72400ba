#include "speech/language/word_table.h"

#include <algorithm>

#include "speech/language/letters.h"

namespace skald::speech::language {

void WordTable::add(std::string_view word, std::string_view value) {
  entries_.push_back({std::string(word), std::string(value)});
  entries_.push_back({capitalised(word), capitalised(value)});
  entries_.push_back({with_words_capitalised(word), with_words_capitalised(value)});
  entries_.push_back({in_capitals(word), in_capitals(value)});
}

void WordTable::seal() {
  // Of two that are written alike the one listed first counts, or the plainer of its forms.
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.word < b.word; });
  const auto end = std::unique(entries_.begin(), entries_.end(),
                               [](const Entry& a, const Entry& b) { return a.word == b.word; });
  entries_.erase(end, entries_.end());
  for (const Entry& entry : entries_) longest_ = std::max(longest_, entry.word.size());
}

const WordTable::Entry* WordTable::exactly(std::string_view word) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), word,
                       [](const Entry& entry, std::string_view key) { return entry.word < key; });
  return found != entries_.end() && found->word == word ? &*found : nullptr;
}

std::optional<WordTable::Found> WordTable::find(std::string_view text, std::size_t limit) const {
  const std::size_t first = text.size() - std::min(longest_, text.size());
  for (std::size_t start = first; start < limit && start < text.size(); ++start) {
    if (start > 0 && text[start - 1] != ' ' && text[start - 1] != '-') continue;
    if (const Entry* entry = exactly(text.substr(start))) return Found{start, entry->value};
  }
  return std::nullopt;
}

}  // namespace skald::speech::language
