#include <charconv>

#include "support/fault_script_action.h"

namespace skald::test {
namespace {

template <int base>
std::string digits_of(std::uint64_t number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  return {digits, end};
}

}  // namespace

Script::Script() : actions_(std::make_shared<std::vector<Action>>()) {}

void Script::add(Action action) {
  // Copies share their actions until one of them is changed.
  if (actions_.use_count() > 1) actions_ = std::make_shared<std::vector<Action>>(*actions_);
  actions_->push_back(std::move(action));
}

Script& Script::send(std::string bytes) {
  const std::uint64_t count = bytes.size();
  add({Action::Kind::send, std::move(bytes), count});
  return *this;
}

Script& Script::drip(std::string bytes) {
  const std::uint64_t count = bytes.size();
  add({Action::Kind::drip, std::move(bytes), count});
  return *this;
}

Script& Script::filler(std::uint64_t count) {
  add({Action::Kind::filler, {}, count});
  return *this;
}

Script& Script::pause(std::chrono::milliseconds time) {
  add({Action::Kind::pause, {}, 0, time});
  return *this;
}

Script& Script::hold() {
  add({Action::Kind::hold});
  return *this;
}

Script& Script::stall() {
  add({Action::Kind::stall});
  return *this;
}

Script& Script::close() {
  add({Action::Kind::close});
  return *this;
}

Script& Script::reset() {
  add({Action::Kind::reset});
  return *this;
}

Script& Script::then(const Script& next) {
  const std::shared_ptr<std::vector<Action>> more = next.actions_;  // `next` may be *this
  const std::size_t count = more->size();
  for (std::size_t i = 0; i < count; ++i) add(Action{(*more)[i]});
  return *this;
}

std::string response_text(int status, const HeaderList& headers, std::string_view body) {
  std::string text = "HTTP/1.1 " + digits_of<10>(static_cast<std::uint64_t>(status)) + " Scripted";
  for (const auto& [name, value] : headers) text += "\r\n" + name + ": " + value;
  text += "\r\nContent-Length: " + digits_of<10>(body.size()) + "\r\n\r\n";
  text += body;
  return text;
}

std::string stream_head(std::string_view content_type) {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(content_type) +
         "\r\nTransfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(std::string_view bytes) {
  return digits_of<16>(bytes.size()) + "\r\n" + std::string(bytes) + "\r\n";
}

std::string last_chunk() { return "0\r\n\r\n"; }

Script http_response(int status, const HeaderList& headers, std::string_view body) {
  return Script().send(response_text(status, headers, body));
}

Script stream_response(std::string_view content_type, const std::vector<std::string>& pieces) {
  Script script;
  script.send(stream_head(content_type));
  for (const std::string& piece : pieces) {
    if (!piece.empty()) script.send(chunk(piece));  // an empty chunk would be the last
  }
  return script.send(last_chunk());
}

Script sse_response(const std::vector<std::string>& texts) {
  std::vector<std::string> pieces;
  for (const std::string& text : texts) pieces.push_back("data: " + text + "\n\n");
  return stream_response("text/event-stream", pieces);
}

Script ndjson_response(const std::vector<std::string>& lines) {
  std::vector<std::string> pieces;
  for (const std::string& line : lines) pieces.push_back(line + "\n");
  return stream_response("application/x-ndjson", pieces);
}

}  // namespace skald::test
