// A language file as it is used.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/grammar.h"
#include "speech/language/article.h"
#include "speech/language/inflection.h"
#include "speech/language/number_words.h"
#include "speech/language/plural_rule.h"

namespace skald::speech::language {

inline constexpr std::size_t kFileBytesMax = 1024U * 1024U;

/// Names that grammars have without a language; no file may give them another meaning.
inline constexpr std::array<std::string_view, 8> kBaseNames = {
    "a", "capitalize", "capitalizeAll", "ed", "expand", "firstS", "replace", "s"};

/// "a, b and c".
struct ListWords {
  std::string name;    // "and": the parameter that asks for it
  std::string two;     // between the only two
  std::string middle;  // between others
  std::string last;    // before the last of three and more
};

struct PronounSet {
  std::string name;
  std::vector<std::string> forms;  // in the order of Pronouns::forms
  std::size_t number = 0;          // of Pronouns::numbers
};

struct Pronouns {
  std::vector<std::string> forms;  // names of modifiers
  std::string verb;                // the modifier that chooses a verb's form
  std::vector<std::string> numbers;
  std::vector<PronounSet> sets;

  const PronounSet* find(std::string_view name) const;
};

struct Compiled;

/// One modifier.
struct Change {
  using Function = bool (*)(const Compiled& language, std::size_t index, ModifiedText& text,
                            std::span<const std::string_view> parameters);

  std::string name;
  Function function = nullptr;
  std::size_t index = 0;  // what the function works with: of an inflection, a form, an article
  const Compiled* language = nullptr;
};

struct Compiled {
  std::string name;
  Classes classes;
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // of word endings
  Initialisms initialisms;
  std::vector<std::pair<std::string, Inflection>> inflections;
  std::vector<std::pair<std::string, Article>> articles;
  PluralRules cardinal;
  PluralRules ordinal;
  std::vector<std::pair<PluralCategory, std::string>> ordinal_suffixes;
  NumberWords numbers;
  std::vector<ListWords> lists;
  Pronouns pronouns;
  std::vector<std::string> sections;  // that the file has
  std::vector<std::string> without;   // modifiers that the language has no use for
  std::vector<Change> changes;        // by name

  const Change* find(std::string_view modifier) const;
  bool has_section(std::string_view section) const;
};

}  // namespace skald::speech::language
