// Reads one response, sans I/O: head, bytes however the network cut them, end -> an Answer or a
// Failure. Decides by status and content type what the bytes are: a stream's events, a whole
// answer, or an error; a server may answer any request with any of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "voices/http.h"
#include "voices/providers/provider.h"
#include "voices/reading/answer_builder.h"
#include "voices/wire/json.h"
#include "voices/wire/splitter.h"

namespace skald::voices {

class ResponseReader final : private wire::FrameSink {
 public:
  /// `parser` and `builder` are shared by the responses of one thread and of one call.
  ResponseReader(const Provider& provider, wire::JsonParser& parser, AnswerBuilder& builder);

  void head(const HttpHead& head);
  Reading bytes(std::string_view bytes);
  /// The transfer is over: what it amounts to.
  Result<Answer, Failure> end(const HttpEnd& end);

 private:
  /// What the bytes are taken for.
  enum class Form : std::uint8_t {
    unknown,  // nothing but white space has come
    stream,   // of events, cut by splitter_
    whole,    // collected in body_: an answer or an error
    refusal,  // the same, of a response that is no success
  };

  bool on_frame(const wire::Frame& frame) override;
  bool on_json(std::string_view name, const wire::Json& event);
  Reading collect(std::string_view bytes);
  Reading feed(std::string_view bytes);
  Form form_of(char first) const;
  void begin_stream(Framing framing);
  void read_rest(const HttpEnd& end);
  void read_whole(bool complete);
  bool is_stream_of_lines(std::string_view body);
  Result<Answer, Failure> outcome(const HttpEnd& end);

  const Provider& provider_;
  wire::JsonParser& parser_;
  AnswerBuilder& builder_;
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<wire::Splitter> splitter_;
  HttpHead head_;
  Form form_ = Form::unknown;
  std::string body_;
  std::size_t events_ = 0;
  bool at_end_ = false;   // no more bytes will come
  bool learned_ = false;  // from the bytes of this call of bytes()
};

}  // namespace skald::voices
