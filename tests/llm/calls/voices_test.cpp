#include "skald/llm/voices.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "skald/llm/config.h"

namespace skald {
namespace {

std::optional<std::string> nothing_set(std::string_view) { return std::nullopt; }

EnvironmentLookup provider_set_to(std::string value) {
  return [value = std::move(value)](std::string_view name) -> std::optional<std::string> {
    if (name != "SKALD_PROVIDER") return std::nullopt;
    return value;
  };
}

/// A folder of its own for each test, which is gone afterwards.
class Voicing : public testing::Test {
 public:
  ~Voicing() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

 protected:
  Voicing()
      : folder_(std::filesystem::path(testing::TempDir()) /
                (std::string("skald_voices_") +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  std::string write(const std::string& name, std::string_view text) {
    std::string path = (folder_ / name).generic_string();
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string path_of(const std::string& name) const { return (folder_ / name).generic_string(); }

 private:
  std::filesystem::path folder_;
};

/// Works in another folder while it lives: the default file is looked for where one works.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::string& path) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  ~WorkingFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

std::string say(const Voices& voices, const std::string& cue, TickNumber tick) {
  Request request;
  request.ask.cue = cue;
  StreamState stream = open_stream(1, "narrator", 0, tick);
  return voices.narrator().speak(request, SpokenMemory(), Rng(stream)).text;
}

bool holds(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

constexpr std::string_view kMoo = R"({"concept": "moo", "last_resort": ["Moo."]})";

using Config = Voicing;

TEST_F(Config, WithoutTheDefaultFileIsOffline) {
  const WorkingFolder empty(path_of("."));
  const auto config = load_config(std::string(kDefaultConfigFile), nothing_set);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->provider, "offline");
  EXPECT_EQ(config->origin_of("provider"), "default");
}

TEST_F(Config, ReadsTheDefaultFileIfItIsThere) {
  write("skald.json", "\n{\"provider\": \"offline\"}");
  const WorkingFolder with_file(path_of("."));
  const auto config = load_config(std::string(kDefaultConfigFile), nothing_set);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->origin_of("provider"), "skald.json:2");
}

TEST_F(Config, RefusesANamedFileThatDoesNotExist) {
  const auto config = load_config(path_of("gone.json"), nothing_set);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::not_found);
  EXPECT_TRUE(holds(config.error().message, path_of("gone.json")));
}

TEST_F(Config, RefusesAFolder) {
  const auto config = load_config(path_of("."), nothing_set);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::io);
}

TEST_F(Config, KeepsWhereEachValueCameFrom) {
  const std::string path =
      write("c.json", "{\n\"provider\": \"offline\",\n\"narrator_files\": [\"a.json\"]}");
  const auto config = load_config(path, nothing_set);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->origin_of("provider"), path + ":2");
  EXPECT_EQ(config->origin_of("narrator_files"), path + ":3");
  ASSERT_EQ(config->narrator_files.size(), 1U);
  EXPECT_EQ(config->narrator_files[0], path_of("a.json"));
}

TEST_F(Config, TheEnvironmentWinsOverTheFileUnlessItIsEmpty) {
  const std::string path = write("c.json", R"({"provider": "offline"})");
  const auto config = load_config(path, provider_set_to("other"));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->provider, "other");
  EXPECT_EQ(config->origin_of("provider"), "SKALD_PROVIDER");
  const auto unset = load_config(path, provider_set_to(""));
  ASSERT_TRUE(unset);
  EXPECT_EQ(unset->provider, "offline");
  EXPECT_EQ(unset->origin_of("provider"), path + ":1");
}

TEST_F(Config, RefusesKeysThatItDoesNotKnow) {
  const std::string path = write("c.json", "{\n\"provder\": \"offline\"}");
  const auto config = load_config(path, nothing_set);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::bad_content);
  EXPECT_EQ(config.error().message,
            path + ":2: 'provder' is not known here: did you mean 'provider'?");
}

