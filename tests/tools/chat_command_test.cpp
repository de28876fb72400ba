// `skald chat`: turns, commands and Ctrl-C, in a pipe and at a terminal.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/fault_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "tools/pseudo_terminal.h"

namespace skald::test {
namespace {

const std::string kScript = "tests/data/script/tavern.json";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// run() puts the programs' folder before the first word alone.
Ran chat(const std::string& lines, const std::string& flags) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("lines")) << lines;
  return run("skald chat " + flags + " < " + folder.file("lines") + " 2>&1");
}

Ran scripted_chat(const std::string& lines) {
  return chat(lines, "--provider scripted --endpoint " + kScript);
}

std::string ollama_line(const std::string& words, bool done) {
  return R"({"model":"m","message":{"role":"assistant","content":")" + words + R"("},"done":)" +
         (done ? R"(true,"done_reason":"stop","prompt_eval_count":11,"eval_count":3})" : "false}");
}

TEST(Chat, InAPipeEachLineIsATurnAndStdoutHoldsAnswersAlone) {
  const Ran ran = scripted_chat("name a tavern\n\nwolves\nwho are you");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "The Grey Heron.\nWolves? Three.\nI would not know.\n");
}

TEST(Chat, SendsWhatWasSaidBeforeAndTheSystemMessage) {
  FaultServer server;
  server.answer_with(
      [](const SeenRequest&) { return ndjson_response({ollama_line("Ah.", true)}); });
  const Ran ran = chat("first words\nsecond words\nclear\nthird words\n",
                       "--system Innkeeper --provider ollama --model m --endpoint " + server.url());
  EXPECT_EQ(ran.status, 0) << ran.out;
  ASSERT_EQ(server.requests_count(), 3U);
  const std::string second = server.requests()[1].body;
  for (const char* part : {"Innkeeper", "first words", "Ah.", "second words"}) {
    EXPECT_TRUE(contains(second, part)) << second;
  }
  const std::string third = server.requests()[2].body;
  EXPECT_TRUE(contains(third, "Innkeeper"));
  EXPECT_FALSE(contains(third, "first words"));
}

TEST(Chat, AFailureIsExplainedAndTheLoopGoesOn) {
  const Ran ran = scripted_chat("overloaded\nwolves\n");
  EXPECT_EQ(ran.status, 3);
  EXPECT_TRUE(contains(ran.out, "too many guests")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "Wolves? Three.")) << ran.out;
}

TEST(Chat, ATurnThatFailedIsNotKept) {
  EXPECT_TRUE(contains(scripted_chat("overloaded\n/info\n").out, "messages  0"));
  EXPECT_TRUE(contains(scripted_chat("wolves\n/info\n").out, "messages  2"));
}

TEST(Chat, CommandsWorkWithASlashAndAsTheOnlyWord) {
  EXPECT_TRUE(contains(scripted_chat("help\n").out, "/model [NAME]"));
  EXPECT_TRUE(contains(scripted_chat("/help\n").out, "/model [NAME]"));
  EXPECT_EQ(scripted_chat("help me\n").out, "I would not know.\n");
  EXPECT_EQ(scripted_chat("exit\nwolves\n").out, "");
  EXPECT_EQ(scripted_chat("/exit\nwolves\n").out, "");
  EXPECT_EQ(scripted_chat("//wolves\n").out, "Wolves? Three.\n");
  const Ran unknown = scripted_chat("/modle x\n");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_TRUE(contains(unknown.out, "did you mean 'model'")) << unknown.out;
}

TEST(Chat, UsesAnotherModelFromThenOn) {
  FaultServer server;
  server.answer_with(
      [](const SeenRequest&) { return ndjson_response({ollama_line("Ah.", true)}); });
  chat("hello\n/model large\nhello\n",
       "--provider ollama --model small --endpoint " + server.url());
  ASSERT_EQ(server.requests_count(), 2U);
  EXPECT_TRUE(contains(server.requests()[0].body, "\"small\""));
  EXPECT_TRUE(contains(server.requests()[1].body, "\"large\""));
}

TEST(Chat, GoesOnWithAConversationThatWasSaved) {
  const TemporaryFolder folder;
  const std::string file = folder.file("talk.json");
  EXPECT_EQ(scripted_chat("wolves\n/save " + file + "\n").status, 0);
  const Ran loaded = scripted_chat("/load " + file + "\n/info\n");
  EXPECT_TRUE(contains(loaded.out, "messages  2")) << loaded.out;
  std::ofstream(file) << "not a conversation";
  const Ran refused = scripted_chat("wolves\n/load " + file + "\n/info\n");
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.out, "messages  2")) << "a bad file must change nothing";
}

TEST(Chat, AtATerminalCtrlCCancelsTheAnswerThatIsUnderWay) {
  FaultServer server;
  server.answer(Script()
                    .send(stream_head("application/x-ndjson"))
                    .send(chunk(ollama_line("Well, ", false) + "\n"))
                    .stall());
  server.answer(ndjson_response({ollama_line("Here I am.", true)}));
  PseudoTerminal terminal(
      {"skald", "chat", "--provider", "ollama", "--model", "m", "--endpoint", server.url()});
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("hello\n");
  ASSERT_TRUE(terminal.shows("Well, ")) << terminal.shown();
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("cancelled")) << terminal.shown();
  EXPECT_TRUE(server.wait_for_closed_by_peer(1));
  terminal.type("again\n");
  EXPECT_TRUE(terminal.shows("Here I am.")) << terminal.shown();
  EXPECT_TRUE(terminal.shows("11 tokens in, 3 out")) << terminal.shown();
  EXPECT_FALSE(contains(server.requests()[1].body, "hello"));
  terminal.type("/exit\n");
  EXPECT_EQ(terminal.wait_for_end(), 0) << terminal.shown();
}

TEST(Chat, AtThePromptCtrlCExplainsItselfAndASecondOneEnds) {
  PseudoTerminal terminal({"skald", "chat", "--provider", "scripted", "--endpoint", kScript});
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("Ctrl-C again")) << terminal.shown();
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("wolves\n");
  EXPECT_TRUE(terminal.shows("Wolves? Three.")) << terminal.shown();
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("Ctrl-C again")) << "a line in between starts anew";
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait_for_end(), 0) << terminal.shown();
}

TEST(Chat, AModelsWordsDoNotCommandTheTerminal) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("s.json"))
      << R"({"answers": [{"text": "a\u001b]0;owned\u0007b\u009b31mc"}]})";
  PseudoTerminal terminal(
      {"skald", "chat", "--provider", "scripted", "--endpoint", folder.file("s.json")});
  ASSERT_TRUE(terminal.shows(">"));
  terminal.type("hello\n\x04");
  EXPECT_EQ(terminal.wait_for_end(), 0);
  EXPECT_TRUE(contains(terminal.shown(), "a]0;ownedb31mc")) << terminal.shown();
}

}  // namespace
}  // namespace skald::test
