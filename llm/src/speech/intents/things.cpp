#include "speech/intents/things.h"

namespace skald::speech::intents {
namespace {

constexpr std::size_t kShortestWithEnding = 3;

/// The last word of a name may have the S of a plural or a possessive: "Maud's".
bool is_named(std::string_view word, std::string_view name, bool is_last) {
  if (word.size() == name.size()) return word == name;
  return is_last && name.size() >= kShortestWithEnding && word.size() == name.size() + 1 &&
         word.back() == 'S' && word.starts_with(name);
}

}  // namespace

void Naming::add(std::uint32_t thing) {
  const bool is_there = sharers > 0 && things.at(sharers - 1) == thing;
  if (!is_there && sharers < kSharersMax) things.at(sharers++) = thing;
}

std::uint32_t Naming::of_kind(std::string_view kind, std::span<const NamedThing> from) const {
  for (std::uint32_t i = 0; i < sharers; ++i) {
    if (kind.empty() || from[things.at(i)].kind == kind) return things.at(i);
  }
  return kNone;
}

void Namings::find(const Words& words, const std::vector<std::uint32_t>& numbers,
                   const Compiled& compiled, std::span<const NamedThing> things) {
  list_.assign(words.size(), {});  // one for each word, until all names are known
  Words name;
  for (std::uint32_t thing = 0; thing < things.size(); ++thing) {
    for (const std::string& text : things[thing].names) {
      name.read(text);
      std::size_t articles = 0;
      while (articles + 1 < name.size() &&
             compiled.is_article(compiled.words.find(name[articles]))) {
        ++articles;
      }
      if (articles < name.size()) find_name(words, name, articles, thing);
    }
  }
  leave_out_overlapping();
  reach_over_articles(numbers, compiled);
}

void Namings::find_name(const Words& words, const Words& name, std::size_t skipped,
                        std::uint32_t thing) {
  const std::size_t size = name.size() - skipped;
  for (std::size_t first = 0; first + size <= words.size(); ++first) {
    std::size_t same = 0;
    while (same < size && is_named(words[first + same], name[skipped + same], same + 1 == size)) {
      ++same;
    }
    if (same < size) continue;
    Naming& naming = list_[first];
    const auto last = static_cast<std::uint32_t>(first + size);
    if (naming.last > last) continue;
    if (naming.last < last) naming.sharers = 0;
    naming.first = static_cast<std::uint32_t>(first);
    naming.last = last;
    naming.add(thing);
  }
}

void Namings::leave_out_overlapping() {
  std::size_t kept = 0;
  std::uint32_t end = 0;
  for (std::size_t word = 0; word < list_.size(); ++word) {
    if (list_[word].sharers == 0 || word < end) continue;
    end = list_[word].last;
    list_[kept++] = list_[word];
  }
  index_at_.assign(list_.size(), kNone);
  list_.resize(kept);
}

void Namings::reach_over_articles(const std::vector<std::uint32_t>& numbers,
                                  const Compiled& compiled) {
  std::uint32_t free = 0;  // the first word behind the naming before
  for (std::uint32_t i = 0; i < list_.size(); ++i) {
    Naming& naming = list_[i];
    naming.start = naming.first;
    while (naming.start > free && compiled.is_article(numbers[naming.start - 1])) --naming.start;
    for (std::uint32_t word = naming.start; word <= naming.first; ++word) index_at_[word] = i;
    free = naming.last;
  }
}

}  // namespace skald::speech::intents
