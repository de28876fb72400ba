#include "village/content/reading.h"

namespace skald::village {
namespace {

constexpr std::string_view kFeelings[] = {"afraid", "angry", "grieving", "weary"};

struct Known {
  std::vector<std::string_view> jobs;
  std::vector<std::string_view> places;
  std::vector<std::string_view> goods;
  std::vector<std::string_view> feelings{std::begin(kFeelings), std::end(kFeelings)};
};

void read_numbers(ObjectReader& reader, ProblemContent& problem) {
  reader.integer("chance", problem.chance, 1, 100);
  reader.integer("worsens_hours", problem.worsens_hours, 1, 240);
  reader.integer("deadline_days", problem.deadline_days, 1, 30);
  reader.integer("work_minutes", problem.work_minutes, 10, 5000);
  reader.optional_integer("count_low", problem.count_low, 1, 99);
  reader.optional_integer("count_high", problem.count_high, 1, 99);
}

Result<ProblemContent> read_problem(const Document& document, const Value& value,
                                    const VillageContent& content, const Known& known) {
  ProblemContent problem;
  ObjectReader reader(document, value);
  reader.text("id", problem.id);
  problem.places = resolve_members(reader, "places", known.places, "place", true);
  problem.resolved_by = resolve_members(reader, "resolved_by", known.jobs, "job", true);
  problem.halts = resolve_member(reader, "halts", known.goods, "good", false);
  problem.destroys = resolve_member(reader, "destroys", known.goods, "good", false);
  const std::int32_t feeling = resolve_member(reader, "feeling", known.feelings, "feeling", true);
  if (feeling != kNoIndex) problem.feeling = static_cast<Feeling>(feeling);
  read_flag(reader, "has_culprit", problem.has_culprit);
  read_numbers(reader, problem);
  if (problem.count_low > problem.count_high) {
    reader.fail(value, "'count_low' is above 'count_high'");
  }
  refuse_twice(reader, value, content.problems, problem.id);
  if (Status status = reader.finish(); !status) return status.error();
  return problem;
}

}  // namespace

Status read_problems(const Document& document, VillageContent& into) {
  auto list = list_in(document, "problems", 64);
  if (!list) return list.error();
  const Known known{ids_of(into.jobs), ids_of(into.places), ids_of(into.goods)};
  for (const Value& value : (*list)->list) {
    auto problem = read_problem(document, value, into, known);
    if (!problem) return problem.error();
    into.problems.push_back(std::move(*problem));
  }
  return Done{};
}

}  // namespace skald::village
