#include "speech/language/article.h"

#include "speech/language/letters.h"

namespace skald::speech::language {
namespace {

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t bytes = bytes_of_first(text.substr(end));
    if (!is_of_word(text.substr(end, bytes))) break;
    end += bytes;
  }
  return text.substr(0, end);
}

std::optional<std::string_view> found_in(const Article::Beginnings& list, std::string_view text) {
  for (const auto& [pattern, article] : list) {
    if (pattern.matches_start(text)) return article;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> Article::before(std::string_view word, std::string_view mark,
                                                std::string_view grammatical_case,
                                                const Initialisms& known) const {
  for (const OfMark& of_mark : by_mark) {
    if (of_mark.mark != mark) continue;
    for (const auto& [name, article] : of_mark.by_case) {
      if (grammatical_case.empty() || name == grammatical_case) return article;
    }
    return std::nullopt;
  }
  const std::string_view text = word.substr(start_of_first_word(word));
  if (known.contain(first_word(text))) {
    if (const auto found = found_in(initialisms, text)) return found;
  }
  if (const auto found = found_in(beginnings, text)) return found;
  return otherwise;
}

}  // namespace skald::speech::language
