#include "speech/language/inflection.h"

#include <algorithm>

#include "speech/language/letters.h"
#include "speech/language/marked.h"

namespace skald::speech::language {
namespace {

struct NewText {
  std::string_view front;  // "ge" of "ge^t"
  std::string_view behind;
};

NewText split_front(std::string_view text) {
  const std::size_t sign = text.find('^');
  if (sign == text.npos) return {{}, text};
  return {text.substr(0, sign), text.substr(sign + 1)};
}

}  // namespace

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

std::optional<WordTable::Found> Inflection::find_behind_prefixes(std::string_view text,
                                                                 std::size_t start,
                                                                 std::size_t prefixes_max,
                                                                 bool& drops_front) const {
  if (prefixes_max == 0) return std::nullopt;
  for (const Prefix& prefix : prefixes) {
    if (!text.substr(start).starts_with(prefix.text)) continue;
    const std::size_t behind = start + prefix.text.size();
    auto found = words.find(text.substr(behind), 1);
    if (found) found->start = behind;
    if (!found) found = find_behind_prefixes(text, behind, prefixes_max - 1, drops_front);
    if (!found) continue;
    drops_front |= prefix.drops_front;
    return found;
  }
  return std::nullopt;
}

/// Behind the prefixes that the stem has; nothing if one of them stands instead.
std::optional<std::size_t> Inflection::place_of_front(std::string_view stem) const {
  std::size_t at = 0;
  for (bool goes_on = true; goes_on;) {
    const Prefix* longest = nullptr;
    for (const Prefix& prefix : prefixes) {
      if (longest != nullptr && prefix.text.size() <= longest->text.size()) continue;
      if (prefix.text.size() >= stem.size() - at) continue;
      if (stem.substr(at).starts_with(prefix.text)) longest = &prefix;
    }
    if (longest != nullptr && longest->drops_front) return std::nullopt;
    goes_on = longest != nullptr;
    if (goes_on) at += longest->text.size();
  }
  return at;
}

/// A first capital goes over to the front.
void Inflection::put_front(std::string& buffer, std::size_t start, std::size_t end,
                           std::string_view front) const {
  const auto place = place_of_front(std::string_view(buffer).substr(start, end - start));
  if (!place) return;
  const bool is_small_front = is_small(front.substr(0, bytes_of_first(front)));
  const bool takes_capital = *place == 0 && is_small_front && make_small(buffer, start);
  buffer.insert(start + *place, takes_capital ? capitalised(front) : std::string(front));
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
    const std::size_t kept_end = start + kept.size();
    const std::size_t last = kept_end - last_bytes;
    buffer.erase(kept_end, *replaced);
    std::size_t at = kept_end;
    const auto [front, behind] = split_front(in_capitals ? ending.with_in_capitals : ending.with);
    for (const char c : behind) {
      if (c != '%') {
        buffer.insert(at++, 1, c);
        continue;
      }
      for (std::size_t k = 0; k < last_bytes; ++k) {
        const char repeated = buffer[last + k];
        buffer.insert(at++, 1, repeated);
      }
    }
    if (!front.empty()) put_front(buffer, start, kept_end, front);
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
  const std::size_t start = start_of_last_word(text.substr(0, end));
  bool drops_front = false;
  if (!found) found = find_behind_prefixes(text.substr(0, end), start, 2, drops_front);
  if (found) {
    const auto [front, behind] = split_front(found->value);
    buffer.replace(from + found->start, end - found->start, behind);
    if (!drops_front) buffer.insert(from + found->start, front);
    return true;
  }
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
