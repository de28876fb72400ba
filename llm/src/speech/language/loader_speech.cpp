// The sections for lists and pronouns.
#include <algorithm>

#include "speech/language/loader.h"

namespace skald::speech::language {
namespace {

Status read_set(const Document& document, const Value::Member& member, const Pronouns& pronouns,
                PronounSet& into) {
  ObjectReader reader(document, member.value);
  std::string number;
  into.name = member.name;
  reader.texts("forms", into.forms);
  reader.text("number", number);
  if (Status status = reader.finish(); !status) return status;
  if (into.forms.size() != pronouns.forms.size()) {
    return fault_at(document, member.value,
                    "the set '" + member.name + "' has " + std::to_string(into.forms.size()) +
                        " forms; 'forms' names " + std::to_string(pronouns.forms.size()));
  }
  const auto found = std::find(pronouns.numbers.begin(), pronouns.numbers.end(), number);
  if (found == pronouns.numbers.end()) {
    const std::vector<std::string_view> known(pronouns.numbers.begin(), pronouns.numbers.end());
    return fault_at(document, member.value,
                    "'" + number + "' is not among 'numbers'" + did_you_mean(number, known));
  }
  into.number = static_cast<std::size_t>(found - pronouns.numbers.begin());
  return Done{};
}

}  // namespace

Status read_lists(const Document& document, const Value& section, Compiled& into) {
  for (const auto& [name, value] : section.members) {
    ListWords words;
    words.name = name;
    ObjectReader reader(document, value);
    reader.text("two", words.two);
    reader.text("middle", words.middle);
    reader.text("last", words.last);
    if (Status status = reader.finish(); !status) return status;
    into.lists.push_back(std::move(words));
  }
  return Done{};
}

Status read_pronouns(const Document& document, const Value& section, Compiled& into) {
  Pronouns& pronouns = into.pronouns;
  ObjectReader reader(document, section);
  reader.texts("forms", pronouns.forms);
  reader.text("verb", pronouns.verb);
  reader.texts("numbers", pronouns.numbers);
  const Value* sets = reader.member("sets", Value::Kind::object, true);
  if (Status status = reader.finish(); !status) return status;
  for (const Value::Member& member : sets->members) {
    PronounSet set;
    if (Status status = read_set(document, member, pronouns, set); !status) return status;
    pronouns.sets.push_back(std::move(set));
  }
  return Done{};
}

}  // namespace skald::speech::language
