// The sections that are about how words begin and end.
#include "speech/language/letters.h"
#include "speech/language/loader.h"

namespace skald::speech::language {
namespace {

Result<Pattern> read_pattern(const Document& document, const Value& at, std::string_view text,
                             const Classes& classes) {
  std::string fault;
  auto pattern = Pattern::compile(text, classes, fault);
  if (pattern) return std::move(*pattern);
  return fault_at(document, at, "pattern '" + std::string(text) + "': " + fault);
}

/// `text` is "C|y": what is before what is replaced, the bar, what is replaced.
Status read_ending(const Document& document, const Value& at, std::string_view text,
                   std::string_view with, const Compiled& language, Endings& into) {
  const std::size_t bar = text.find('|');
  if (bar == text.npos || text.find('|', bar + 1) != text.npos) {
    return fault_at(
        document, at,
        "ending '" + std::string(text) + "' needs one '|' before what is replaced, as in 'C|y'");
  }
  if (text.find('$') != text.npos || text.substr(1).find('^') != text.npos) {
    return fault_at(document, at,
                    "ending '" + std::string(text) + "' may have '^' at its start, and no '$'");
  }
  const std::string before(text.substr(0, bar));
  const auto context = read_pattern(document, at, before, language.classes);
  if (!context) return context.error();
  auto whole =
      read_pattern(document, at, before + std::string(text.substr(bar + 1)), language.classes);
  if (!whole) return whole.error();
  into.push_back({std::move(*whole), context->elements(), std::string(with), in_capitals(with)});
  return Done{};
}

/// "@name" stands for all endings of a group, with the bar behind them.
Status read_group(const Document& document, const Value::Member& member, const Compiled& language,
                  Endings& into) {
  const std::string_view wanted = std::string_view(member.name).substr(1);
  std::vector<std::string_view> known;
  for (const auto& [name, group] : language.groups) {
    known.emplace_back(name);
    if (name != wanted) continue;
    for (const std::string& ending : group) {
      Status status =
          read_ending(document, member.value, ending + '|', member.value.string, language, into);
      if (!status) return status;
    }
    return Done{};
  }
  return fault_at(document, member.value,
                  "no group '" + std::string(wanted) + '\'' + did_you_mean(wanted, known));
}

Status read_endings(const Document& document, const Value* object, const Compiled& language,
                    Endings& into) {
  if (object == nullptr) return Done{};
  for (const Value::Member& member : object->members) {
    const auto with = text_of(document, member);
    if (!with) return with.error();
    Status status = member.name.starts_with('@')
                        ? read_group(document, member, language, into)
                        : read_ending(document, member.value, member.name, *with, language, into);
    if (!status) return status;
  }
  return Done{};
}

/// "words": {"goose": "geese"}, and "unchanged": ["sheep"].
Status read_words(const Document& document, const Value* words,
                  const std::vector<std::string>& unchanged, WordTable& into) {
  if (words != nullptr) {
    for (const Value::Member& member : words->members) {
      const auto text = text_of(document, member);
      if (!text) return text.error();
      into.add(member.name, *text);
    }
  }
  for (const std::string& word : unchanged) into.add(word, word);
  into.seal();
  return Done{};
}

Status read_by_mark(const Document& document, const Value* object, const Compiled& language,
                    Inflection& into) {
  if (object == nullptr) return Done{};
  for (const auto& [mark, endings] : object->members) {
    if (endings.kind != Value::Kind::object) {
      return fault_at(document, endings, '\'' + mark + "' must be an object of endings");
    }
    auto& of_mark = into.by_mark.emplace_back(mark, Endings{});
    if (Status status = read_endings(document, &endings, language, of_mark.second); !status) {
      return status;
    }
  }
  return Done{};
}

void add_prefixes(const std::vector<std::string>& texts, bool drops_front, Inflection& into) {
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    into.prefixes.push_back({text, drops_front});
    into.prefixes.push_back({capitalised(text), drops_front});
    into.prefixes.push_back({in_capitals(text), drops_front});
  }
}

Status read_inflection(const Document& document, const Value& value, const Compiled& language,
                       Inflection& into) {
  constexpr auto kObject = Value::Kind::object;
  ObjectReader reader(document, value);
  std::vector<std::string> separators;
  std::vector<std::string> unchanged;
  std::vector<std::string> prefixes;
  std::vector<std::string> prefixes_instead;
  reader.optional_texts("head_ends_before", separators);
  for (const std::string& separator : separators) {
    into.head_ends_before.push_back(separator);
    into.head_ends_before.push_back(with_words_capitalised(separator));
    into.head_ends_before.push_back(in_capitals(separator));
  }
  reader.optional_texts("prefixes", prefixes);
  add_prefixes(prefixes, false, into);
  reader.optional_texts("prefixes_instead", prefixes_instead);
  add_prefixes(prefixes_instead, true, into);
  reader.optional_text("mark", into.mark);
  reader.optional_texts("unchanged", unchanged);
  reader.include(
      read_words(document, reader.member("words", kObject, false), unchanged, into.words));
  reader.include(read_by_mark(document, reader.member("by_mark", kObject, false), language, into));
  reader.include(read_endings(document, reader.member("initialisms", kObject, false), language,
                              into.initialisms));
  reader.include(
      read_endings(document, reader.member("endings", kObject, false), language, into.endings));
  return reader.finish();
}

Status read_beginnings(const Document& document, const Value* object, const Compiled& language,
                       Article::Beginnings& into) {
  if (object == nullptr) return Done{};
  for (const Value::Member& member : object->members) {
    const auto article = text_of(document, member);
    if (!article) return article.error();
    auto pattern = read_pattern(document, member.value, member.name, language.classes);
    if (!pattern) return pattern.error();
    into.emplace_back(std::move(*pattern), *article);
  }
  return Done{};
}

Status read_cases(const Document& document, const Value* object, Article& into) {
  if (object == nullptr) return Done{};
  for (const auto& [mark, cases] : object->members) {
    if (cases.kind != Value::Kind::object || cases.members.empty()) {
      return fault_at(document, cases,
                      '\'' + mark + "' must be an object of cases, the usual one first");
    }
    auto& of_mark = into.by_mark.emplace_back(Article::OfMark{mark, {}});
    for (const Value::Member& member : cases.members) {
      const auto article = text_of(document, member);
      if (!article) return article.error();
      of_mark.by_case.emplace_back(member.name, *article);
    }
  }
  return Done{};
}

Status read_article(const Document& document, const Value& value, const Compiled& language,
                    Article& into) {
  constexpr auto kObject = Value::Kind::object;
  ObjectReader reader(document, value);
  reader.include(read_beginnings(document, reader.member("initialisms", kObject, false), language,
                                 into.initialisms));
  reader.include(read_beginnings(document, reader.member("beginnings", kObject, false), language,
                                 into.beginnings));
  reader.include(read_cases(document, reader.member("by_mark", kObject, false), into));
  if (const Value* otherwise = reader.member("otherwise", Value::Kind::string, false)) {
    into.otherwise = otherwise->string;
  }
  return reader.finish();
}

}  // namespace

Status read_inflections(const Document& document, const Value& section, Compiled& into) {
  for (const auto& [name, value] : section.members) {
    Inflection inflection;
    if (Status status = read_inflection(document, value, into, inflection); !status) return status;
    into.inflections.emplace_back(name, std::move(inflection));
  }
  return Done{};
}

Status read_articles(const Document& document, const Value& section, Compiled& into) {
  for (const auto& [name, value] : section.members) {
    Article article;
    if (Status status = read_article(document, value, into, article); !status) return status;
    into.articles.emplace_back(name, std::move(article));
  }
  return Done{};
}

}  // namespace skald::speech::language
