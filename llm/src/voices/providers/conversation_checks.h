// Conversations as providers want them that know users and a model, with what the system says apart
// from both.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "skald/llm/prompt.h"

namespace skald::voices {

/// Why a prompt cannot be carried, for Provider::cannot().
struct Refusal {
  std::string message{};
  std::string advice{};
};

/// "messages[3]: MESSAGE".
Refusal refuse_message(std::size_t index, const std::string& message, std::string advice);

/// Nothing, or why the messages cannot be sent: a system message after others (its place would be
/// lost), only system messages, a message that says nothing, or a call whose arguments are no JSON
/// object.
std::optional<Refusal> refusal_of_conversation(const Prompt& prompt);

/// The texts of the system messages, with an empty line between them.
std::string joined_system_texts(const Prompt& prompt);

/// Where the turn ends that begins there: all results of tools in a row are one, and any other
/// message is one by itself.
std::size_t end_of_turn(const std::vector<Message>& messages, std::size_t begin);

}  // namespace skald::voices
