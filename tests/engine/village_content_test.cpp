// Content with a fault is refused by file and line, with what was expected.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/village_support.h"

namespace skald {
namespace {

using test::village_files;

ContentFile& file_named(std::vector<ContentFile>& files, const std::string& name) {
  return *std::find_if(files.begin(), files.end(),
                       [&](const ContentFile& file) { return file.name == name; });
}

/// The message about a file in which `from` was replaced by `to`, and the line of the change.
struct Refusal {
  std::string message;
  std::string place;  // "people.json:12"
};

Refusal refusal_after(const std::string& name, const std::string& from, const std::string& to) {
  auto files = village_files();
  std::string& bytes = file_named(files, name).bytes;
  const std::size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  const std::string line = std::to_string(1 + std::count(bytes.begin(), end, '\n'));
  bytes.replace(at, from.size(), to);
  const auto content = village::load_village_content(files);
  if (content) return {"accepted", ""};
  EXPECT_EQ(content.error().code, ErrorCode::bad_content);
  return {content.error().message, name + ":" + line + ":"};
}

void expect_refused(const std::string& name, const std::string& from, const std::string& to,
                    const std::string& expected) {
  const Refusal refusal = refusal_after(name, from, to);
  EXPECT_NE(refusal.message.find(expected), std::string::npos) << refusal.message;
  EXPECT_EQ(refusal.message.rfind(refusal.place, 0), 0u)
      << refusal.message << "\nshould begin with " << refusal.place;
}

TEST(VillageContent, TheVillageIsAccepted) {
  const auto content = village::load_village_content(village_files());
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_EQ((*content)->people.size(), 20u);
  EXPECT_GE((*content)->problems.size(), 8u);
}

TEST(VillageContent, AnUnknownReferenceNamesTheNearest) {
  expect_refused("people.json", "\"job\": \"miller\"", "\"job\": \"miler\"", "'miller'");
  expect_refused("people.json", "\"haunt\": \"heron\"", "\"haunt\": \"herron\"", "'heron'");
  expect_refused("people.json", "{\"to\": \"osric\"", "{\"to\": \"ossric\"", "'osric'");
  expect_refused("people.json", "\"pronouns\": \"he\"", "\"pronouns\": \"hee\"", "'he'");
  expect_refused("problems.json", "\"halts\": \"grain\"", "\"halts\": \"gran\"", "'grain'");
  expect_refused("goods.json", "\"made_from\": \"flour\"", "\"made_from\": \"floor\"", "'flour'");
  expect_refused("generated.json", "\"workplace\": \"forge\"", "\"workplace\": \"forgs\"",
                 "'forge'");
  expect_refused("names.json", "\"manner\": \"dry\"", "\"manner\": \"drye\"", "'dry'");
}

TEST(VillageContent, AnImpossibleValueIsRefused) {
  expect_refused("people.json", "\"age\": 47", "\"age\": 470", "120");
  expect_refused("places.json", "\"east\": 3,", "\"east\": \"three\",", "integer");
  expect_refused("goods.json", "\"minutes\": 40", "\"minutes\": 0", "5");
}

TEST(VillageContent, AnUnknownMemberNamesTheNearest) {
  expect_refused("places.json", "\"gathering\": true, \"market\"", "\"gatherin\": true, \"market\"",
                 "'gathering'");
}

TEST(VillageContent, WhatIsGivenTwiceIsRefused) {
  const Refusal refusal = refusal_after("people.json", "\"id\": \"osric\"", "\"id\": \"maud\"");
  EXPECT_NE(refusal.message.find("given twice"), std::string::npos) << refusal.message;
}

TEST(VillageContent, AMissingFileIsNamed) {
  auto files = village_files();
  std::erase_if(files, [](const ContentFile& file) { return file.name == "goods.json"; });
  const auto content = village::load_village_content(files);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, ErrorCode::not_found);
  EXPECT_NE(content.error().message.find("goods.json"), std::string::npos);
}

TEST(VillageContent, WhatHasNoNameInALanguageIsNamed) {
  auto files = village_files();
  std::string& bytes = file_named(files, "names.json").bytes;
  bytes.replace(bytes.find("\"heron\":"), 8, "\"hern\":");
  const auto content = village::load_village_content(files);
  ASSERT_FALSE(content);
  EXPECT_NE(content.error().message.find("heron"), std::string::npos) << content.error().message;
}

TEST(VillageContent, ATermThatIsMissingIsNamed) {
  auto files = village_files();
  std::string& bytes = file_named(files, "terms.json").bytes;
  bytes.replace(bytes.find("\"entry_gift\""), 12, "\"entry_gfit\"");
  const auto content = village::load_village_content(files);
  ASSERT_FALSE(content);
  EXPECT_NE(content.error().message.find("terms.json:1: has no 'entry_gift'"), std::string::npos)
      << content.error().message;
  EXPECT_NE(content.error().message.find("'entry_gfit'"), std::string::npos);
}

TEST(VillageContent, ATermThatUsesWhatItIsNotGivenIsRefusedByLine) {
  expect_refused("terms.json", "#severity# of 5", "#severty# of 5", "'severity'");
}

TEST(VillageContent, ALanguageThatItDoesNotSpeakIsRefusedWithThoseThatItDoes) {
  const auto files = village::village_content(test::data_files(), "fr");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::not_found);
  EXPECT_NE(files.error().message.find("de, en"), std::string::npos) << files.error().message;
}

TEST(VillageContent, TheNumberOfCharactersIsChecked) {
  for (const char* count : {"0", "10001", "-1", "twenty", "20x", ""}) {
    Start start = test::village_start(1);
    start.options["characters"] = count;
    const auto village = Village::start(start);
    ASSERT_FALSE(village) << count;
    EXPECT_EQ(village.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_EQ(Village::start(test::village_start(1, "1"))->bodies.size(), 1u);
  EXPECT_EQ(Village::start(test::village_start(1, "250"))->bodies.size(), 250u);
}

TEST(VillageContent, ALoneVillagerLivesThroughADay) {
  test::InlineSpeaker speaker;
  Session<Village> session = test::open_village(test::village_start(1, "1"), speaker, true);
  for (std::uint32_t tick = 0; tick < 2 * test::kDay; ++tick) session.tick();
  EXPECT_EQ(session.tick_number(), 2 * test::kDay);
}

}  // namespace
}  // namespace skald
