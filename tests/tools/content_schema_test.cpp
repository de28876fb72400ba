// data/schemas beside the loaders: what an editor accepts of the narrator's files is what loads,
// as far as a file's structure goes. The validator is Debian's python3-jsonschema.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/document.h"
#include "skald/llm/grammar.h"
#include "skald/llm/intents.h"
#include "skald/llm/language.h"
#include "skald/llm/response_rules.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "tools/content_schema_cases.h"

namespace skald {
namespace {

using test::filled;
using test::Frame;
using test::kFaults;
using test::Kind;
using test::kRight;

constexpr std::array<std::pair<Kind, std::string_view>, 4> kSchemas = {
    {{Kind::rules, "data/schemas/rules.schema.json"},
     {Kind::grammar, "data/schemas/grammar.schema.json"},
     {Kind::language, "data/schemas/language.schema.json"},
     {Kind::intents, "data/schemas/intents.schema.json"}}};

std::string schema_of(Kind kind) {
  return std::string(kSchemas.at(static_cast<std::size_t>(kind)).second);
}

struct SchemaFile {
  Kind kind = Kind::rules;
  std::string path;
};

/// What the validator says of each file: "ok", or its first fault. Nothing if it does not run.
std::vector<std::string> ask_validator(const std::vector<SchemaFile>& files) {
  const test::TemporaryFolder folder;
  std::ofstream pairs(folder.file("pairs"), std::ios::binary);
  for (const SchemaFile& file : files) pairs << schema_of(file.kind) << '\t' << file.path << '\n';
  pairs.close();
  const test::Ran ran = test::run_line("/usr/bin/python3 -B tests/peers/schema_check.py < " +
                                       folder.file("pairs") + " 2>&1");
  std::vector<std::string> answers;
  EXPECT_EQ(ran.status, 0) << ran.out << "install python3-jsonschema: tools/setup test";
  if (ran.status != 0) return answers;
  std::size_t start = 0;
  for (std::size_t end; (end = ran.out.find('\n', start)) != std::string::npos; start = end + 1) {
    answers.push_back(ran.out.substr(start, end - start));
  }
  return answers;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The narrator's files and languages below data/. Tests run at the project's root.
std::vector<SchemaFile> content_files() {
  std::vector<SchemaFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("data")) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".json") continue;
    const std::string folder = path.parent_path().filename().string();
    const std::string name = path.filename().string();
    if (folder == "rules" || name == "facts.json") {
      files.push_back({Kind::rules, path.generic_string()});
    } else if (folder == "grammars") {
      files.push_back({Kind::grammar, path.generic_string()});
    } else if (folder == "languages" || name == "language.json") {
      files.push_back({Kind::language, path.generic_string()});
    } else if (name == "intents.json") {
      files.push_back({Kind::intents, path.generic_string()});
    }
  }
  return files;
}

template <class Loaded>
std::string refusal_of(const Result<Loaded>& loaded) {
  return loaded ? "" : loaded.error().message;
}

/// What our loader says against a file; empty if it loads.
std::string our_refusal(Kind kind, const std::string& json) {
  switch (kind) {
    case Kind::rules: {
      const std::vector<ContentFile> files = {{"f.json", json}};
      return refusal_of(ResponseRules::load(files));
    }
    case Kind::grammar:
      return refusal_of(Grammar::load("f.json", json));
    case Kind::language:
      return refusal_of(Language::load("f.json", json));
    case Kind::intents:
      return refusal_of(IntentRules::load("f.json", json));
  }
  return "no such kind";
}

/// Writes the files into the folder and asks about them.
std::vector<std::string> answers_about(const std::vector<std::pair<Frame, std::string_view>>& all,
                                       const test::TemporaryFolder& folder) {
  std::vector<SchemaFile> files;
  for (const auto& [frame, part] : all) {
    files.push_back({frame.kind, folder.file(std::to_string(files.size()) + ".json")});
    std::ofstream(files.back().path, std::ios::binary) << filled(frame, part);
  }
  return ask_validator(files);
}

TEST(ContentSchema, EveryContentFileSatisfiesItsSchema) {
  const std::vector<SchemaFile> files = content_files();
  for (const auto& [kind, schema] : kSchemas) {
    EXPECT_GE(std::count_if(files.begin(), files.end(),
                            [kind = kind](const SchemaFile& file) { return file.kind == kind; }),
              2)
        << "content that " << schema << " is for";
  }
  const std::vector<std::string> answers = ask_validator(files);
  ASSERT_EQ(answers.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) EXPECT_EQ(answers[i], "ok") << files[i].path;
}

TEST(ContentSchema, WhatALoaderRefusesByItsStructureIsRefused) {
  std::vector<std::pair<Frame, std::string_view>> parts;
  for (const test::Fault& fault : kFaults) parts.emplace_back(fault.frame, fault.part);
  const test::TemporaryFolder folder;
  const std::vector<std::string> answers = answers_about(parts, folder);
  ASSERT_EQ(answers.size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string json = filled(kFaults[i].frame, kFaults[i].part);
    const std::string ours = our_refusal(kFaults[i].frame.kind, json);
    EXPECT_NE(ours.find(kFaults[i].message), std::string::npos) << json << "\n" << ours;
    EXPECT_TRUE(answers[i].starts_with("at '")) << json << "\n" << answers[i];
  }
}

TEST(ContentSchema, UnusualFilesThatLoadAreAccepted) {
  const std::vector<std::pair<Frame, std::string_view>> parts(std::begin(kRight), std::end(kRight));
  const test::TemporaryFolder folder;
  const std::vector<std::string> answers = answers_about(parts, folder);
  ASSERT_EQ(answers.size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string json = filled(parts[i].first, parts[i].second);
    EXPECT_EQ(our_refusal(parts[i].first.kind, json), "") << json;
    EXPECT_EQ(answers[i], "ok") << json;
  }
}

/// By itself, or by the definition that it refers to.
bool is_told(const Value& described, const Value& definitions) {
  if (described.find("title") != nullptr) return described.find("description") != nullptr;
  const Value* reference = described.find("$ref");
  if (reference == nullptr) return false;
  const std::string_view target = reference->string;
  const Value* definition = definitions.find(target.substr(target.rfind('/') + 1));
  return definition != nullptr && definition->find("$ref") == nullptr &&
         is_told(*definition, definitions);
}

/// Appends the places of members without title or description. A schema without a type only adds
/// a condition to members that are described elsewhere.
void find_untold(const Value& schema, const Value& definitions, const std::string& place,
                 std::vector<std::string>& into) {
  const Value* members = schema.find("type") == nullptr ? nullptr : schema.find("properties");
  if (members != nullptr) {
    for (const auto& [name, described] : members->members) {
      if (is_told(described, definitions)) continue;
      into.emplace_back(place).append("/properties/").append(name);
    }
  }
  for (const auto& [name, value] : schema.members) {
    std::string below = place;
    below.append(1, '/').append(name);
    find_untold(value, definitions, below, into);
  }
  for (const Value& element : schema.list) find_untold(element, definitions, place, into);
}

TEST(ContentSchema, EveryMemberHasATitleAndADescription) {
  for (const auto& [kind, path] : kSchemas) {
    const auto schema = parse_document(path, read_file(std::string(path)));
    ASSERT_TRUE(schema) << schema.error().message;
    const Value* definitions = schema->root.find("definitions");
    ASSERT_NE(definitions, nullptr) << path;
    std::vector<std::string> untold;
    find_untold(schema->root, *definitions, std::string(path), untold);
    EXPECT_EQ(untold, std::vector<std::string>{});
  }
}

}  // namespace
}  // namespace skald
