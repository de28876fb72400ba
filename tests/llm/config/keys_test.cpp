#include "skald/llm/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "support/environment.h"
#include "support/temporary_folder.h"

namespace skald {
namespace {

constexpr std::string_view kPlanted = "sk-planted-0123456789";

using test::environment_of;

ProviderConfig provider(const std::string& kind) {
  ProviderConfig config;
  config.name = "cloud";
  config.kind = kind;
  config.place = "f.json:7";
  return config;
}

class KeyFiles : public testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view text, ::mode_t mode = 0600) {
    const std::string path = folder_.file(name);
    std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  std::string path_of(const std::string& name) const { return folder_.file(name); }

  static Result<KeySource> source_of(const std::string& key_file) {
    ProviderConfig config = provider("openai");
    config.key_file = key_file;
    return KeySource::from(config, environment_of({{"OPENAI_API_KEY", "another"}}));
  }
  /// The message that a file is refused with.
  static std::string refusal(const std::string& key_file,
                             ErrorCode code = ErrorCode::invalid_argument) {
    const auto source = source_of(key_file);
    if (source) return "accepted";
    EXPECT_EQ(source.error().code, code);
    EXPECT_EQ(source.error().message.find("planted"), std::string::npos);
    return source.error().message;
  }

 private:
  test::TemporaryFolder folder_;
};

TEST(Keys, ThereIsNoneUnlessOneIsGiven) {
  const KeySource source;
  EXPECT_EQ(source.get(false), "");
  EXPECT_FALSE(source.can_renew());
  EXPECT_EQ(source.described(), "none");
}

TEST(Keys, ComeFromTheKindsVariableOrTheOneThatIsNamed) {
  const EnvironmentLookup environment =
      environment_of({{"ANTHROPIC_API_KEY", std::string(kPlanted)}, {"STUDIO_KEY", " other\n"}});
  auto source = KeySource::from(provider("anthropic"), environment);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->get(false), kPlanted);
  EXPECT_EQ(source->described(), "ANTHROPIC_API_KEY");
  EXPECT_FALSE(source->can_renew());
  ProviderConfig named = provider("anthropic");
  named.key_env = "STUDIO_KEY";
  source = KeySource::from(named, environment);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->get(true), "other");
  EXPECT_EQ(source->described(), "STUDIO_KEY");
}

TEST(Keys, AreNotThereWithTheRemedy) {
  for (const bool is_set_to_nothing : {false, true}) {
    test::Variables variables;
    if (is_set_to_nothing) variables["GEMINI_API_KEY"] = "";
    const auto source = KeySource::from(provider("gemini"), environment_of(variables));
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().code, ErrorCode::not_found);
    EXPECT_EQ(source.error().message,
              "f.json:7: the provider 'cloud': there is no key: set the environment variable "
              "GEMINI_API_KEY (or GEMINI_API_KEY_FILE to the name of a file), or name another "
              "variable with \"key_env\" or a file with \"key_file\"");
  }
}

TEST(Keys, AreNeededWhereTheKindsOwnServerIsOrOneIsNamed) {
  ProviderConfig own_server = provider("openai");
  own_server.endpoint = "https://api.openai.com/v1";
  EXPECT_FALSE(KeySource::from(own_server, environment_of({})));
  own_server.endpoint = "http://127.0.0.1:8000/v1";
  auto source = KeySource::from(own_server, environment_of({}));
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->described(), "none");
  own_server.key_env = "STUDIO_KEY";
  EXPECT_FALSE(KeySource::from(own_server, environment_of({{"OPENAI_API_KEY", "another"}})));
  EXPECT_TRUE(KeySource::from(provider("ollama"), environment_of({})));
}

