// What the tests of providers with an interface of their own share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "read_answer.h"
#include "voices/providers/registry.h"

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

/// A stream of tests/data/wire.
inline Result<Answer, Failure> read_recorded(const Provider& provider, const std::string& name,
                                             Pieces& pieces) {
  const std::string bytes = test::recorded_stream(name);
  EXPECT_FALSE(bytes.empty()) << name;
  return test::read_response(provider, bytes, "text/event-stream", pieces);
}

inline Result<Answer, Failure> read_recorded(const Provider& provider, const std::string& name) {
  Pieces pieces;
  return read_recorded(provider, name, pieces);
}

inline Result<Answer, Failure> read_whole(const Provider& provider, std::string_view body) {
  Pieces pieces;
  return test::read_response(provider, body, "application/json", pieces);
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

inline Prompt asking(std::vector<Message> messages) {
  Prompt prompt;
  prompt.messages = std::move(messages);
  return prompt;
}

inline Prompt hello() {
  Prompt prompt;
  prompt.text = "Hello";
  return prompt;
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
