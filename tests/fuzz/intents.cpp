// A file of intents: refused with its name, or it recognises texts with things of the file's own
// words, the same each time. A file that is no JSON is taken as one pattern, and as a text.
#include "skald/llm/intents.h"

#include <algorithm>
#include <vector>

#include "skald/replay/assert.h"

namespace {

using namespace skald;

constexpr std::string_view kFile = "intents.json";

std::string as_pattern(std::string_view text) {
  std::string json = R"({"language": "en", "articles": ["a"], "question_words": ["b"],
                         "intents": [{"intent": "it", "patterns": [")";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return json + R"("], "unless": ["a b"]}]})";
}

void recognise(const IntentRules& rules, std::string_view text) {
  const std::size_t third = text.size() / 3;
  const std::vector<std::string> names = {std::string(text.substr(0, third)), "a", "the mill"};
  const std::vector<std::string> others = {std::string(text.substr(third, third)), "mill", "b"};
  const NamedThing things[] = {{"person", 1, names}, {"place", 2, others}, {"place", 3, names}};
  const Intent intent = rules.recognise(text, things);
  const std::vector<std::string_view> known = rules.names();
  const bool is_known = std::find(known.begin(), known.end(), intent.name) != known.end();
  SKALD_ASSERT(is_known || intent.name == "none", "an intent that the file does not have");
  SKALD_ASSERT(is_known == (intent.score > 0), "a score that does not fit the intent");
  SKALD_ASSERT(is_known != intent.pattern.empty(), "a pattern that does not fit the intent");
  SKALD_ASSERT(intent.thing == Intent::kNoThing || intent.thing < 3, "no such thing");
  SKALD_ASSERT(intent.other_thing == Intent::kNoThing || intent.other_thing < 3, "no such thing");
  SKALD_ASSERT(intent.other_thing == Intent::kNoThing || intent.other_thing != intent.thing,
               "the same thing twice");
  const Intent again = rules.recognise(text, things);
  SKALD_ASSERT(again.name == intent.name && again.score == intent.score &&
                   again.thing == intent.thing && again.other_thing == intent.other_thing,
               "another intent the second time");
}

void check(std::string_view json, std::string_view text) {
  const auto rules = IntentRules::load(kFile, json);
  if (rules) return recognise(*rules, text);
  const Error& error = rules.error();
  SKALD_ASSERT(error.code == ErrorCode::bad_content, "another code than promised");
  SKALD_ASSERT(error.message.compare(0, kFile.size(), kFile) == 0, "no place in the message");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  check(text, text);
  check(as_pattern(text.substr(0, line)), text.substr(std::min(line + 1, text.size())));
  return 0;
}
