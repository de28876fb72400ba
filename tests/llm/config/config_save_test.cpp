#include "skald/llm/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "llm/config/config_sample.h"
#include "llm/config/scheduling_sample.h"
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

TEST(ConfigSave, WhatIsSaidAboutSchedulingComesBackEqual) {
  const test::TemporaryFolder folder;
  for (const test::SchedulingSetting& setting : test::kSchedulingSettings) {
    const std::string path = write(folder.file("c.json"), test::nested(setting.path, setting.good));
    const auto config = load_config(path, environment_of({}));
    ASSERT_TRUE(config) << config.error().message;
    const Status saved = save_config(*config, path);
    ASSERT_TRUE(saved) << saved.error().message;
    const auto again = load_config(path, environment_of({}));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->queue, config->queue) << setting.path;
    EXPECT_EQ(again->retry, config->retry) << setting.path;
    EXPECT_EQ(again->health, config->health) << setting.path;
    EXPECT_EQ(again->cache, config->cache) << setting.path;
    EXPECT_EQ(again->budget, config->budget) << setting.path;
    EXPECT_EQ(again->log, config->log) << setting.path;
    EXPECT_EQ(again->metrics, config->metrics) << setting.path;
    EXPECT_EQ(again->prices_file, config->prices_file) << setting.path;
    EXPECT_EQ(again->tokenizers_folder, config->tokenizers_folder) << setting.path;
    ASSERT_EQ(again->providers.size(), config->providers.size()) << setting.path;
    if (config->providers.empty()) continue;
    EXPECT_EQ(again->providers[0].rate, config->providers[0].rate) << setting.path;
    EXPECT_EQ(again->providers[0].models, config->providers[0].models) << setting.path;
    EXPECT_EQ(again->providers[0].cheaper_model, config->providers[0].cheaper_model);
  }
}

TEST(ConfigSave, RefusesWhatAGameSetThatCannotBeRead) {
  const test::TemporaryFolder folder;
  VoicesConfig config;
  config.retry.attempts = 0;
  const Status saved = save_config(config, folder.file("c.json"));
  ASSERT_FALSE(saved);
  EXPECT_TRUE(holds(saved.error().message, "'attempts' must be from 1 to 100, not 0"));
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
