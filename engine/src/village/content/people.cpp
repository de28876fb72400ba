#include "village/content/reading.h"

namespace skald::village {
namespace {

struct Known {
  std::vector<std::string_view> jobs;
  std::vector<std::string_view> places;
  std::vector<std::string_view> pronouns{"she", "he", "they"};
};

Result<PersonContent> read_person(const Document& document, const Value& value,
                                  const VillageContent& content, const Known& known) {
  PersonContent person;
  person.line = value.line;
  ObjectReader reader(document, value);
  reader.text("id", person.id);
  reader.text("name", person.name);
  reader.integer("age", person.age, 1, 120);
  const std::int32_t pronouns =
      resolve_member(reader, "pronouns", known.pronouns, "set of pronouns", true);
  if (pronouns != kNoIndex) person.pronouns = static_cast<Pronouns>(pronouns);
  person.job = resolve_member(reader, "job", known.jobs, "job", true);
  person.home = resolve_member(reader, "home", known.places, "place", true);
  person.workplace = resolve_member(reader, "workplace", known.places, "place", true);
  person.haunt = resolve_member(reader, "haunt", known.places, "place", true);
  reader.texts("traits", person.traits);
  reader.member("ties", Value::Kind::list, false);  // read when everybody is known
  if (person.traits.empty()) reader.fail(value, "'traits' is empty: expected at least one");
  refuse_twice(reader, value, content.people, person.id);
  if (Status status = reader.finish(); !status) return status.error();
  return person;
}

Status read_tie(const Document& document, const Value& value,
                const std::vector<std::string_view>& people, std::size_t self,
                PersonContent& into) {
  Tie tie;
  ObjectReader reader(document, value);
  tie.to = resolve_member(reader, "to", people, "person", true);
  reader.integer("affection", tie.affection, -100, 100);
  reader.integer("trust", tie.trust, -100, 100);
  read_flag(reader, "kin", tie.kin);
  if (tie.to == static_cast<std::int32_t>(self)) reader.fail(value, "a tie to themselves");
  if (Status status = reader.finish(); !status) return status;
  into.ties.push_back(tie);
  return Done{};
}

}  // namespace

Status read_people(const Document& document, VillageContent& into) {
  auto list = list_in(document, "people", 500);
  if (!list) return list.error();
  const Known known{ids_of(into.jobs), ids_of(into.places)};
  for (const Value& value : (*list)->list) {
    if (value.kind != Value::Kind::object) return fault_at(document, value, "expected a person");
    auto person = read_person(document, value, into, known);
    if (!person) return person.error();
    into.people.push_back(std::move(*person));
  }
  const auto people = ids_of(into.people);
  for (std::size_t self = 0; self < people.size(); ++self) {
    const Value* ties = (*list)->list[self].find("ties");
    if (ties == nullptr) continue;
    for (const Value& tie : ties->list) {
      Status status = read_tie(document, tie, people, self, into.people[self]);
      if (!status) return status;
    }
  }
  return Done{};
}

}  // namespace skald::village
