#include "speech/language/changes.h"

#include <algorithm>

#include "speech/grammar/upper_case.h"
#include "speech/language/letters.h"
#include "speech/language/marked.h"

namespace skald::speech::language {
namespace {

using Parameters = std::span<const std::string_view>;

std::string_view parameter(Parameters parameters, std::size_t index) {
  return index < parameters.size() ? parameters[index] : std::string_view{};
}

void replace_all(ModifiedText& text, std::string_view with) {
  text.buffer.replace(text.from, text.buffer.npos, with);
}

bool inflect(const Compiled& language, std::size_t index, ModifiedText& text, Parameters) {
  return language.inflections[index].second.apply(text.buffer, text.from, language.initialisms);
}

/// The mark is used up.
bool put_article(const Compiled& language, std::size_t index, ModifiedText& text,
                 Parameters parameters) {
  const auto [word, mark] = split_mark(text.view());
  const auto article = language.articles[index].second.before(word, mark, parameter(parameters, 0),
                                                              language.initialisms);
  if (!article) return false;
  text.buffer.resize(text.from + word.size());
  text.buffer.insert(text.from, *article);
  return true;
}

bool remove_mark(const Compiled&, std::size_t, ModifiedText& text, Parameters) {
  text.buffer.resize(text.from + split_mark(text.view()).word.size());
  return true;
}

/// The first letter of the sentence, which may start with a quote.
bool start_sentence(const Compiled&, std::size_t, ModifiedText& text, Parameters) {
  grammar::make_capital(text.buffer, text.from + start_of_first_word(text.view()));
  return true;
}

/// Among parameters like "one=wolf", the number's category, or "other".
bool choose_by(const PluralRules& rules, ModifiedText& text, Parameters parameters) {
  const auto operands = plural_operands(text.view());
  if (!operands) return false;
  for (const PluralCategory category : {rules.category(*operands), PluralCategory::other}) {
    const std::string_view name = to_string(category);
    for (std::string_view choice : parameters) {
      if (!choice.starts_with(name) || !choice.substr(name.size()).starts_with('=')) continue;
      replace_all(text, choice.substr(name.size() + 1));
      return true;
    }
  }
  return false;
}

bool choose_by_cardinal(const Compiled& language, std::size_t, ModifiedText& text,
                        Parameters parameters) {
  return choose_by(language.cardinal, text, parameters);
}

bool choose_by_ordinal(const Compiled& language, std::size_t, ModifiedText& text,
                       Parameters parameters) {
  return choose_by(language.ordinal, text, parameters);
}

bool add_ordinal_suffix(const Compiled& language, std::size_t, ModifiedText& text, Parameters) {
  const auto operands = plural_operands(text.view());
  if (!operands || operands->v != 0) return false;
  const PluralCategory category = language.ordinal.category(*operands);
  for (const PluralCategory wanted : {category, PluralCategory::other}) {
    for (const auto& [known, suffix] : language.ordinal_suffixes) {
      if (known != wanted) continue;
      text.buffer += suffix;
      return true;
    }
  }
  return false;
}

bool put_in_words(const Compiled& language, std::size_t, ModifiedText& text, Parameters) {
  const auto number = whole_number(text.view());
  const std::size_t end = text.buffer.size();
  if (!number || !language.numbers.append(*number, text.buffer)) {
    text.buffer.resize(end);
    return false;
  }
  text.buffer.erase(text.from, end - text.from);
  return true;
}

const ListWords* list_words(const Compiled& language, std::string_view name) {
  for (const ListWords& words : language.lists) {
    if (name.empty() || words.name == name) return &words;
  }
  return nullptr;
}

/// The next part of "a; b; c" from `at` on, without the spaces around it; empty after the last.
std::string_view next_item(std::string_view text, std::size_t& at) {
  while (at < text.size()) {
    std::string_view item = text.substr(at, text.find(';', at) - at);
    at += item.size() + 1;
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) return item;
  }
  return {};
}

std::size_t items_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; !next_item(text, at).empty();) ++count;
  return count;
}

/// The list grows behind the text, which goes then.
bool join(const Compiled& language, std::size_t, ModifiedText& text, Parameters parameters) {
  const ListWords* words = list_words(language, parameter(parameters, 0));
  if (words == nullptr) return false;
  const std::size_t bytes = text.buffer.size() - text.from;
  const std::size_t count = items_in(text.view());
  std::size_t at = 0;
  for (std::size_t k = 1; k <= count && !text.is_too_long; ++k) {
    if (k > 1) text.buffer += k < count ? words->middle : count == 2 ? words->two : words->last;
    const std::string_view item =
        next_item(std::string_view(text.buffer).substr(text.from, bytes), at);
    // Appending may move the buffer, which then takes its own bytes by their place.
    const auto from = static_cast<std::size_t>(item.data() - text.buffer.data());
    text.buffer.append(text.buffer, from, item.size());
    text.is_too_long = text.buffer.size() - bytes > text.bytes_max;
  }
  text.buffer.erase(text.from, bytes);
  return true;
}

/// The name of a set, alone or as a mark.
const PronounSet* pronouns_of(const Compiled& language, const ModifiedText& text) {
  const auto [word, mark] = split_mark(text.view());
  return language.pronouns.find(mark.empty() ? word : mark);
}

bool put_pronoun(const Compiled& language, std::size_t index, ModifiedText& text, Parameters) {
  const PronounSet* set = pronouns_of(language, text);
  if (set == nullptr) return false;
  replace_all(text, set->forms[index]);
  return true;
}

bool choose_verb(const Compiled& language, std::size_t, ModifiedText& text, Parameters parameters) {
  const PronounSet* set = pronouns_of(language, text);
  if (set == nullptr || set->number >= parameters.size()) return false;
  replace_all(text, parameters[set->number]);
  return true;
}

}  // namespace

void add_changes(Compiled& language) {
  const auto add = [&](std::string_view name, Change::Function function, std::size_t index = 0) {
    language.changes.push_back({std::string(name), function, index, &language});
  };
  add("bare", remove_mark);
  add("capital", start_sentence);
  add("cardinal", choose_by_cardinal);
  add("ordinal_choice", choose_by_ordinal);
  if (!language.lists.empty()) add("list", join);
  if (!language.ordinal_suffixes.empty()) add("ordinal", add_ordinal_suffix);
  if (language.has_section("numbers")) add("words", put_in_words);
  for (std::size_t i = 0; i < language.inflections.size(); ++i) {
    add(language.inflections[i].first, inflect, i);
  }
  for (std::size_t i = 0; i < language.articles.size(); ++i) {
    add(language.articles[i].first, put_article, i);
  }
  for (std::size_t i = 0; i < language.pronouns.forms.size(); ++i) {
    add(language.pronouns.forms[i], put_pronoun, i);
  }
  if (!language.pronouns.verb.empty()) add(language.pronouns.verb, choose_verb);
  std::sort(language.changes.begin(), language.changes.end(),
            [](const Change& a, const Change& b) { return a.name < b.name; });
}

}  // namespace skald::speech::language
