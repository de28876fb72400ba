#include "voices/providers/conversation_checks.h"

#include <algorithm>
#include <utility>

#include "voices/wire/json.h"

namespace skald::voices {
namespace {

bool is_json_object(const std::string& text) {
  wire::JsonParser parser;
  const wire::Json* value = parser.parse_copy(text);
  return value != nullptr && value->IsObject();
}

bool says_nothing(const Message& message) {
  if (message.role != Role::user && message.role != Role::assistant) return false;
  return message.text.empty() && message.images.empty() && message.tool_calls.empty();
}

std::optional<Refusal> refusal_of_calls(const Message& message, std::size_t index) {
  for (const ToolCall& call : message.tool_calls) {
    if (call.arguments.empty() || is_json_object(call.arguments)) continue;
    return refuse_message(
        index, "the arguments of its call of '" + call.name + "' are no JSON object",
        "Take a call that was not understood out of the conversation before going on.");
  }
  return std::nullopt;
}

}  // namespace

Refusal refuse_message(std::size_t index, const std::string& message, std::string advice) {
  return {"messages[" + std::to_string(index) + "]: " + message, std::move(advice)};
}

std::optional<Refusal> refusal_of_conversation(const Prompt& prompt) {
  bool system_only = true;
  for (std::size_t index = 0; index < prompt.messages.size(); ++index) {
    const Message& message = prompt.messages[index];
    if (message.role == Role::system) {
      if (system_only) continue;
      return refuse_message(index, "a system message after others has no place here",
                            "Put all system messages first, or say it in a user message.");
    }
    system_only = false;
    if (says_nothing(message)) {
      return refuse_message(index, "it is empty", "Leave it out, or give it a text.");
    }
    if (auto refusal = refusal_of_calls(message, index)) return refusal;
  }
  if (system_only && !prompt.messages.empty()) {
    return Refusal{"messages: there are only system messages", "Add a user message to answer."};
  }
  return std::nullopt;
}

std::string joined_system_texts(const Prompt& prompt) {
  std::string joined;
  for (const Message& message : prompt.messages) {
    if (message.role != Role::system || message.text.empty()) continue;
    if (!joined.empty()) joined += "\n\n";
    joined += message.text;
  }
  return joined;
}

std::size_t end_of_turn(const std::vector<Message>& messages, std::size_t begin) {
  std::size_t end = begin + 1;
  if (messages[begin].role != Role::tool) return end;
  while (end < messages.size() && messages[end].role == Role::tool) ++end;
  return end;
}

}  // namespace skald::voices
