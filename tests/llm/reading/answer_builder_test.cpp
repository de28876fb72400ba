// Answers put together from what decoders read, with the tolerances that servers need.
#include "voices/reading/answer_builder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace skald::voices {
namespace {

class Pieces final : public PieceSink {
 public:
  void on_piece(const Piece& piece) override {
    const std::string words(piece.text);
    if (piece.kind == Piece::Kind::text) all.push_back("t:" + words);
    if (piece.kind == Piece::Kind::reasoning) all.push_back("r:" + words);
    if (piece.kind != Piece::Kind::tool_call) return;
    all.push_back("c" + std::to_string(piece.tool_index) + ":" + std::string(piece.tool_id) + ":" +
                  std::string(piece.tool_name) + ":" + words);
  }
  std::vector<std::string> all{};
};

using All = std::vector<std::string>;

class AnswerBuilderTest : public testing::Test {
 protected:
  AnswerBuilderTest() { builder.begin(pieces); }

  Answer answer() {
    auto result = builder.take();
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : Answer{};
  }
  Failure failure() {
    auto result = builder.take();
    EXPECT_FALSE(result);
    return result ? Failure{} : result.error();
  }
  void call(std::optional<std::uint64_t> index, std::string_view id, std::string_view name,
            std::string_view arguments) {
    builder.tool_call({index, id, name, arguments});
  }
  /// "id name arguments" of each call.
  All calls() {
    builder.finish(FinishReason::tools);
    All result;
    for (const ToolCall& made : answer().tool_calls) {
      result.push_back(made.id + " " + made.name + " " + made.arguments);
    }
    return result;
  }

