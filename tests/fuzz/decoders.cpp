// A response of any provider: the first byte says which, the second how it is labelled and where it
// is cut. However it is cut, it is the same answer or failure, and its words are UTF-8.
#include <array>
#include <string>

#include "skald/replay/assert.h"
#include "voices/providers/registry.h"
#include "voices/reading/response_reader.h"
#include "voices/reading/utf8_repair.h"

namespace {

using namespace skald;
using namespace skald::voices;

constexpr std::array kKinds = {"openai", "openai-responses", "anthropic",
                               "ollama", "gemini",           "custom"};
constexpr std::array kTypes = {"text/event-stream", "application/x-ndjson", "application/json", ""};

std::shared_ptr<const Provider> make(const std::string& kind) {
  ProviderConfig config;
  config.name = config.kind = kind;
  config.endpoint = "http://127.0.0.1:1/v1";
  config.model = "fuzzed";
  if (kind == "custom") {
    config.request_format = config.response_format = "mapping";
    config.mapping.prompt_at = "/prompt";
    config.mapping.stream_at = "/stream";
    config.mapping.text_at = "/text";
    config.mapping.delta_at = "/delta";
    config.mapping.done_at = "/done";
    config.mapping.error_at = "/fault";
  }
  auto provider = make_provider(std::move(config));
  SKALD_ASSERT(static_cast<bool>(provider), "a provider cannot be made");
  return *provider;
}

struct Words final : PieceSink {
  void on_piece(const Piece& piece) override {
    SKALD_ASSERT(is_utf8(piece.text), "a piece that is not UTF-8");
    if (piece.kind == Piece::Kind::text) text += piece.text;
  }
  std::string text;
};

std::string read(const Provider& provider, const HttpHead& head, std::string_view bytes,
                 std::size_t cut) {
  Words words;
  wire::JsonParser parser;
  AnswerBuilder builder;
  builder.begin(words);
  ResponseReader reader(provider, parser, builder);
  reader.head(head);
  HttpEnd end;
  if (reader.bytes(bytes.substr(0, cut)) == Reading::stop ||
      reader.bytes(bytes.substr(cut)) == Reading::stop) {
    end.kind = HttpEnd::Kind::stopped;
  }
  auto result = reader.end(end);
  if (!result) return "failed " + std::string(to_string(result.error().why));
  SKALD_ASSERT(result->text == words.text, "pieces that are not the text");
  std::string all = result->text + '|' + result->reasoning;
  for (const ToolCall& call : result->tool_calls) all += '|' + call.name + call.arguments;
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto providers = [] {
    std::array<std::shared_ptr<const Provider>, kKinds.size()> made;
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = make(kKinds[i]);
    return made;
  }();
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Provider& provider = *providers[data[0] % providers.size()];
  HttpHead head;
  head.status = 200;
  head.headers = {{"content-type", kTypes[data[1] % kTypes.size()]}};
  const std::size_t cut = bytes.empty() ? 0 : data[1] * 7919U % bytes.size();
  SKALD_ASSERT(read(provider, head, bytes, cut) == read(provider, head, bytes, bytes.size()),
               "a cut changed the answer");
  return 0;
}
