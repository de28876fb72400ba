// Reads the bytes of one response with a provider, as a call would.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "voices/providers/provider.h"
#include "voices/reading/response_reader.h"

namespace skald::test {

class CollectedPieces final : public voices::PieceSink {
 public:
  void on_piece(const Piece& piece) override {
    if (piece.kind == Piece::Kind::text) texts.emplace_back(piece.text);
  }
  std::vector<std::string> texts;
};

/// A file of tests/data/wire; empty if it is not there.
inline std::string recorded_stream(const std::string& name) {
  std::ifstream file("tests/data/wire/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Result<Answer, Failure> read_response(const voices::Provider& provider,
                                             std::string_view bytes, std::string_view content_type,
                                             voices::PieceSink& pieces) {
  voices::wire::JsonParser parser;
  voices::AnswerBuilder builder;
  builder.begin(pieces);
  voices::ResponseReader reader(provider, parser, builder);
  voices::HttpHead head;
  head.status = 200;
  head.headers = {{"content-type", std::string(content_type)}};
  reader.head(head);
  voices::HttpEnd end;
  if (reader.bytes(bytes) == voices::Reading::stop) end.kind = voices::HttpEnd::Kind::stopped;
  return reader.end(end);
}

/// `pieces`, if given, gets the texts as they were handed on.
inline Result<Answer, Failure> read_answer(const voices::Provider& provider, std::string_view bytes,
                                           std::string_view content_type,
                                           std::vector<std::string>* pieces = nullptr) {
  CollectedPieces collected;
  auto result = read_response(provider, bytes, content_type, collected);
  if (pieces != nullptr) *pieces = collected.texts;
  return result;
}

}  // namespace skald::test
