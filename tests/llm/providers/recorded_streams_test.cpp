// Streams as servers send them (tests/data/wire), cut wherever a network could cut them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "voices/providers/registry.h"
#include "voices/reading/response_reader.h"

namespace skald::voices {
namespace {

struct RecordedStream {
  std::string name;  // "openai_tools.sse": the kind stands before the first '_'
  std::string bytes;
};

void PrintTo(const RecordedStream& stream, std::ostream* out) { *out << stream.name; }

std::vector<RecordedStream> recorded_streams() {
  std::vector<RecordedStream> streams;
  for (const auto& entry : std::filesystem::directory_iterator("tests/data/wire")) {
    std::ifstream file(entry.path(), std::ios::binary);
    streams.push_back(
        {entry.path().filename().string(), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  std::sort(streams.begin(), streams.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return streams;
}

std::shared_ptr<const Provider> provider_of(const std::string& stream_name) {
  ProviderConfig config;
  config.kind = stream_name.substr(0, stream_name.find('_'));
  if (stream_name.starts_with("openai_responses")) config.kind = "openai-responses";
  config.name = config.kind;
  config.endpoint = "http://127.0.0.1:1";
  config.model = "recorded";
  auto provider = make_provider(config);
  EXPECT_TRUE(provider) << provider.error().message;
  return *provider;
}

/// Everything that came out, in words. Neighbouring pieces of one kind are joined: a cut may split
/// text that is held back, and only then.
class Transcript final : public PieceSink {
 public:
  void on_piece(const Piece& piece) override {
    const std::string kind = std::to_string(static_cast<int>(piece.kind)) + '/' +
                             std::to_string(piece.tool_index) + ' ' + std::string(piece.tool_id) +
                             ' ' + std::string(piece.tool_name);
    lines_.push_back(kind + ": " + std::string(piece.text));
  }
  void end(const Result<Answer, Failure>& result) {
    if (!result) {
      lines_.push_back(to_text(result.error()));
      return;
    }
    const Answer& answer = result.value();
    lines_.push_back(std::string(to_string(answer.reason)) + " text=" + answer.text +
                     " reasoning=" + answer.reasoning + " model=" + answer.model);
    for (const ToolCall& call : answer.tool_calls) {
      lines_.push_back(call.id + ' ' + call.name + ' ' + call.arguments);
    }
    const TokenCounts& tokens = answer.tokens;
    for (const std::uint64_t count :
         {std::uint64_t{tokens.reported}, tokens.input, tokens.cached_input, tokens.cache_written,
          tokens.output, tokens.reasoning}) {
      lines_.push_back(std::to_string(count));
    }
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

/// Reads the stream in parts that end at these places.
std::vector<std::string> read(const Provider& provider, const RecordedStream& stream,
                              std::vector<std::size_t> cuts) {
  Transcript transcript;
  wire::JsonParser parser;
  AnswerBuilder builder;
  builder.begin(transcript);
  ResponseReader reader(provider, parser, builder);
  HttpHead head;
  head.status = 200;
  head.headers = {{"content-type", provider.framing() == Framing::sse ? "text/event-stream"
                                                                      : "application/x-ndjson"}};
  reader.head(head);
  cuts.push_back(stream.bytes.size());
  std::size_t at = 0;
  HttpEnd end;
  for (const std::size_t cut : cuts) {
    if (reader.bytes(std::string_view(stream.bytes).substr(at, cut - at)) == Reading::stop) {
      end.kind = HttpEnd::Kind::stopped;
      break;
    }
    at = cut;
  }
  transcript.end(reader.end(end));
  return transcript.lines();
}

class RecordedStreams : public testing::TestWithParam<RecordedStream> {};

TEST_P(RecordedStreams, GiveTheSameEventsCutAtEveryByte) {
  const auto provider = provider_of(GetParam().name);
  const std::vector<std::string> whole = read(*provider, GetParam(), {});
  EXPECT_GT(whole.size(), 0U);
  for (std::size_t cut = 1; cut < GetParam().bytes.size(); ++cut) {
    ASSERT_EQ(read(*provider, GetParam(), {cut}), whole) << "cut after byte " << cut;
  }
}

TEST_P(RecordedStreams, GiveTheSameEventsAByteAtATime) {
  const auto provider = provider_of(GetParam().name);
  std::vector<std::size_t> cuts;
  for (std::size_t cut = 1; cut < GetParam().bytes.size(); ++cut) cuts.push_back(cut);
  EXPECT_EQ(read(*provider, GetParam(), cuts), read(*provider, GetParam(), {}));
}

TEST_P(RecordedStreams, AreNeverAnAnswerWithoutTheirEnd) {
  const auto provider = provider_of(GetParam().name);
  RecordedStream cut = GetParam();
  cut.bytes.resize(cut.bytes.size() / 3);
  Transcript transcript;
  const std::vector<std::string> lines = read(*provider, cut, {});
  EXPECT_EQ(lines.back().find("text="), std::string::npos) << lines.back();
}

INSTANTIATE_TEST_SUITE_P(Wire, RecordedStreams, testing::ValuesIn(recorded_streams()),
                         [](const testing::TestParamInfo<RecordedStream>& stream) {
                           std::string name = stream.param.name;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) {
                                 return std::isalnum(static_cast<unsigned char>(c)) == 0;
                               },
                               '_');
                           return name;
                         });

}  // namespace
}  // namespace skald::voices
