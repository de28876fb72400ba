#include "voices/reading/response_reader.h"

#include <utility>

#include "voices/config/ascii.h"
#include "voices/reading/errors.h"
#include "voices/reading/shown_words.h"

namespace skald::voices {
namespace {

constexpr std::size_t kErrorBytesMax = 1U << 20;
constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kEndMarker = "[DONE]";

/// "text/event-stream" of "Text/Event-Stream; charset=utf-8".
std::string media_type(const HttpHead& head) {
  const std::string_view type = head.header("content-type");
  return ascii::lower(ascii::trimmed(type.substr(0, type.find(';'))));
}

bool is_lines_type(std::string_view type) {
  return type == "application/x-ndjson" || type == "application/ndjson" ||
         type == "application/jsonl" || type == "application/x-jsonlines" ||
         type == "application/stream+json";
}

/// The first letter of a field of server-sent events, or of a comment. No JSON starts so.
bool begins_event(char first) {
  constexpr std::string_view kFirst = "deir:\xEF";
  return kFirst.find(first) != std::string_view::npos;
}

std::string_view without_mark(std::string_view body) {
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  return body;
}

}  // namespace

ResponseReader::ResponseReader(const Provider& provider, wire::JsonParser& parser,
                               AnswerBuilder& builder)
    : provider_(provider), parser_(parser), builder_(builder) {}

void ResponseReader::head(const HttpHead& head) {
  head_ = head;
  decoder_ = provider_.decoder();
  splitter_.reset();
  body_.clear();
  events_ = 0;
  at_end_ = false;
  const bool success = head.status >= 200 && head.status < 300;
  form_ = success ? Form::unknown : Form::refusal;
  builder_.request_id(request_id(head));
}

Reading ResponseReader::bytes(std::string_view bytes) {
  if (builder_.over()) return Reading::stop;
  if (form_ == Form::unknown) {
    body_ += bytes;  // blanks before a JSON body say that the server is alive
    const std::size_t first = body_.find_first_not_of(kBlank);
    if (first == std::string::npos) {
      body_.clear();
      return Reading::alive;
    }
    body_.erase(0, first);  // as those went that came by themselves
    form_ = form_of(body_[0]);
    if (form_ == Form::whole) return Reading::progress;
    begin_stream(is_lines_type(media_type(head_)) ? Framing::lines : Framing::sse);
    const std::string begun = std::move(body_);
    body_.clear();
    return feed(begun);
  }
  return form_ == Form::stream ? feed(bytes) : collect(bytes);
}

// The first byte is believed more than the content type: proxies answer with errors as JSON or HTML
// under the type of a stream, and servers send streams under any type or none.
ResponseReader::Form ResponseReader::form_of(char first) const {
  const std::string type = media_type(head_);
  if (is_lines_type(type)) return Form::stream;
  if (first == '{' || first == '[' || first == '<') return Form::whole;
  if (type == "text/event-stream") return Form::stream;
  const bool stream = provider_.framing() == Framing::sse && begins_event(first);
  return stream ? Form::stream : Form::whole;
}

void ResponseReader::begin_stream(Framing framing) {
  form_ = Form::stream;
  splitter_ = framing == Framing::sse ? wire::make_sse_splitter() : wire::make_line_splitter();
}

Reading ResponseReader::feed(std::string_view bytes) {
  learned_ = false;
  const auto state = splitter_->feed(bytes, *this);
  if (state == wire::Splitter::State::too_large) {
    builder_.fail(make_failure(Why::bad_response, "an event of the stream is too large"));
  }
  if (builder_.over()) return Reading::stop;
  return learned_ ? Reading::progress : Reading::alive;
}

Reading ResponseReader::collect(std::string_view bytes) {
  if (form_ == Form::refusal) {
    body_.append(bytes, 0, kErrorBytesMax - body_.size());
    return body_.size() < kErrorBytesMax ? Reading::progress : Reading::stop;
  }
  body_ += bytes;
  return Reading::progress;
}

bool ResponseReader::on_frame(const wire::Frame& frame) {
  if (builder_.over()) return false;
  const std::string_view text = ascii::trimmed(frame.text());
  if (text.empty()) return true;
  ++events_;
  if (text.starts_with(kEndMarker)) {
    builder_.end();
    return false;
  }
  // Read before it is parsed, which overwrites it.
  const std::string words = frame.name == "error" ? shown_words(text) : std::string();
  const wire::Json* event = parser_.parse(frame.data, frame.size);
  if (event != nullptr && (frame.name != "error" || event->IsObject())) {
    return on_json(frame.name, *event);
  }
  if (frame.name == "error") {
    builder_.fail(read_error_words(head_, words));
  } else if (!at_end_) {  // else it is the beginning of an event
    builder_.fail(
        make_failure(Why::bad_response, "event " + std::to_string(events_) + " of the stream, of " +
                                            std::to_string(frame.size) + " bytes, is not JSON"));
  }
  return !builder_.over();
}

bool ResponseReader::on_json(std::string_view name, const wire::Json& event) {
  if (auto failure = error_in(event, head_)) {
    builder_.fail(*std::move(failure));
  } else if (name == "error") {
    builder_.fail(read_error(head_, wire::to_json(event), parser_));
  } else {
    decoder_->on_event(name, event, builder_);
    learned_ = learned_ || name != "ping";
  }
  return !builder_.over();
}

Result<Answer, Failure> ResponseReader::end(const HttpEnd& end) {
  if (head_.status == 0) return failure_of(end);
  if (form_ == Form::refusal) return read_error(head_, body_, parser_);
  at_end_ = true;
  if (!builder_.over()) read_rest(end);
  auto result = outcome(end);
  if (result) return result;
  Failure failure = result.error();
  if (failure.http_status == 0) failure.http_status = head_.status;
  if (failure.request_id.empty()) failure.request_id = shown_words(request_id(head_));
  return failure;
}

void ResponseReader::read_rest(const HttpEnd& end) {
  if (form_ == Form::stream) {
    splitter_->finish(*this);
  } else if (form_ == Form::whole) {
    read_whole(end.kind == HttpEnd::Kind::complete);
  }
}

void ResponseReader::read_whole(bool complete) {
  const std::string_view body = without_mark(body_);
  const wire::Json* json = parser_.parse_copy(body);
  if (json == nullptr && is_stream_of_lines(body)) {
    begin_stream(Framing::lines);
    splitter_->feed(body, *this);
    splitter_->finish(*this);
  } else if (json == nullptr || !(json->IsObject() || json->IsArray())) {
    if (complete) builder_.fail(read_error(head_, body, parser_));
  } else if (auto failure = error_in(*json, head_)) {
    builder_.fail(*std::move(failure));
  } else {
    decoder_->on_whole(*json, builder_);
    if (builder_.over()) return;
    if (!builder_.has_content() && !builder_.finished()) {
      return builder_.fail(read_error(head_, body, parser_));
    }
    builder_.end();
  }
}

/// Such a stream under another type is only seen for what it is when it is there.
bool ResponseReader::is_stream_of_lines(std::string_view body) {
  const std::size_t end = body.find('\n');
  if (provider_.framing() != Framing::lines || end == std::string_view::npos) return false;
  return parser_.parse_copy(body.substr(0, end)) != nullptr;
}

// An answer that its provider finished stands, however the transfer ended afterwards.
Result<Answer, Failure> ResponseReader::outcome(const HttpEnd& end) {
  using Kind = HttpEnd::Kind;
  if (builder_.over() || builder_.finished() || end.kind == Kind::complete) return builder_.take();
  Failure failure = failure_of(end);
  if (end.kind == Kind::broken && builder_.has_content()) {
    const std::string detail = std::move(failure.message);
    failure = make_failure(Why::truncated, "the answer was cut off: " + detail);
  }
  return failure;
}

}  // namespace skald::voices
