// What the offline narrator answers beside lines: intents, and JSON under a schema.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "llm/speech/narrating.h"
#include "skald/llm/answer_schema.h"
#include "skald/replay/session.h"
#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace skald::test {
namespace {

constexpr std::string_view kIntents = R"json({"language": "en", "articles": ["the"],
  "question_words": ["where"], "intents": [
    {"intent": "greet", "patterns": ["hello", "good (morning|day)"]},
    {"intent": "ask_about", "patterns": ["where is <thing>", "what ... about <thing>"]}]})json";

constexpr std::string_view kReply = R"({"concepts": [
  {"concept": "reply", "carries": ["mood"], "last_resort": ["Here, take it.", "Take this."]},
  {"concept": "reply.action", "last_resort": ["give"]},
  {"concept": "reply.good", "last_resort": ["bread"]}]})";

constexpr std::string_view kActions = R"({"type": "object",
  "properties": {
    "say": {"type": "string", "maxLength": 40},
    "action": {"enum": ["give", "wait"]},
    "good": {"enum": ["bread", "ale"]},
    "count": {"type": "integer", "minimum": 1, "maximum": 3},
    "mood": {"enum": ["glad", "angry"]}},
  "required": ["say", "action", "count"], "additionalProperties": false})";

Narration keeper() {
  return Narration(
      Files{{"intents.json", std::string(kIntents)}, {"rules/reply.json", std::string(kReply)}});
}

Request meaning(const Narration& who, const std::string& line) {
  Request request =
      who.request("intent", {{"person", "Osric"}, {"place", "the mill"}, {"place", "the well"}});
  request.ask.purpose = Purpose::intent;
  request.ask.line = line;
  return request;
}

TEST(NarratorAnswers, AnIntentIsNamedWithTheThingThatIsMeant) {
  const Narration who = keeper();
  EXPECT_EQ(who.speak(meaning(who, "Hello!")).text, "greet");
  EXPECT_EQ(who.speak(meaning(who, "Where is the well?")).text, "ask_about the well");
  EXPECT_EQ(who.speak(meaning(who, "What of it")).text, "none");
}

TEST(NarratorAnswers, AnIntentUnderASchemaIsThatJson) {
  const Narration who = keeper();
  Request request = meaning(who, "What do you know about Osric?");
  request.ask.answer_schema = R"({"type": "object", "properties": {
    "intent": {"enum": ["greet", "ask_about", "none"]},
    "kind": {"enum": ["person", "place"]}, "thing": {"type": "string"}},
    "required": ["intent"]})";
  EXPECT_EQ(who.speak(request).text, R"({"intent":"ask_about","kind":"person","thing":"Osric"})");
}

TEST(NarratorAnswers, AMeaningThatTheSchemaLacksIsNotMadeUp) {
  const Narration who = keeper();
  Request request = meaning(who, "The moon is round");
  request.ask.answer_schema = R"({"enum": ["greet", "ask_about"]})";
  const Utterance said = who.speak(request);
  EXPECT_EQ(said.why, Why::bad_request);
  EXPECT_NE(said.fault.find("'none'"), std::string::npos) << said.fault;
  request.ask.answer_schema = R"({"enum": ["greet", "ask_about", "none"]})";
  EXPECT_EQ(who.speak(request).text, "\"none\"");
}

TEST(NarratorAnswers, AnOptionalTextThatNothingTellsIsLeftOutOfAMeaning) {
  const Narration who = keeper();
  Request request = meaning(who, "Hello!");
  request.ask.answer_schema = R"({"type": "object", "properties": {
    "intent": {"enum": ["greet", "none"]}, "thing": {"type": "string"}}, "required": ["intent"]})";
  EXPECT_EQ(who.speak(request).text, R"({"intent":"greet"})");
}

TEST(NarratorAnswers, WithoutIntentsTheRequestFails) {
  const Narration who(Files{});
  const Utterance said = who.speak(meaning(who, "Hello!"));
  EXPECT_EQ(said.why, Why::bad_request);
  EXPECT_EQ(said.text, "");
  EXPECT_NE(said.fault.find("intents.json"), std::string::npos) << said.fault;
}

TEST(NarratorAnswers, AnActionUnderASchemaTakesWordsFromLinesAndValuesFromFacts) {
  const Narration who = keeper();
  Request request = who.request("reply", {{"mood", "glad"}});
  request.ask.answer_schema = kActions;
  const auto schema = AnswerSchema::parse(kActions);
  ASSERT_TRUE(schema) << schema.error().message;
  for (TickNumber tick = 1; tick <= 50; ++tick) {
    request.asked = tick;
    const Utterance said = who.speak(request);
    EXPECT_TRUE(schema->validate(said.text)) << said.text;
    EXPECT_NE(said.text.find(R"("action":"give","good":"bread")"), std::string::npos) << said.text;
    EXPECT_NE(said.text.find(R"("mood":"glad")"), std::string::npos) << said.text;
    EXPECT_NE(said.text.find("ake "), std::string::npos) << said.text;
    EXPECT_EQ(said.rule.substr(0, 17), "reply/last_resort") << "what memory keeps of it";
  }
}

TEST(NarratorAnswers, ASchemaBeyondTheSubsetIsRefusedAndNotGuessedAt) {
  const Narration who = keeper();
  Request request = who.request("reply", {{"mood", "glad"}});
  request.ask.answer_schema =
      R"({"type": "object", "properties": {"say": {"type": "string", "pattern": "^A"}}})";
  const Utterance said = who.speak(request);
  EXPECT_EQ(said.why, Why::bad_request);
  EXPECT_EQ(said.text, "");
  EXPECT_NE(said.fault.find("/properties/say/pattern"), std::string::npos) << said.fault;
}

/// Refuses everything.
class Refuser final : public Narrator {
 public:
  Utterance speak(const Request&, const SpokenMemory&, Rng) const override {
    Utterance said;
    said.why = Why::bad_request;
    said.fault = "no such answer";
    return said;
  }
};

TEST(NarratorAnswers, WhatTheNarratorRefusesArrivesAsAFailure) {
  InlineSpeakerOf<Refuser> speaker;
  SessionOptions options;
  options.speaker = &speaker;
  auto session = Session<Tavern>::open(std::move(options));
  ASSERT_TRUE(session);
  session->input(PlayerSays{.text = "Ale?"});
  for (int tick = 0; tick < 10; ++tick) session->tick();
  EXPECT_EQ(session->world().keeper.failures, 1u);
  EXPECT_EQ(session->world().keeper.last_why, static_cast<std::uint8_t>(Why::bad_request));
}

}  // namespace
}  // namespace skald::test
