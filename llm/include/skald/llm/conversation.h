// A conversation with a model: what was said is sent again with every turn, up to a limit.
//
//     skald::Conversation talk(*client, {.system = "You keep a tavern.", .messages_max = 20});
//     auto answer = talk.say("What is on the fire?");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/client.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald {

struct ConversationOptions {
  std::string system{};
  /// The oldest turns are left out of what is sent beyond this many messages; the system message
  /// does not count. A turn with tool calls is left out together with its results.
  std::size_t messages_max = 40;
  Sampling sampling{};
  std::vector<Tool> tools{};
  ToolChoice tool_choice{};
  std::string answer_schema{};
};

/// Uses its client, which must outlive it, on the client's thread.
class Conversation {
 public:
  Conversation(Client& client, ConversationOptions options);

  /// The whole prompt that `text` would send: for use with Client::start.
  Prompt prompt_with(std::string_view text) const;

  /// Sends the player's words. The turn enters the history only if an answer came: after a failure
  /// the same words can be said again.
  Client::Outcome say(std::string text, const Client::OnPiece& on_piece = {});
  /// The results of the calls of the last answer, in any order; then the model goes on.
  Client::Outcome give_results(std::vector<Message> results, const Client::OnPiece& on_piece = {});

  /// Takes a turn that was asked with Client::start.
  void add(Message said, const Answer& answer);

  const std::vector<Message>& history() const { return history_; }
  void clear() { history_.clear(); }

  /// The history as JSON text, and back. bad_content for text that is not one's own.
  std::string to_json() const;
  Status restore(std::string_view json);

 private:
  Prompt prompt_of(std::vector<Message> history) const;
  Client::Outcome turn(std::vector<Message> said, const Client::OnPiece& on_piece);

  Client& client_;
  ConversationOptions options_;
  std::vector<Message> history_;
};

/// The result of a tool call, to be sent back.
Message tool_result(const ToolCall& call, std::string text, bool failed = false);

}  // namespace skald
