// llm/CONFIGURATION.md says what the code does.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "llm/config/config_sample.h"
#include "llm/config/scheduling_sample.h"
#include "skald/llm/config.h"
#include "support/environment.h"

namespace skald {
namespace {

using test::bytes_of;
using test::environment_of;
using test::holds;
using test::kSchedulingSettings;
using test::nested;

TEST(ConfigGuide, ItsExampleLoads) {
  const std::string guide = bytes_of("llm/CONFIGURATION.md");
  const std::string fence = "```json\n";
  const std::size_t begin = guide.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = guide.find("```", begin + fence.size());
  const std::string example = guide.substr(begin + fence.size(), end - begin - fence.size());
  const auto config = voices::read_config("skald.json", example);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_GE(config->providers.size(), 3U);
  const EnvironmentLookup environment = environment_of({{"TEAM_TOKEN", "t"}});
  for (const ProviderConfig& entry : config->providers) {
    const auto provider = resolve_provider(*config, entry.name, environment);
    EXPECT_TRUE(provider) << provider.error().message;
  }
}

/// The text between the first two backticks of a table's cell.
std::string in_backticks(const std::string& cell) {
  const std::size_t begin = cell.find('`');
  const std::size_t end = cell.rfind('`');
  return begin == end ? "" : cell.substr(begin + 1, end - begin - 1);
}

struct Row {
  std::string key;
  std::string second;
};

/// The rows of the tables "key | default | meaning".
std::vector<Row> rows_with_defaults(const std::string& guide) {
  std::istringstream lines(guide);
  std::vector<Row> rows;
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "| key | default | meaning |") is_inside = true;
    if (line.empty()) is_inside = false;
    if (!is_inside || line.substr(0, 3) != "| `") continue;
    const std::size_t bar = line.find(" | ");
    const std::string rest = line.substr(bar + 3);
    rows.push_back(
        {in_backticks(line.substr(0, bar)), in_backticks(rest.substr(0, rest.find(" | ")))});
  }
  return rows;
}

TEST(ConfigGuide, ItsDefaultsAreTheDefaults) {
  const std::string nothing_said = config_to_json(VoicesConfig{});
  std::set<std::string, std::less<>> told;
  for (const Row& row : rows_with_defaults(bytes_of("llm/CONFIGURATION.md"))) {
    const auto config = voices::read_config("guide", nested(row.key, row.second));
    ASSERT_TRUE(config) << row.key << ": " << config.error().message;
    EXPECT_EQ(config_to_json(*config), nothing_said) << row.key << " is not " << row.second;
    EXPECT_TRUE(told.insert(row.key).second) << row.key << " is told twice";
  }
  for (const auto& setting : kSchedulingSettings) {
    if (setting.path.starts_with("providers.")) continue;
    EXPECT_TRUE(told.count(setting.path) == 1) << setting.path << " is not in the guide";
  }
}

TEST(ConfigGuide, NamesEverySettingOfAProvidersScheduling) {
  const std::string guide = bytes_of("llm/CONFIGURATION.md");
  const std::string_view before = "providers.openai.";
  for (const auto& setting : kSchedulingSettings) {
    if (!setting.path.starts_with(before)) continue;
    const std::string key = '`' + std::string(setting.path.substr(before.size())) + '`';
    EXPECT_TRUE(holds(guide, key)) << key;
  }
  for (const std::string_view other : {"`fallbacks`", "`usd`", "`per`", "`of`", "`only`"}) {
    EXPECT_TRUE(holds(guide, other)) << other;
  }
}

}  // namespace
}  // namespace skald
