// What the tests of providers with an interface of their own share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "voices/providers/registry.h"
#include "voices/reading/response_reader.h"

namespace skald::voices::testing_provider {

using Made = std::shared_ptr<const Provider>;

/// The pieces of an answer, each in a few letters: "text:Hel", "call1:{}".
class Pieces final : public PieceSink {
 public:
  void on_piece(const Piece& piece) override {
    std::string kind = "text";
    if (piece.kind == Piece::Kind::reasoning) kind = "reasoning";
    if (piece.kind == Piece::Kind::tool_call) kind = "call" + std::to_string(piece.tool_index);
    list.push_back(kind + ':' + std::string(piece.text));
  }
  std::vector<std::string> list;
};

inline Made made(MadeProvider provider) {
  EXPECT_TRUE(provider) << (provider ? "" : provider.error().message);
  return *provider;
}

inline Result<Answer, Failure> read(const Provider& provider, std::string_view content_type,
                                    std::string_view bytes, Pieces& pieces) {
  wire::JsonParser parser;
  AnswerBuilder builder;
  builder.begin(pieces);
  ResponseReader reader(provider, parser, builder);
  HttpHead head;
  head.status = 200;
  head.headers = {{"content-type", std::string(content_type)}};
  reader.head(head);
  HttpEnd end;
  if (reader.bytes(bytes) == Reading::stop) end.kind = HttpEnd::Kind::stopped;
  return reader.end(end);
}

/// A stream of tests/data/wire.
inline Result<Answer, Failure> read_recorded(const Provider& provider, const std::string& name,
                                             Pieces& pieces) {
  std::ifstream file("tests/data/wire/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  return read(provider, "text/event-stream", bytes, pieces);
}

inline Result<Answer, Failure> read_recorded(const Provider& provider, const std::string& name) {
  Pieces pieces;
  return read_recorded(provider, name, pieces);
}

inline Result<Answer, Failure> read_whole(const Provider& provider, std::string_view body) {
  Pieces pieces;
  return read(provider, "application/json", body, pieces);
}

/// The body that is sent for a prompt; or "REFUSED: " and why it is not.
inline std::string body_for(const Provider& provider, const Prompt& prompt) {
  const auto request = provider.request_for(prompt);
  if (request) return request->body;
  EXPECT_EQ(request.error().why, Why::bad_request);
  EXPECT_FALSE(request.error().advice.empty());
  return "REFUSED: " + request.error().message;
}

inline std::string header_of(const HttpRequest& request, std::string_view name) {
  std::string found;
  for (const Header& header : request.headers) {
    if (header.name == name) found += header.value;
  }
  return found;
}

inline Message said(Role role, std::string text) {
  Message message;
  message.role = role;
  message.text = std::move(text);
  return message;
}

inline Message called(std::vector<ToolCall> calls) {
  Message message;
  message.role = Role::assistant;
  message.tool_calls = std::move(calls);
  return message;
}

inline Message returned(std::string id, std::string name, std::string text, bool failed = false) {
  Message message = said(Role::tool, std::move(text));
  message.tool_call_id = std::move(id);
  message.tool_name = std::move(name);
  message.tool_failed = failed;
  return message;
}

inline std::vector<ModelInfo> models_in(const Provider& provider, ModelTask task,
                                        std::string_view body) {
  wire::JsonParser parser;
  const wire::Json* json = parser.parse_copy(body);
  EXPECT_NE(json, nullptr);
  return json != nullptr ? provider.read_models(task, *json) : std::vector<ModelInfo>{};
}

}  // namespace skald::voices::testing_provider