TEST_F(Config, RefusesFaultyFilesWithTheirLine) {
  const std::string syntax = write("c.json", "{\n\"provider\" \"offline\"}");
  EXPECT_TRUE(holds(load_config(syntax, nothing_set).error().message, syntax + ":2: "));
  const std::string kind = write("d.json", "{\n\n\"narrator_files\": \"a.json\"}");
  EXPECT_EQ(load_config(kind, nothing_set).error().message,
            kind + ":3: 'narrator_files' must be a list, not a text");
}

TEST_F(Voicing, OpensOfflineWithoutAnyFile) {
  const WorkingFolder empty(path_of("."));
  auto voices = Voices::open(std::string(kDefaultConfigFile), {.environment = nothing_set});
  ASSERT_TRUE(voices) << voices.error().message;
  EXPECT_TRUE(voices->answers_inline());
  EXPECT_FALSE(say(*voices, "greet", 1).empty());
}

TEST_F(Voicing, RefusesAnUnknownProviderWithTheKnownOnes) {
  const std::string path = write("c.json", "{\n\"provider\": \"ofline\"}");
  const auto voices = Voices::open(path, {.environment = nothing_set});
  ASSERT_FALSE(voices);
  EXPECT_EQ(voices.error().code, ErrorCode::invalid_argument);
  EXPECT_TRUE(holds(voices.error().message,
                    path + ":2: there is no provider 'ofline': did you mean 'offline'? This build "
                           "has: offline, openai, "));
  const auto environment = Voices::open(path, {.environment = provider_set_to("zzz")});
  ASSERT_FALSE(environment);
  EXPECT_TRUE(holds(environment.error().message, "SKALD_PROVIDER: there is no provider 'zzz'."));
}

TEST_F(Voicing, SpeaksLinesOfTheConfigurationAndOfTheGame) {
  write("rules/moo.json", kMoo);
  const std::string path = write("c.json", R"({"narrator_files": ["rules/moo.json"]})");
  const auto config = load_config(path, nothing_set);
  ASSERT_TRUE(config);
  const std::vector<ContentFile> content = {
      {"rules/game.json", R"({"concept": "baa", "last_resort": ["Baa."]})"}};
  auto voices = Voices::open(*config, {.content = content});
  ASSERT_TRUE(voices) << voices.error().message;
  EXPECT_EQ(say(*voices, "moo", 1), "Moo.");
  EXPECT_EQ(say(*voices, "baa", 1), "Baa.");
}

TEST_F(Voicing, RefusesLinesFilesThatAreMissingOrFaulty) {
  const std::string path = write("c.json", "{\n\"narrator_files\": [\"rules/moo.json\"]}");
  const auto missing = Voices::open(path, {.environment = nothing_set});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_TRUE(holds(missing.error().message, path_of("rules/moo.json")));
  EXPECT_TRUE(holds(missing.error().message, path + ":2"));
  write("rules/moo.json", "\n\n{\"concept\": 3}");
  const auto faulty = Voices::open(path, {.environment = nothing_set});
  ASSERT_FALSE(faulty);
  EXPECT_EQ(faulty.error().code, ErrorCode::bad_content);
  EXPECT_TRUE(holds(faulty.error().message, path_of("rules/moo.json") + ":3: "));
}

TEST_F(Voicing, RefusesAFileThatTheNarratorWouldNotRead) {
  write("moo.json", kMoo);
  const std::string path = write("c.json", "{\n\"narrator_files\": [\"moo.json\"]}");
  const auto voices = Voices::open(path, {.environment = nothing_set});
  ASSERT_FALSE(voices);
  EXPECT_TRUE(holds(voices.error().message, "folders named 'rules'")) << voices.error().message;
  EXPECT_TRUE(holds(voices.error().message, path + ":2")) << voices.error().message;
}

TEST_F(Voicing, CanBeMoved) {
  auto opened = Voices::open(VoicesConfig{});
  ASSERT_TRUE(opened);
  Voices voices = std::move(*opened);
  EXPECT_FALSE(say(voices, "greet", 1).empty());
}

TEST(VoicesDeathTest, AnInlineVoiceIsNotAsked) {
  auto voices = Voices::open(VoicesConfig{});
  ASSERT_TRUE(voices);
  EXPECT_DEATH(voices->ask({}, {}), "not asked");
}

}  // namespace
}  // namespace skald
