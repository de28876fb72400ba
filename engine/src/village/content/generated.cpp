#include "village/content/reading.h"

namespace skald::village {
namespace {

Status read_job(const Document& document, const Value& value, VillageContent& into) {
  JobContent job;
  ObjectReader reader(document, value);
  reader.text("id", job.id);
  job.workplace = resolve_member(reader, "workplace", ids_of(into.places), "place", true);
  reader.integer("share", job.share, 0, 1000);
  refuse_twice(reader, value, into.jobs, job.id);
  if (Status status = reader.finish(); !status) return status.error();
  into.jobs.push_back(std::move(job));
  return Done{};
}

void refuse_empty(ObjectReader& reader, const Document& document, std::string_view member,
                  const std::vector<std::string>& list) {
  if (!list.empty()) return;
  const Value* at = document.root.find(member);
  if (at != nullptr) reader.fail(*at, "'" + std::string(member) + "' is empty");
}

}  // namespace

Status read_generated(const Document& document, VillageContent& into) {
  auto jobs = list_in(document, "jobs", 200);
  if (!jobs) return jobs.error();
  std::int64_t shares = 0;
  for (const Value& value : (*jobs)->list) {
    if (Status status = read_job(document, value, into); !status) return status;
    shares += into.jobs.back().share;
  }
  if (shares == 0) return fault_at(document, **jobs, "at least one job needs a 'share' above 0");

  GeneratedContent& parts = into.generated;
  struct {
    std::string_view name;
    std::vector<std::string>* list;
  } const members[] = {
      {"first_she", &parts.first_she},     {"first_he", &parts.first_he},
      {"first_they", &parts.first_they},   {"family_front", &parts.family_front},
      {"family_back", &parts.family_back}, {"traits", &parts.traits},
      {"manners", &parts.manners},
  };
  ObjectReader reader(document, document.root);
  reader.member("jobs", Value::Kind::list, true);
  for (const auto& member : members) {
    reader.texts(member.name, *member.list);
    refuse_empty(reader, document, member.name, *member.list);
  }
  return reader.finish();
}

}  // namespace skald::village
