#include "village/matching.h"

namespace skald::village {
namespace {

constexpr std::string_view kNews[] = {"news",   "heard",    "rumour",    "rumor",   "rumours",
                                      "gossip", "happened", "happening", "trouble", "going on"};
constexpr std::string_view kThanks[] = {"thanks", "thank you", "grateful", "obliged"};
constexpr std::string_view kGreetings[] = {"hello",        "good morning", "good day",
                                           "good evening", "greetings",    "hail",
                                           "hey",          "hi",           "morning"};

/// ASCII only, whatever the locale.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Bytes above ASCII are letters: names may have accents.
bool letter(char c) {
  const char small = lower(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

bool same_at(std::string_view text, std::size_t at, std::string_view words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (lower(text[at + i]) != lower(words[i])) return false;
  }
  return true;
}

template <class List>
bool names_any(std::string_view text, const List& list) {
  for (const auto& words : list) {
    if (names(text, words)) return true;
  }
  return false;
}

std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }

std::string_view without_article(std::string_view name) {
  return name.starts_with("the ") ? name.substr(4) : name;
}

bool find_problem(const Village& village, std::string_view text, Matched& into) {
  const auto& types = village.content->problems;
  for (std::size_t type = 0; type < types.size(); ++type) {
    if (!names_any(text, types[type].words)) continue;
    into = {Subject::problem, static_cast<std::uint32_t>(type)};
    return true;
  }
  return false;
}

/// Whole names before first names: of two Annas, "Anna Tarn" means one.
bool find_person_in(const Village& village, std::string_view text, std::uint32_t listener,
                    Matched& into) {
  const auto& people = village.cast->people;
  for (const bool whole : {true, false}) {
    for (std::uint32_t person = 0; person < people.size(); ++person) {
      if (person == listener) continue;
      const std::string_view name = people[person].name;
      if (!names(text, whole ? name : first_word(name))) continue;
      into = {Subject::person, person};
      return true;
    }
  }
  return false;
}

bool find_place_in(const Village& village, std::string_view text, Matched& into) {
  const auto& places = village.cast->places;
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    const bool written = place < village.content->places.size();
    if (names(text, without_article(places[place].name)) ||
        (written && names_any(text, village.content->places[place].words))) {
      into = {Subject::place, place};
      return true;
    }
  }
  return false;
}

}  // namespace

bool names(std::string_view text, std::string_view words) {
  if (words.empty() || words.size() > text.size()) return false;
  for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
    const std::size_t end = at + words.size();
    const bool starts = at == 0 || !letter(text[at - 1]);
    const bool ends = end == text.size() || !letter(text[end]);
    if (starts && ends && same_at(text, at, words)) return true;
  }
  return false;
}

Matched match_subject(const Village& village, std::string_view text, std::uint32_t listener) {
  Matched matched;
  if (find_problem(village, text, matched)) return matched;
  if (find_person_in(village, text, listener, matched)) return matched;
  if (find_place_in(village, text, matched)) return matched;
  if (names_any(text, kNews)) return {Subject::news, 0};
  if (names_any(text, kThanks)) return {Subject::thanks, 0};
  if (names_any(text, kGreetings)) return {Subject::greeting, 0};
  return matched;
}

}  // namespace skald::village
