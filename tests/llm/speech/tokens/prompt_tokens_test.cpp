// What prompts are counted as, models' encodings, and estimates.
#include "llm/speech/tokens/vocabulary_files.h"

namespace skald::test {
namespace {

/// OpenAI's cookbook, "How to count tokens with tiktoken": six messages, 129 tokens by the count
/// and by the API. Four of them have names, of three tokens each with the one for the name; we send
/// no names.
TEST(CountPrompt, IsTheCookbooksForMessages) {
  Prompt prompt;
  const auto add = [&prompt](Role role, const char* text) {
    prompt.messages.push_back({.role = role, .text = text});
  };
  add(Role::system,
      "You are a helpful, pattern-following assistant that translates corporate jargon into plain "
      "English.");
  add(Role::system, "New synergies will help drive top-line growth.");
  add(Role::system, "Things working well together will increase revenue.");
  add(Role::system,
      "Let's circle back when we have more bandwidth to touch base on opportunities for increased "
      "leverage.");
  add(Role::system, "Let's talk later when we're less busy about how to do better.");
  add(Role::user,
      "This late pivot means we don't have time to boil the ocean for the client deliverable.");
  const Tokenizer& tokenizer = tokenizer_of("cl100k_base");
  const TokenCount count = count_prompt(prompt, &tokenizer);
  const std::size_t names =
      4 + 2 * (tokenizer.count("example_user") + tokenizer.count("example_assistant"));
  EXPECT_EQ(count.tokens + names, 129U);
  EXPECT_FALSE(count.estimated);
}

Prompt weather() {
  Prompt prompt;
  prompt.messages.push_back(
      {.role = Role::system,
       .text = "You are a helpful assistant that can answer to questions about the weather."});
  prompt.messages.push_back(
      {.role = Role::user, .text = "What's the weather like in San Francisco?"});
  prompt.tools.push_back({.name = "get_current_weather",
                          .description = "Get the current weather in a given location",
                          .parameters = R"({"type":"object","properties":{
      "location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},
      "unit":{"type":"string","description":"The unit of temperature to return",
              "enum":["celsius","fahrenheit"]}},"required":["location"]})"});
  return prompt;
}

TEST(CountPrompt, IsTheCookbooksForTools) {
  const Prompt prompt = weather();
  const TokenCount old = count_prompt(prompt, &tokenizer_of("cl100k_base"));
  const TokenCount later = count_prompt(prompt, &tokenizer_of("o200k_base"));
  EXPECT_EQ(old.tokens, 105U);
  EXPECT_EQ(later.tokens, 101U);
  EXPECT_TRUE(old.estimated);
}

TEST(CountPrompt, SaysWhatIsOnlyAnEstimate) {
  const Tokenizer& tokenizer = tokenizer_of("o200k_base");
  const auto estimated = [&tokenizer](const Prompt& prompt) {
    return count_prompt(prompt, &tokenizer).estimated;
  };
  Prompt plain;
  plain.text = "Wolves?";
  EXPECT_FALSE(estimated(plain));
  EXPECT_TRUE(count_prompt(plain, nullptr).estimated);
  EXPECT_EQ(count_prompt(plain, &tokenizer).tokens, 3 + 1 + tokenizer.count("Wolves?") + 3);

  Prompt schema = plain;
  schema.answer_schema = R"({"type":"object"})";
  EXPECT_TRUE(estimated(schema));
  Prompt image;
  image.messages.push_back({.text = "Look", .images = {{"image/png", "AAAA"}}});
  EXPECT_TRUE(estimated(image));
  Prompt call;
  call.messages.push_back({.role = Role::assistant, .tool_calls = {{"1", "go", "{}"}}});
  EXPECT_TRUE(estimated(call));
}

TEST(CountPrompt, TakesAnyTextAsAToolsParameters) {
  for (const char* parameters : {"{", "[]", "{\"properties\":3}", "{\"properties\":{\"a\":1}}",
                                 "{\"properties\":{\"a\":{\"enum\":[1,null]}}}"}) {
    Prompt prompt = weather();
    prompt.tools[0].parameters = parameters;
    EXPECT_GT(count_prompt(prompt, &tokenizer_of("o200k_base")).tokens, 40U) << parameters;
  }
}

TEST(EncodingOfModel, IsThatOfTheFirstNameThatFits) {
  struct Known {
    const char* model;
    const char* encoding;
  };
  for (const Known& known : {
           Known{"gpt-4o-2024-08-06", "o200k_base"},
           {"gpt-4o", "o200k_base"},
           {"chatgpt-4o-latest", "o200k_base"},
           {"gpt-4.1-mini", "o200k_base"},
           {"gpt-5-nano", "o200k_base"},
           {"o1", "o200k_base"},
           {"o3-mini", "o200k_base"},
           {"o4-mini-2025-04-16", "o200k_base"},
           {"ft:gpt-4o-mini:x", "o200k_base"},
           {"gpt-4", "cl100k_base"},
           {"gpt-4-turbo", "cl100k_base"},
           {"gpt-3.5-turbo-0125", "cl100k_base"},
           {"ft:gpt-4:x", "cl100k_base"},
           {"text-embedding-3-small", "cl100k_base"},
           {"gpt-oss-20b", "o200k_base"},
           {"", ""},
           {"llama3.2", ""},
           {"o1x", ""},
           {"gpt-4x", ""},
           {"text-davinci-003", ""},
       }) {
    EXPECT_EQ(encoding_of_model(known.model), known.encoding) << known.model;
  }
}

TEST(EstimateTokens, CountsWordsAndCharacters) {
  EXPECT_EQ(estimate_tokens(""), 0U);
  EXPECT_EQ(estimate_tokens(" \n"), 1U);
  EXPECT_EQ(estimate_tokens("a"), 2U);
  EXPECT_EQ(estimate_tokens("one two  three four\nfive six seven eight nine ten"), 13U);
  EXPECT_EQ(estimate_tokens("お誕生日"), 4U);
  EXPECT_EQ(estimate_tokens("สวัสดี"), 6U);
  EXPECT_EQ(estimate_tokens("한국어 text"), 3U + 2U);
  EXPECT_EQ(estimate_tokens("\xFF\xFE"), 2U);
}

}  // namespace
}  // namespace skald::test
