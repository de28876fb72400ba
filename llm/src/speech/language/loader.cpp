#include "speech/language/loader.h"

#include <algorithm>

#include "speech/language/changes.h"

namespace skald::speech::language {
namespace {

struct Section {
  std::string_view name;
  Status (*read)(const Document&, const Value&, Compiled&);
};

constexpr Section kSections[] = {
    {"articles", read_articles}, {"inflections", read_inflections},
    {"numbers", read_numbers},   {"plural_categories", read_categories},
    {"ordinals", read_ordinals}, {"lists", read_lists},
    {"pronouns", read_pronouns},
};

Status read_classes(const Document& document, const Value& classes, Compiled& into) {
  for (const Value::Member& member : classes.members) {
    const std::string& name = member.name;
    const auto characters = text_of(document, member);
    if (!characters) return characters.error();
    if (name.size() != 1 || name[0] < 'A' || name[0] > 'Z') {
      return fault_at(document, member.value,
                      "a class is named by one capital, A to Z, not '" + name + '\'');
    }
    const bool is_new = into.classes.add(name[0], *characters);
    SKALD_ASSERT(is_new, "a document has no member twice");
  }
  return Done{};
}

Status read_groups(const Document& document, const Value& groups, Compiled& into) {
  ObjectReader reader(document, groups);
  for (const Value::Member& member : groups.members) {
    into.groups.emplace_back(member.name, std::vector<std::string>{});
    reader.texts(member.name, into.groups.back().second);
  }
  return reader.finish();
}

Status read_initialisms(const Document& document, const Value& value, Compiled& into) {
  ObjectReader reader(document, value);
  reader.optional_texts("words", into.initialisms.words);
  reader.optional_text("vowels", into.initialisms.vowels);
  return reader.finish();
}

/// No two sections may give one name, and none a name that grammars have.
Status check_names(const Document& document, const Compiled& language) {
  for (std::size_t i = 0; i < language.changes.size(); ++i) {
    const std::string& name = language.changes[i].name;
    if (i > 0 && language.changes[i - 1].name == name) {
      return fault_at(document, document.root,
                      "the modifier '" + name + "' is given twice; rename one of the two");
    }
    if (std::find(kBaseNames.begin(), kBaseNames.end(), name) == kBaseNames.end()) continue;
    return fault_at(
        document, document.root,
        "the modifier '" + name + "' has a meaning in every grammar; choose another name");
  }
  return Done{};
}

}  // namespace

Result<std::string_view> text_of(const Document& document, const Value::Member& member) {
  if (member.value.kind == Value::Kind::string) return std::string_view(member.value.string);
  return fault_at(
      document, member.value,
      '\'' + member.name + "' must be a text, not " + std::string(to_string(member.value.kind)));
}

Result<std::unique_ptr<const Compiled>> load_language(std::string_view file,
                                                      std::string_view json) {
  if (json.size() > kFileBytesMax) {
    return Error{ErrorCode::bad_content, std::string(file) + ":1: a language of more than " +
                                             std::to_string(kFileBytesMax) +
                                             " bytes; leave out words that follow a rule"};
  }
  const auto document = parse_document(file, json);
  if (!document) return document.error();
  auto into = std::make_unique<Compiled>();
  ObjectReader reader(*document, document->root);
  reader.text("language", into->name);
  reader.optional_texts("without", into->without);
  const Value* classes = reader.member("classes", Value::Kind::object, false);
  if (classes != nullptr) reader.include(read_classes(*document, *classes, *into));
  const Value* groups = reader.member("groups", Value::Kind::object, false);
  if (groups != nullptr) reader.include(read_groups(*document, *groups, *into));
  const Value* initialisms = reader.member("initialisms", Value::Kind::object, false);
  if (initialisms != nullptr) reader.include(read_initialisms(*document, *initialisms, *into));
  for (const Section& section : kSections) {
    const Value* value = reader.member(section.name, Value::Kind::object, false);
    if (value == nullptr) continue;
    into->sections.emplace_back(section.name);
    reader.include(section.read(*document, *value, *into));
  }
  if (Status status = reader.finish(); !status) return status.error();
  add_changes(*into);
  if (Status status = check_names(*document, *into); !status) return status.error();
  return std::unique_ptr<const Compiled>(std::move(into));
}

}  // namespace skald::speech::language
