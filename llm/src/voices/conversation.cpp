#include "skald/llm/conversation.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "skald/llm/document.h"
#include "voices/providers/request_writer.h"

namespace skald {
namespace {

void put(voices::RequestWriter& writer, const ToolCall& call) {
  writer.begin_object();
  writer.text("id", call.id);
  writer.text("name", call.name);
  writer.text("arguments", call.arguments);
  writer.optional_text("opaque", call.opaque);
  writer.end_object();
}

void put(voices::RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("role", to_string(message.role));
  writer.optional_text("text", message.text);
  if (!message.tool_calls.empty()) {
    writer.begin_array("tool_calls");
    for (const ToolCall& call : message.tool_calls) put(writer, call);
    writer.end_array();
  }
  writer.optional_text("tool_call_id", message.tool_call_id);
  writer.optional_text("tool_name", message.tool_name);
  if (message.tool_failed) writer.boolean("tool_failed", true);
  if (!message.images.empty()) {
    writer.begin_array("images");
    for (const Image& image : message.images) {
      writer.text("data:" + image.media_type + ";base64," + image.base64);
    }
    writer.end_array();
  }
  writer.end_object();
}

void read_calls(const Document& document, const Value& list, Message& message,
                ObjectReader& reader) {
  for (const Value& item : list.list) {
    ToolCall call;
    ObjectReader call_reader(document, item);
    call_reader.text("id", call.id);
    call_reader.text("name", call.name);
    call_reader.text("arguments", call.arguments);
    call_reader.optional_text("opaque", call.opaque);
    if (Status status = call_reader.finish(); !status) return reader.fail(item, "not a tool call");
    message.tool_calls.push_back(std::move(call));
  }
}

Result<Message> read_message(const Document& document, const Value& value) {
  Message message;
  std::string role;
  std::vector<std::string> images;
  ObjectReader reader(document, value);
  reader.text("role", role);
  reader.optional_text("text", message.text);
  reader.optional_text("tool_call_id", message.tool_call_id);
  reader.optional_text("tool_name", message.tool_name);
  reader.optional_boolean("tool_failed", message.tool_failed);
  reader.optional_texts("images", images);
  if (const Value* calls = reader.member("tool_calls", Value::Kind::list, false)) {
    read_calls(document, *calls, message, reader);
  }
  for (const std::string& uri : images) {
    auto image = image_from_data_uri(uri);
    if (!image) reader.fail(value, "'images' holds something that is no data URI");
    if (image) message.images.push_back(std::move(*image));
  }
  constexpr Role kRoles[] = {Role::system, Role::user, Role::assistant, Role::tool};
  const auto known = std::find_if(std::begin(kRoles), std::end(kRoles),
                                  [&](Role candidate) { return to_string(candidate) == role; });
  if (known == std::end(kRoles)) {
    reader.fail(value, "'role' must be system, user, assistant or tool");
  } else {
    message.role = *known;
  }
  if (Status status = reader.finish(); !status) return status.error();
  return message;
}

/// The first message that may open what is sent: never a tool's result without its call.
std::size_t first_sent(const std::vector<Message>& history, std::size_t messages_max) {
  if (history.size() <= messages_max) return 0;
  std::size_t first = history.size() - messages_max;
  while (first < history.size() && history[first].role != Role::user) ++first;
  if (first < history.size()) return first;
  // One long turn of tool calls: kept whole, whatever the limit says.
  first = history.size() - messages_max;
  while (first > 0 && history[first].role != Role::user) --first;
  return first;
}

}  // namespace

Conversation::Conversation(Client& client, ConversationOptions options)
    : client_(client), options_(std::move(options)) {}

Prompt Conversation::prompt_of(std::vector<Message> history) const {
  Prompt prompt;
  if (!options_.system.empty()) {
    Message system;
    system.role = Role::system;
    system.text = options_.system;
    prompt.messages.push_back(std::move(system));
  }
  const auto first = static_cast<std::ptrdiff_t>(first_sent(history, options_.messages_max));
  std::move(history.begin() + first, history.end(), std::back_inserter(prompt.messages));
  prompt.sampling = options_.sampling;
  prompt.tools = options_.tools;
  prompt.tool_choice = options_.tool_choice;
  prompt.answer_schema = options_.answer_schema;
  return prompt;
}

Prompt Conversation::prompt_with(std::string_view text) const {
  std::vector<Message> history = history_;
  history.push_back({.role = Role::user, .text = std::string(text)});
  return prompt_of(std::move(history));
}

Client::Outcome Conversation::say(std::string text, const Client::OnPiece& on_piece) {
  return turn({{.role = Role::user, .text = std::move(text)}}, on_piece);
}

Client::Outcome Conversation::give_results(std::vector<Message> results,
                                           const Client::OnPiece& on_piece) {
  return turn(std::move(results), on_piece);
}

Client::Outcome Conversation::turn(std::vector<Message> said, const Client::OnPiece& on_piece) {
  std::vector<Message> history = history_;
  history.insert(history.end(), said.begin(), said.end());
  auto outcome = client_.stream(prompt_of(std::move(history)), on_piece);
  if (!outcome) return outcome;
  std::move(said.begin(), said.end(), std::back_inserter(history_));
  history_.push_back(
      {.role = Role::assistant, .text = outcome->text, .tool_calls = outcome->tool_calls});
  return outcome;
}

void Conversation::add(Message said, const Answer& answer) {
  history_.push_back(std::move(said));
  history_.push_back(
      {.role = Role::assistant, .text = answer.text, .tool_calls = answer.tool_calls});
}

std::string Conversation::to_json() const {
  voices::RequestWriter writer;
  writer.begin_object();
  writer.optional_text("system", options_.system);
  writer.begin_array("messages");
  for (const Message& message : history_) put(writer, message);
  writer.end_array();
  writer.end_object();
  return writer.take();
}

Status Conversation::restore(std::string_view json) {
  auto document = parse_document("conversation", json);
  if (!document) return document.error();
  std::string system;
  ObjectReader reader(*document, document->root);
  reader.optional_text("system", system);
  const Value* messages = reader.member("messages", Value::Kind::list, true);
  if (Status status = reader.finish(); !status) return status;
  std::vector<Message> history;
  for (const Value& value : messages->list) {
    auto message = read_message(*document, value);
    if (!message) return message.error();
    history.push_back(std::move(*message));
  }
  options_.system = std::move(system);
  history_ = std::move(history);
  return Done{};
}

Message tool_result(const ToolCall& call, std::string text, bool failed) {
  Message message;
  message.role = Role::tool;
  message.text = std::move(text);
  message.tool_call_id = call.id;
  message.tool_name = call.name;
  message.tool_failed = failed;
  return message;
}

}  // namespace skald
