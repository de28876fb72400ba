// The JSON Schema organisation's own tests (Debian: json-schema-test-suite), draft 7, required
// part: a schema is either refused when it is given, or decides every case of it as the suite says.
// tests/golden/json_schema_suite.txt pins how many schemas of each file are refused. Where a change
// of it is meant, write it anew at the project's root and read the difference:
//
//     SKALD_UPDATE_GOLDEN=1 build/release/bin/test_llm --gtest_filter='JsonSchemaSuite.*'
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "skald/llm/answer_schema.h"

namespace skald {
namespace {

constexpr const char* kSuite = "/usr/share/json-schema-test-suite/tests/draft7";
constexpr const char* kGolden = "tests/golden/json_schema_suite.txt";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string json_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

struct Counts {
  int passed = 0;         // cases that were decided as the suite says
  int schemas = 0;        // that were accepted
  int refused = 0;        // schemas
  int refused_cases = 0;  // that come with them
};

void run_group(const std::string& file, const rapidjson::Value& group, Counts& counts) {
  const auto schema = AnswerSchema::parse(json_of(group["schema"]));
  const auto& cases = group["tests"];
  if (!schema) {
    ++counts.refused;
    counts.refused_cases += static_cast<int>(cases.Size());
    EXPECT_EQ(schema.error().code, ErrorCode::bad_content);
    return;
  }
  ++counts.schemas;
  for (const auto& one : cases.GetArray()) {
    const Status status = schema->validate(json_of(one["data"]));
    const bool accepted = static_cast<bool>(status);
    EXPECT_EQ(accepted, one["valid"].GetBool())
        << (accepted ? "accepted although wrong: " : "refused although right: ") << file << ": "
        << group["description"].GetString() << ": " << one["description"].GetString()
        << (accepted ? "" : ": " + status.error().message);
    if (accepted == one["valid"].GetBool()) ++counts.passed;
  }
}

std::string line_of(const std::string& name, const Counts& counts) {
  return name + ": " + std::to_string(counts.passed) + " cases of " +
         std::to_string(counts.schemas) + " schemas passed, " + std::to_string(counts.refused) +
         " schemas refused with " + std::to_string(counts.refused_cases) + " cases\n";
}

TEST(JsonSchemaSuite, EverySchemaIsRefusedOrDecidesAsTheSuiteSays) {
  ASSERT_TRUE(std::filesystem::exists(kSuite)) << kSuite << " is not there: run tools/setup test";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kSuite)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string table;
  Counts all;
  for (const auto& path : files) {
    rapidjson::Document groups;
    groups.Parse<rapidjson::kParseFullPrecisionFlag>(read_file(path).c_str());
    ASSERT_TRUE(groups.IsArray()) << path;
    Counts counts;
    for (const auto& group : groups.GetArray()) run_group(path.stem(), group, counts);
    table += line_of(path.stem(), counts);
    all.passed += counts.passed;
    all.schemas += counts.schemas;
    all.refused += counts.refused;
    all.refused_cases += counts.refused_cases;
  }
  table += line_of("all", all);
  if (std::getenv("SKALD_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGolden, std::ios::binary) << table;
  }
  EXPECT_EQ(table, read_file(kGolden)) << "if the change is meant: see the top of this test";
}

}  // namespace
}  // namespace skald
