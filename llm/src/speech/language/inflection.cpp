#include "speech/language/inflection.h"

#include <algorithm>

#include "speech/language/letters.h"
#include "speech/language/marked.h"

namespace skald::speech::language {

bool Initialisms::contain(std::string_view word) const {
  if (std::find(words.begin(), words.end(), word) != words.end()) return true;
  return !vowels.empty() && is_in_capitals(word) && word.find_first_of(vowels) == word.npos;
}

std::size_t Inflection::end_of_head(std::string_view text) const {
  std::size_t end = text.size();
  for (const std::string& separator : head_ends_before) {
    const std::size_t found = text.substr(0, end).find(separator);
    if (found != text.npos && found > 0) end = found;
  }
  return end;
}

std::optional<WordTable::Found> Inflection::find_behind_prefix(std::string_view text) const {
  const std::size_t start = start_of_last_word(text);
  const std::string_view word = text.substr(start);
  for (const std::string& prefix : prefixes) {
    // The first letter may be a capital.
    if (prefix.empty() || word.size() <= prefix.size()) continue;
    if (!word.substr(1).starts_with(prefix.substr(1))) continue;
    if (capitalised(word.substr(0, 1)) != capitalised(prefix.substr(0, 1))) continue;
    const std::string_view rest = word.substr(prefix.size());
    const auto found = words.find(rest, 1);
    if (found) return WordTable::Found{start + prefix.size(), found->value};
  }
  return std::nullopt;
}

const Endings* Inflection::endings_for(std::string_view wanted) const {
  for (const auto& [name, list] : by_mark) {
    if (name == wanted) return &list;
  }
  return wanted.empty() ? nullptr : endings_for({});
}

bool Inflection::apply_endings(const Endings& list, std::string& buffer, std::size_t start,
                               std::size_t end, bool in_capitals) const {
  for (const Ending& ending : list) {
    const std::string_view word = std::string_view(buffer).substr(start, end - start);
    const auto replaced = ending.pattern.match_end(word, ending.bar);
    if (!replaced) continue;
    const std::string_view kept = word.substr(0, word.size() - *replaced);
    const std::size_t last_bytes = kept.empty() ? 0 : bytes_of_last(kept);
    const std::size_t last = start + kept.size() - last_bytes;
    buffer.erase(start + kept.size(), *replaced);
    std::size_t at = start + kept.size();
    for (const char c : in_capitals ? ending.with_in_capitals : ending.with) {
      if (c != '%') {
        buffer.insert(at++, 1, c);
        continue;
      }
      for (std::size_t k = 0; k < last_bytes; ++k) {
        const char repeated = buffer[last + k];
        buffer.insert(at++, 1, repeated);
      }
    }
    return true;
  }
  return false;
}

bool Inflection::apply(std::string& buffer, std::size_t from, const Initialisms& known) const {
  const auto [text, old_mark] = split_mark(std::string_view(buffer).substr(from));
  if (text.empty()) return true;
  const bool has_mark = !old_mark.empty();
  if (!bend(buffer, from, text.size(), endings_for(old_mark), known)) return false;
  if (mark.empty() || !has_mark) return true;
  buffer.resize(buffer.rfind('|') + 1);
  buffer += mark;
  return true;
}

bool Inflection::bend(std::string& buffer, std::size_t from, std::size_t bytes,
                      const Endings* marked, const Initialisms& known) const {
  const std::string_view text = std::string_view(buffer).substr(from, bytes);
  std::size_t end = bytes;
  const std::size_t head = end_of_head(text);
  auto found = words.find(text, head);
  if (!found && head != end) {
    end = head;
    found = words.find(text.substr(0, head), head);
  }
  if (!found) found = find_behind_prefix(text.substr(0, end));
  if (found) {
    buffer.replace(from + found->start, end - found->start, found->value);
    return true;
  }
  const std::size_t start = start_of_last_word(text.substr(0, end));
  const std::string_view word = text.substr(start, end - start);
  const bool is_spelled_out = !initialisms.empty() && known.contain(word);
  const bool in_capitals = !is_spelled_out && is_in_capitals(word);
  const std::size_t first = from + start;
  const std::size_t last = from + end;
  if (is_spelled_out) return apply_endings(initialisms, buffer, first, last, false);
  return apply_endings(endings, buffer, first, last, in_capitals) ||
         (marked != nullptr && apply_endings(*marked, buffer, first, last, in_capitals));
}

}  // namespace skald::speech::language