TEST(Keys, ThatCouldEndAHeaderAreRefusedWithoutShowingThem) {
  for (const std::string_view bad :
       {"planted key", "planted\r\nX-Evil: 1", "planted\tx", "planted\x7f", "planted\xC3\xA9"}) {
    const auto source =
        KeySource::from(provider("openai"), environment_of({{"OPENAI_API_KEY", std::string(bad)}}));
    ASSERT_FALSE(source) << bad;
    EXPECT_EQ(source.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(
        source.error().message,
        "f.json:7: the provider 'cloud': OPENAI_API_KEY: the key holds a space, a line end or "
        "another character that no key has; was it copied whole, and alone?");
  }
  EXPECT_FALSE(KeySource::from(provider("openai"), environment_of({{"OPENAI_API_KEY", " \n"}})));
}

TEST(Keys, OfACallbackAreAskedForEachTime) {
  int asked = 0;
  bool was_refused = false;
  std::string answer = "one\n";
  const KeySource source = KeySource::callback([&](bool refused) {
    ++asked;
    was_refused = refused;
    return answer;
  });
  EXPECT_TRUE(source.can_renew());
  EXPECT_EQ(source.described(), "callback");
  EXPECT_EQ(source.get(false), "one");
  EXPECT_FALSE(was_refused);
  answer = "two";
  const KeySource copy = source;
  EXPECT_EQ(copy.get(true), "two");
  EXPECT_TRUE(was_refused);
  EXPECT_EQ(asked, 2);
  answer = "two\r\nX-Evil: 1";
  EXPECT_EQ(source.get(false), "");
}

TEST_F(KeyFiles, HoldTheKeyInTheirFirstLine) {
  const std::string path = write("k", "  " + std::string(kPlanted) + " \r\nwhose it is\n");
  const auto source = source_of(path);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->get(false), kPlanted);
  EXPECT_EQ(source->described(), path);
  std::filesystem::create_symlink(path, path_of("link"));
  EXPECT_EQ(refusal(path_of("link")), "accepted");
  EXPECT_EQ(refusal(write("read_only", "k", 0400)), "accepted");
}

TEST_F(KeyFiles, OfOthersAreRefusedWithTheRemedy) {
  for (const ::mode_t mode : {0640U, 0604U, 0620U, 0601U, 0666U}) {
    const std::string path = write("k", kPlanted, mode);
    EXPECT_EQ(refusal(path),
              "f.json:7: the provider 'cloud': others than its owner can use the key file; run: "
              "chmod 600 " +
                  path);
  }
}

TEST_F(KeyFiles, ThatAreNoneAreRefused) {
  EXPECT_EQ(refusal(path_of("gone"), ErrorCode::not_found),
            "f.json:7: the provider 'cloud': the key file " + path_of("gone") +
                " cannot be opened: No such file or directory");
  EXPECT_EQ(refusal(path_of("")),
            "f.json:7: the provider 'cloud': " + path_of("") + " is no file that could hold a key");
  ASSERT_EQ(::mkfifo(path_of("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(refusal(path_of("pipe")).ends_with("pipe is no file that could hold a key"));
}

TEST_F(KeyFiles, ThatHoldSomethingElseAreRefused) {
  EXPECT_TRUE(refusal(write("empty", "")).ends_with("empty: there is no key in it"));
  EXPECT_TRUE(refusal(write("late", "\nkey")).ends_with("late: there is no key in it"));
  EXPECT_TRUE(refusal(write("spaced", "planted key")).find("spaced: the key holds a space") !=
              std::string::npos);
  EXPECT_EQ(refusal(write("full", std::string(4096, 'k'))), "accepted");
  EXPECT_TRUE(refusal(write("large", std::string(4097, 'k')))
                  .ends_with("large holds more than 4096 bytes; a key file holds a key alone"));
}

TEST_F(KeyFiles, MayBeNamedByTheEnvironment) {
  const std::string path = write("k", kPlanted);
  const auto source =
      KeySource::from(provider("openai"), environment_of({{"OPENAI_API_KEY_FILE", path}}));
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->get(false), kPlanted);
  EXPECT_EQ(source->described(), "OPENAI_API_KEY_FILE");
  const auto both = KeySource::from(
      provider("openai"),
      environment_of({{"OPENAI_API_KEY_FILE", path}, {"OPENAI_API_KEY", "planted"}}));
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().message,
            "OPENAI_API_KEY_FILE: is set, and OPENAI_API_KEY too; unset one of them");
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  const auto open =
      KeySource::from(provider("openai"), environment_of({{"OPENAI_API_KEY_FILE", path}}));
  ASSERT_FALSE(open);
  EXPECT_TRUE(open.error().message.ends_with("run: chmod 600 " + path));
}

}  // namespace
}  // namespace skald