  Pieces pieces;
  AnswerBuilder builder;
};

TEST_F(AnswerBuilderTest, PiecesAreHandedOnAsTheyCome) {
  builder.model("m-1");
  builder.reasoning("hm");
  builder.text("Hel");
  builder.text("");
  builder.text("lo");
  builder.finish(FinishReason::stop);
  builder.tokens({true, 9, 1, 0, 2, 1});
  EXPECT_FALSE(builder.over());
  builder.end();
  EXPECT_TRUE(builder.over());
  EXPECT_EQ(pieces.all, (All{"r:hm", "t:Hel", "t:lo"}));
  const Answer built = answer();
  EXPECT_EQ(built.text, "Hello");
  EXPECT_EQ(built.reasoning, "hm");
  EXPECT_EQ(built.reason, FinishReason::stop);
  EXPECT_EQ(built.model, "m-1");
  EXPECT_EQ(built.tokens.output, 2U);
}

TEST_F(AnswerBuilderTest, ACharacterThatIsCutWaitsForItsRest) {
  builder.text("a\xF0\x9F");
  builder.text("\x92");
  builder.text("\x80z\xC3");
  builder.text("\xA4");
  builder.finish(FinishReason::stop);
  EXPECT_EQ(pieces.all, (All{"t:a", "t:\xF0\x9F\x92\x80z", "t:\xC3\xA4"}));
  EXPECT_EQ(answer().text, "a\xF0\x9F\x92\x80z\xC3\xA4");
}

TEST_F(AnswerBuilderTest, HalvesOfASurrogatePairAreJoined) {
  builder.text("a\xED\xA0\xBD");
  builder.text("\xED\xB2\x80");
  builder.text("\xED\xA0\xBD");
  builder.text("b\xED\xB2\x80");
  builder.finish(FinishReason::stop);
  const Answer built = answer();
  EXPECT_EQ(built.text,
            "a\xF0\x9F\x92\x80\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST_F(AnswerBuilderTest, WhatIsBrokenForGoodIsReplacedAndThePiecesStillAddUp) {
  builder.text("\xFFx\xC0\x80y\xF5");
  builder.text("z\xE2\x82");
  builder.finish(FinishReason::stop);
  const Answer built = answer();
  std::string joined;
  for (const std::string& piece : pieces.all) joined += piece.substr(2);
  EXPECT_EQ(built.text, joined);
  EXPECT_EQ(built.text, "\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBDy\xEF\xBF\xBDz\xEF\xBF\xBD");
}

TEST_F(AnswerBuilderTest, MendedTextDoesNotDependOnWhereItWasCut) {
  const std::string text =
      "a\xED\xA0\xBD\xED\xB2\x80\xED\xA0\xBD\xED\xA0\xBD\xED\xB2\x80\xC3\xA4\xE2\x82\xFF\xF0\x9F"
      "b\xED\xB2\x80\xF4\x90\x80\x80\xED\xA0";
  builder.text(text);
  builder.end();
  const std::string whole = answer().text;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    for (std::size_t j = i; j <= text.size(); ++j) {
      builder.begin(pieces);
      builder.text(text.substr(0, i));
      builder.text(text.substr(i, j - i));
      builder.text(text.substr(j));
      builder.end();
      EXPECT_EQ(answer().text, whole) << i << " " << j;
    }
  }
}

TEST_F(AnswerBuilderTest, ToolCallsAreJoinedByTheirNumber) {
  call(0, "a", "give", "");
  call(1, "b", "take", "{\"x\":");
  call(0, "", "", "{}");
  call(1, "", "", "1}");
  EXPECT_EQ(pieces.all, (All{"c0:a:give:", "c1:b:take:{\"x\":", "c0:::{}", "c1:::1}"}));
  EXPECT_EQ(calls(), (All{"a give {}", "b take {\"x\":1}"}));
}

TEST_F(AnswerBuilderTest, NumbersNeedNotBeginAtZero) {
  call(4, "a", "give", "{}");
  call(9, "b", "take", "{}");
  EXPECT_EQ(pieces.all, (All{"c0:a:give:{}", "c1:b:take:{}"}));
}

TEST_F(AnswerBuilderTest, WithoutANumberANewIdIsANewCall) {
  call({}, "a", "give", "{\"x\":");
  call({}, "", "", "1}");
  call({}, "b", "give", "{}");
  call({}, "b", "give", "");
  EXPECT_EQ(calls(), (All{"a give {\"x\":1}", "b give {}"}));
}

TEST_F(AnswerBuilderTest, ARepeatedNameIsSetOnce) {
  call(0, "a", "give", "{\"x\":");
  call(0, "a", "give", "1");
  call(0, "", "give", "}");
  EXPECT_EQ(calls(), (All{"a give {\"x\":1}"}));
}

TEST_F(AnswerBuilderTest, WithoutIdOrNumberANameTellsCallsApart) {
  call({}, "", "give", "{\"x\":");
  call({}, "", "give", "1}");
  call({}, "", "give", "{}");
  call({}, "", "take", "{}");
  EXPECT_EQ(calls(), (All{"call_1 give {\"x\":1}", "call_2 give {}", "call_3 take {}"}));
}

TEST_F(AnswerBuilderTest, WholeCallsThatAllHaveTheNumberZeroAreSeveral) {
  call(0, "a", "give", "{}");
  call(0, "b", "give", "{\"x\":1}");
  EXPECT_EQ(calls(), (All{"a give {}", "b give {\"x\":1}"}));
}

TEST_F(AnswerBuilderTest, AMissingIdIsMadeAndIsNobodyElses) {
  call(0, "call_2", "give", "{}");
  call(1, "", "take", "{}");
  EXPECT_EQ(pieces.all[1], "c1:call_3:take:{}");
  EXPECT_EQ(calls(), (All{"call_2 give {}", "call_3 take {}"}));
}

TEST_F(AnswerBuilderTest, TheFirstPieceOfACallWaitsForItsName) {
  call(0, "a", "", "{\"x\":");
  call(0, "", "give", "1");
  call(0, "", "", "}");
  EXPECT_EQ(pieces.all, (All{"c0:a:give:{\"x\":1", "c0:::}"}));
}

TEST_F(AnswerBuilderTest, NoArgumentsAreAnEmptyObject) {
  call(0, "a", "give", "");
  EXPECT_EQ(calls(), (All{"a give {}"}));
}

TEST_F(AnswerBuilderTest, ArgumentsThatAreNoObjectAreInvalid) {
  for (const std::string_view arguments : {"[1]", "{\"x\":", "give it", "{} {}"}) {
    builder.begin(pieces);
    call(0, "a", "give", arguments);
    builder.finish(FinishReason::tools);
    const Failure failed = failure();
    EXPECT_EQ(failed.why, Why::invalid_answer);
    EXPECT_NE(failed.message.find("'give'"), std::string::npos) << failed.message;
  }
}

TEST_F(AnswerBuilderTest, ArgumentsCutByMaxTokensSaySo) {
  call(0, "a", "give", "{\"x\":");
  builder.finish(FinishReason::length);
  const Failure failed = failure();
  EXPECT_EQ(failed.why, Why::truncated);
  EXPECT_FALSE(failed.retryable);
  EXPECT_NE(failed.message.find("max_tokens"), std::string::npos) << failed.message;
}

TEST_F(AnswerBuilderTest, ACallWithoutANameIsInvalid) {
  call(0, "a", "", "{}");
  builder.finish(FinishReason::tools);
  EXPECT_EQ(failure().why, Why::invalid_answer);
  EXPECT_TRUE(pieces.all.empty());
}

TEST_F(AnswerBuilderTest, TheReasonFollowsWhatCame) {
  call(0, "a", "give", "{}");
  builder.finish(FinishReason::stop);
  EXPECT_EQ(answer().reason, FinishReason::tools);
  builder.text("x");
  builder.finish(FinishReason::tools);
  EXPECT_EQ(answer().reason, FinishReason::stop);
  builder.text("x");
  builder.end();
  EXPECT_EQ(answer().reason, FinishReason::stop) << "an end marker alone";
  builder.text("x");
  builder.finish(FinishReason::length);
  EXPECT_EQ(answer().reason, FinishReason::length);
  builder.finish(FinishReason::paused);
  EXPECT_EQ(answer().reason, FinishReason::paused);
}

TEST_F(AnswerBuilderTest, NothingAtAllIsABadResponse) {
  const Failure failed = failure();
  EXPECT_EQ(failed.why, Why::bad_response);
  EXPECT_NE(failed.message.find("empty"), std::string::npos) << failed.message;
}

TEST_F(AnswerBuilderTest, WordsWithoutAnEndAreTruncated) {
  builder.text("Once upon");
  const Failure failed = failure();
  EXPECT_EQ(failed.why, Why::truncated);
  EXPECT_TRUE(failed.retryable);
}

TEST_F(AnswerBuilderTest, AnEndWithoutWordsIsNoAnswer) {
  builder.finish(FinishReason::stop);
  builder.end();
  EXPECT_EQ(failure().why, Why::bad_response);
  builder.reasoning("hm");
  builder.finish(FinishReason::stop);
  EXPECT_EQ(failure().why, Why::bad_response);
  builder.reasoning("hm");
  builder.finish(FinishReason::length);
  EXPECT_EQ(failure().why, Why::truncated);
}

TEST_F(AnswerBuilderTest, TheFirstFailureCounts) {
  builder.text("x");
  Failure first;
  first.message = "first";
  builder.fail(first);
  builder.fail({});
  EXPECT_TRUE(builder.over());
  EXPECT_EQ(failure().message, "first");
}

TEST_F(AnswerBuilderTest, NothingOfOneAnswerIsInTheNext) {
  builder.text("a\xC3");
  builder.reasoning("b");
  builder.model("m");
  builder.request_id("r");
  call(0, "a", "give", "{}");
  builder.finish(FinishReason::length);
  builder.tokens({true, 1, 0, 0, 1, 0});
  builder.end();
  (void)builder.take();
  builder.begin(pieces);
  EXPECT_FALSE(builder.over() || builder.has_content() || builder.finished());
  call(0, "", "take", "");
  builder.text("\xA4z");
  builder.end();
  const Answer built = answer();
  EXPECT_EQ(built.text, "\xEF\xBF\xBDz");
  EXPECT_EQ(built.reasoning + built.model + built.request_id, "");
  EXPECT_FALSE(built.tokens.reported);
  ASSERT_EQ(built.tool_calls.size(), 1U);
  EXPECT_EQ(built.tool_calls[0].id, "call_1");
  EXPECT_EQ(built.tool_calls[0].arguments, "{}");
}

}  // namespace
}  // namespace skald::voices
