// The table "read" of llm/PROVIDERS.md, cell by cell: what a provider's responses give, read from
// the streams of tests/data/wire.
#include <algorithm>
#include <functional>

#include "llm/providers/provider_table.h"
#include "llm/providers/read_answer.h"
#include "voices/local/script.h"

namespace skald::voices {
namespace {

using test::CellPlace;

/// What a family sends. A stream is the name of a file of tests/data/wire, or its own bytes.
struct Family {
  std::string_view columns;
  std::string_view words;
  std::string_view tools;
  std::string_view thoughts;
  std::string_view whole;
};

constexpr std::array kFamilies = {
    Family{"openai llama-server lmstudio localai vllm openrouter",
           "openai_text_usage_at_the_end.sse", "openai_parallel_tools.sse",
           "openai_openrouter_reasoning.sse",
           R"({"choices":[{"message":{"content":"Three."},"finish_reason":"stop"}]})"},
    Family{"openai-responses", "openai_responses_text.sse",
           "openai_responses_reasoning_and_tools.sse", "openai_responses_reasoning_and_tools.sse",
           R"({"status":"completed","output":[{"type":"message","content":[)"
           R"({"type":"output_text","text":"Three."}]}]})"},
    Family{"anthropic", "anthropic_text.sse", "anthropic_tools.sse", "anthropic_thinking.sse",
           R"({"content":[{"type":"text","text":"Three."}],"stop_reason":"end_turn"})"},
    Family{"gemini", "gemini_text.sse", "gemini_tools.sse", "gemini_thoughts.sse",
           R"({"candidates":[{"content":{"parts":[{"text":"Three."}]},"finishReason":"STOP"}]})"},
    Family{"ollama", "ollama_chat.ndjson", "ollama_tools.ndjson", "ollama_thinking.ndjson",
           R"({"message":{"content":"Three."},"done":true,"done_reason":"stop"})"},
    Family{
        "custom", "{\"delta\":\"Th\"}\n{\"delta\":\"ree.\",\"in\":5,\"out\":2,\"done\":true}\n",
        "{\"delta\":\"Hm.\",\"tool_calls\":[{\"function\":{\"name\":\"look\"}}],\"done\":true}\n",
        "{\"delta\":\"Hm.\",\"reasoning\":\"Think.\",\"done\":true}\n", R"({"text":"Three."})"},
};

struct Read {
  Answer answer{};
  std::size_t pieces = 0;  // of text
};

Result<Answer, Failure> read(const Provider& provider, const std::string& type,
                             std::string_view bytes, PieceSink& pieces) {
  wire::JsonParser parser;
  AnswerBuilder builder;
  builder.begin(pieces);
  ResponseReader reader(provider, parser, builder);
  HttpHead head;
  head.status = 200;
  head.headers = {{"content-type", type}, {"x-request-id", "req-1"}};
  reader.head(head);
  HttpEnd end;
  if (reader.bytes(bytes) == Reading::stop) end.kind = HttpEnd::Kind::stopped;
  return reader.end(end);
}

Result<Answer, Failure> read_script(PieceSink& pieces) {
  auto script = Script::parse(
      "demo.json", R"({"answers":[{"pieces":["Th","ree."],"tool":"look","arguments":{}}]})");
  Prompt prompt;
  prompt.text = "Hello";
  AnswerBuilder builder;
  builder.begin(pieces);
  script->answer(prompt, builder);
  return builder.take();
}

/// `what` of the family's columns, as this column's provider reads it.
Read read_as(const std::string& column, std::string_view Family::*what) {
  test::CollectedPieces pieces;
  Result<Answer, Failure> answer = Answer{};
  if (column == "scripted") {
    answer = read_script(pieces);
  } else {
    const auto provider = test::provider_of(column);
    const auto* family = std::find_if(kFamilies.begin(), kFamilies.end(), [&](const Family& one) {
      return (' ' + std::string(one.columns) + ' ').find(' ' + column + ' ') != std::string::npos;
    });
    const std::string stream(family->*what);
    const bool is_whole = what == &Family::whole;
    const bool is_file = stream.ends_with(".sse") || stream.ends_with(".ndjson");
    const bool is_lines = provider->framing() == Framing::lines;
    answer = read(*provider,
                  is_whole   ? "application/json"
                  : is_lines ? "application/x-ndjson"
                             : "text/event-stream",
                  is_file ? test::recorded_stream(stream) : stream, pieces);
  }
  EXPECT_TRUE(answer) << column << ": " << to_text(answer.error());
  if (!answer) return {};
  return {*answer, pieces.texts.size()};
}

struct ReadRow {
  std::string_view name;
  std::string_view Family::*from;
  std::function<bool(const Read&)> came;
};

const std::vector<ReadRow>& rows() {
  static const std::vector<ReadRow> all = {
      {"text in pieces", &Family::words, [](const Read& r) { return r.pieces > 1; }},
      {"text as a whole", &Family::whole, [](const Read& r) { return r.answer.text == "Three."; }},
      {"tool calls", &Family::tools, [](const Read& r) { return !r.answer.tool_calls.empty(); }},
      {"reasoning", &Family::thoughts, [](const Read& r) { return !r.answer.reasoning.empty(); }},
      {"token counts", &Family::words,
       [](const Read& r) {
         const TokenCounts& tokens = r.answer.tokens;
         return tokens.reported && tokens.input > 0 && tokens.output > 0;
       }},
      {"cached tokens", &Family::words,
       [](const Read& r) { return r.answer.tokens.cached_input > 0; }},
      {"reasoning tokens", &Family::thoughts,
       [](const Read& r) { return r.answer.tokens.reasoning > 0; }},
      {"request id", &Family::words, [](const Read& r) { return !r.answer.request_id.empty(); }},
  };
  return all;
}

class ReadCell : public testing::TestWithParam<CellPlace> {};

TEST_P(ReadCell, IsWhatTheTableSays) {
  const auto& [column, name] = GetParam();
  const auto row = std::find_if(rows().begin(), rows().end(),
                                [&](const ReadRow& one) { return one.name == name; });
  const std::string cell = row->came(read_as(column, row->from)) ? "yes" : "-";
  EXPECT_EQ(cell, test::table_of("read")[name][column]);
}

INSTANTIATE_TEST_SUITE_P(Table, ReadCell, testing::ValuesIn(test::every_cell(rows())),
                         test::name_of);

TEST(ReadTable, HasARowForEachOfThese) { test::expect_rows(test::table_of("read"), rows()); }

}  // namespace
}  // namespace skald::voices
