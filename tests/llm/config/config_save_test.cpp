#include "skald/llm/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "llm/config/config_sample.h"
#include "support/environment.h"
#include "support/temporary_folder.h"
#include "voices/config/config_file.h"

namespace skald {
namespace {

using test::bytes_of;
using test::environment_of;
using test::expect_everything;
using test::holds;
using test::kEverything;
using test::kPlanted;
using test::read_sample;
using test::write;

TEST(ConfigSave, WhatIsSavedIsReadAgain) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("saved.json");
  const VoicesConfig config = read_sample(kEverything);
  const Status saved = save_config(config, path);
  ASSERT_TRUE(saved) << saved.error().message;
  const auto again = load_config(path, environment_of({}));
  ASSERT_TRUE(again) << again.error().message;
  // From another folder the same files have other names.
  EXPECT_EQ(again->providers[3].endpoint, std::filesystem::absolute("conf/answers.json"));
  EXPECT_EQ(again->providers[1].key_file, std::filesystem::absolute("conf/keys/home.key"));
  EXPECT_EQ(again->providers.size(), 4U);
  EXPECT_EQ(config_to_json(VoicesConfig{}), "{\n  \"provider\": \"offline\"\n}\n");
}

TEST(ConfigSave, RoundsTripInItsOwnFolder) {
  const test::TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  std::filesystem::create_directory("conf");
  Status saved = save_config(read_sample(kEverything), "conf/skald.json");
  const auto again = load_config("conf/skald.json", environment_of({}));
  std::filesystem::current_path(before);
  ASSERT_TRUE(saved) << saved.error().message;
  ASSERT_TRUE(again) << again.error().message;
  expect_everything(*again);
  EXPECT_EQ(config_to_json(*again), config_to_json(read_sample(kEverything)));
}

TEST(ConfigSave, ReplacesTheFileWholeAndKeepsItsPermissions) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), "{\"provider\": \"old\"}");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  std::filesystem::create_symlink(path, folder.file("link.json"));
  VoicesConfig config;
  config.provider = "new";
  ASSERT_TRUE(save_config(config, folder.file("link.json")));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link.json")));
  EXPECT_EQ(bytes_of(path), "{\n  \"provider\": \"new\"\n}\n");
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0640U);
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 2);
}

TEST(ConfigSave, LeavesTheOldFileIfTheNewOneCannotBe) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), "old");
  VoicesConfig config;
  config.providers.push_back({.name = "x", .kind = "openai"});
  config.providers[0].headers = {{"Authorization", "Bearer " + std::string(kPlanted)}};
  Status saved = save_config(config, path);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::invalid_argument);
  EXPECT_TRUE(holds(saved.error().message, "this was not saved"));
  EXPECT_FALSE(holds(saved.error().message, "planted"));
  EXPECT_EQ(bytes_of(path), "old");
  config.providers[0].headers.clear();
  saved = save_config(config, folder.file("gone/c.json"));
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace skald
