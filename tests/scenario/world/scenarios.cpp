#include "scenario/world/run_of.h"

namespace skald::scenario {
namespace {

constexpr Scenario kScenarios[] = {
    {"village", 5000, open_village}, {"dorf", 2000, open_german_village},
    {"voices", 2000, open_voices},   {"zoo", 2000, open_zoo},
    {"workers", 2000, open_workers},
};

}  // namespace

std::span<const Scenario> scenarios() { return kScenarios; }

const Scenario* find_scenario(std::string_view name) {
  for (const Scenario& scenario : kScenarios) {
    if (scenario.name == name) return &scenario;
  }
  return nullptr;
}

}  // namespace skald::scenario
