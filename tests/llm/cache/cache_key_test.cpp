#include "voices/cache/cache_key.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "llm/cache/change_leaf.h"
#include "voices/cache/prompt_fields.h"

namespace skald::voices {
namespace {

using test::ChangeLeaf;

CacheKey key_of(const Prompt& prompt) { return cache_key(prompt, Sha256{}, {EntityId{7}, {}}); }

/// Every list has an element and every optional a value.
Prompt full_prompt() {
  Prompt prompt;
  prompt.model = "gpt-4o-mini";
  prompt.text = "Wolves?";
  Message message;
  message.text = "What do you know of the wolves?";
  message.images.push_back({"image/png", "iVBORw0KGgo="});
  message.tool_calls.push_back({"call_1", "look", R"({"at":"ford"})", "signed"});
  message.tool_call_id = "call_0";
  message.tool_name = "listen";
  prompt.messages = {message, message};
  prompt.sampling = {Thousandths::of(0),
                     Thousandths::of(900),
                     40,
                     Thousandths::of(1),
                     Thousandths::of(2),
                     42,
                     {},
                     200};
  prompt.sampling.stop = {"\n"};
  prompt.tools.push_back({"look", "Look at a place.", R"({"type":"object"})"});
  prompt.tool_choice = {ToolChoice::Mode::named, "look"};
  prompt.answer_schema = R"({"type":"object","required":["text"]})";
  return prompt;
}

TEST(CacheKey, ChangesWithEveryFieldThatCanChangeTheAnswer) {
  EXPECT_GT(test::count_leaves(full_prompt()), 30U);
  for (const Prompt& prompt : {full_prompt(), Prompt{}}) {
    std::map<CacheKey, std::string> seen{{key_of(prompt), "nothing"}};
    const std::size_t leaves = test::count_leaves(prompt);
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
      Prompt changed = prompt;
      ChangeLeaf change(leaf);
      describe(change, changed);
      const auto [same, is_new] = seen.emplace(key_of(changed), change.changed());
      EXPECT_TRUE(is_new) << change.changed() << " has the key of " << same->second;
    }
  }
}

/// A field that is new does not compile until describe has a name for it; this is that it is used.
TEST(CacheKey, CountsEveryFieldOfAPromptButStream) {
  EXPECT_EQ(test::count_fields<Image>(), 2U);
  EXPECT_EQ(test::count_fields<ToolCall>(), 4U);
  EXPECT_EQ(test::count_fields<Message>(), 7U);
  EXPECT_EQ(test::count_fields<Tool>(), 3U);
  EXPECT_EQ(test::count_fields<ToolChoice>(), 2U);
  EXPECT_EQ(test::count_fields<Sampling>(), 8U);
  EXPECT_EQ(test::count_fields<Prompt>(), 8U - 1U);
}

TEST(CacheKey, ChangesWithWhoAsksAndWhoAnswers) {
  const Prompt prompt = full_prompt();
  const std::set<CacheKey> keys = {
      cache_key(prompt, {}, {EntityId{7}, {}}), cache_key(prompt, {}, {EntityId{8}, {}}),
      cache_key(prompt, {}, {EntityId{7}, "anna"}), cache_key(prompt, {}, {EntityId{7}, "bert"}),
      cache_key(prompt, identity_of({.kind = "ollama"}), {EntityId{7}, {}})};
  EXPECT_EQ(keys.size(), 5U);
}

TEST(CacheKey, IsTheSameWhetherTheAnswerStreams) {
  Prompt prompt = full_prompt();
  const CacheKey key = key_of(prompt);
  prompt.stream = false;
  EXPECT_EQ(key_of(prompt), key);
}

TEST(CacheKey, TellsTextsApartThatReadTheSameOneAfterTheOther) {
  std::set<CacheKey> keys;
  std::size_t prompts = 0;
  const auto add = [&](const Prompt& prompt) {
    keys.insert(key_of(prompt));
    ++prompts;
  };
  const auto message = [](Role role, std::string text) {
    Message said;
    said.role = role;
    said.text = std::move(text);
    return said;
  };
  for (const char* stop : {"", "a", "ab"}) {
    Prompt prompt;
    prompt.sampling.stop = {stop, std::string("ab").substr(std::string(stop).size())};
    add(prompt);
  }
  Prompt prompt;
  prompt.messages = {message(Role::user, "ab")};
  add(prompt);
  prompt.messages = {message(Role::user, "a"), message(Role::user, "b")};
  add(prompt);
  prompt.messages = {};
  prompt.text = "ab";
  add(prompt);
  prompt.text = std::string("ab\0", 3);
  add(prompt);
  EXPECT_EQ(keys.size(), prompts);
}

TEST(CacheKey, OfATemperatureThatIsNotGivenIsNotThatOfZero) {
  Prompt prompt;
  const CacheKey not_given = key_of(prompt);
  prompt.sampling.temperature = Thousandths::of(0);
  EXPECT_NE(key_of(prompt), not_given);
}

struct JsonPair {
  const char* about;
  const char* a;
  const char* b;
  bool is_same;
};
const JsonPair kJsonPairs[] = {
    {"order of members", R"({"a":1,"b":{"c":2,"d":3}})", R"({"b":{"d":3,"c":2},"a":1})", true},
    {"white space", R"({"a":[1,2]})", " {\n\t\"a\" : [ 1 , 2 ] }\r\n", true},
    {"escapes", R"({"a":"\u0062"})", R"({"\u0061":"b"})", true},
    {"order within a list", R"({"a":[1,2]})", R"({"a":[2,1]})", false},
    {"a value", R"({"a":1.5})", R"({"a":1.25})", false},
    {"a type", R"({"a":1})", R"({"a":"1"})", false},
    {"null or absent", R"({"a":null})", "{}", false},
    {"an empty object or none", "{}", "", false},
    {"white space in no JSON", "{", "{ ", false},
    {"a member given twice", R"({"a":1,"a":2})", R"({"a":2,"a":1})", false},
};

TEST(CacheKey, TakesJsonByWhatItSaysAndOtherTextAsItIs) {
  for (const JsonPair& pair : kJsonPairs) {
    SCOPED_TRACE(pair.about);
    Prompt a = full_prompt();
    Prompt b = full_prompt();
    a.answer_schema = pair.a;
    b.answer_schema = pair.b;
    EXPECT_EQ(key_of(a) == key_of(b), pair.is_same) << "answer_schema";
    a = b = full_prompt();
    a.tools[0].parameters = pair.a;
    b.tools[0].parameters = pair.b;
    EXPECT_EQ(key_of(a) == key_of(b), pair.is_same) << "parameters";
    a = b = full_prompt();
    a.messages[0].tool_calls[0].arguments = pair.a;
    b.messages[0].tool_calls[0].arguments = pair.b;
    EXPECT_EQ(key_of(a) == key_of(b), pair.is_same) << "arguments";
    a = b = full_prompt();
    a.text = pair.a;
    b.text = pair.b;
    EXPECT_NE(key_of(a), key_of(b)) << "what people say is no JSON";
  }
}

TEST(CacheKey, IsMadeForAnswersThatChanceHasNoPartInUnlessAllowed) {
  Prompt prompt;
  EXPECT_FALSE(may_be_cached(prompt.sampling.temperature, false))
      << "not given: the provider's default, often 1";
  EXPECT_TRUE(may_be_cached(prompt.sampling.temperature, true));
  prompt.sampling.temperature = Thousandths::of(0);
  EXPECT_TRUE(may_be_cached(prompt.sampling.temperature, false));
  prompt.sampling.temperature = Thousandths::of(1);
  EXPECT_FALSE(may_be_cached(prompt.sampling.temperature, false));
  EXPECT_TRUE(may_be_cached(prompt.sampling.temperature, true));
}

}  // namespace
}  // namespace skald::voices
