// What people, places, goods, jobs and problems are called in one language.
#include "village/content/reading.h"

namespace skald::village {
namespace {

/// Reads one member of the file, an object with a member for every item of `list`.
template <class List, class Read>
void read_section(const Document& document, ObjectReader& file, std::string_view name, List& list,
                  const Read& read) {
  const Value* section = file.member(name, Value::Kind::object, true);
  if (section == nullptr) return;
  ObjectReader items(document, *section);
  for (auto& item : list) {
    const Value* value = items.member(item.id, Value::Kind::object, true);
    if (value == nullptr) continue;
    ObjectReader reader(document, *value);
    read(reader, *value, item);
    items.include(reader.finish());
  }
  file.include(items.finish());
}

void read_person(ObjectReader& reader, PersonContent& person, const GeneratedContent& generated) {
  const std::vector<std::string_view> manners(generated.manners.begin(), generated.manners.end());
  reader.text("about", person.about);
  reader.text("speech", person.speech);
  const std::int32_t manner = resolve_member(reader, "manner", manners, "manner", true);
  if (manner != kNoIndex) person.manner = manners[static_cast<std::size_t>(manner)];
}

void read_problem(ObjectReader& reader, const Value& value, ProblemContent& problem) {
  reader.text("name", problem.name);
  reader.texts("severity_names", problem.severity_names);
  reader.texts("words", problem.words);
  reader.text("resolved_how", problem.resolved_how);
  reader.text("lost_how", problem.lost_how);
  if (problem.severity_names.size() != 5) {
    reader.fail(value, "'severity_names' must have 5 names, for severity 1 to 5, not " +
                           std::to_string(problem.severity_names.size()));
  }
}

void read_generated_texts(const Document& document, ObjectReader& file, GeneratedContent& into) {
  const Value* section = file.member("generated", Value::Kind::object, true);
  if (section == nullptr) return;
  ObjectReader reader(document, *section);
  reader.texts("about", into.about);
  reader.texts("speech", into.speech);
  if (into.about.empty() || into.speech.empty()) {
    reader.fail(*section, "'about' and 'speech' need a text each at least");
  }
  file.include(reader.finish());
}

void read_road(const Document& document, ObjectReader& file, VillageContent& into) {
  const Value* section = file.member("road", Value::Kind::object, true);
  if (section == nullptr) return;
  ObjectReader reader(document, *section);
  reader.text("name", into.road);
  reader.text("at", into.on_the_road);
  file.include(reader.finish());
}

}  // namespace

Status read_names(const Document& document, VillageContent& into) {
  if (document.root.kind != Value::Kind::object) {
    return fault_at(document, document.root, "expected an object with names");
  }
  ObjectReader file(document, document.root);
  std::string language;
  file.text("language", language);
  file.text("player", into.player);
  file.text("nobody", into.nobody);
  read_road(document, file, into);
  read_generated_texts(document, file, into.generated);
  read_section(document, file, "people", into.people,
               [&](ObjectReader& reader, const Value&, PersonContent& person) {
                 read_person(reader, person, into.generated);
               });
  read_section(
      document, file, "jobs", into.jobs,
      [](ObjectReader& reader, const Value&, JobContent& job) { reader.text("name", job.name); });
  read_section(document, file, "places", into.places,
               [](ObjectReader& reader, const Value&, PlaceContent& place) {
                 reader.text("name", place.name);
                 reader.text("at", place.at);
                 reader.text("to", place.to);
                 reader.optional_texts("words", place.words);
               });
  read_section(document, file, "goods", into.goods,
               [](ObjectReader& reader, const Value&, GoodContent& good) {
                 reader.text("name", good.name);
                 reader.optional_texts("words", good.words);
               });
  read_section(document, file, "problems", into.problems, read_problem);
  return file.finish();
}

}  // namespace skald::village
