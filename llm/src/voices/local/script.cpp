#include "voices/local/script.h"

#include <array>
#include <cstdint>
#include <utility>

#include "skald/llm/document.h"

namespace skald::voices {
namespace {

constexpr std::size_t kShownBytesMax = 60;

std::optional<Why> why_named(std::string_view name, std::vector<std::string_view>& known) {
  for (auto i = static_cast<std::uint8_t>(Why::connection);
       i <= static_cast<std::uint8_t>(Why::queue_full); ++i) {
    const auto why = static_cast<Why>(i);
    if (to_string(why) == name) return why;
    known.push_back(to_string(why));
  }
  return std::nullopt;
}

void read_failure(ObjectReader& reader, ScriptedAnswer& answer) {
  const Value* name = reader.optional_member("fail");
  std::string message;
  reader.optional_text("message", message);
  if (name == nullptr) {
    if (!message.empty()) {
      reader.fail(*reader.optional_member("message"),
                  "'message' is said by an answer that fails; "
                  "add 'fail'");
    }
    return;
  }
  std::vector<std::string_view> known;
  const auto why = why_named(name->string, known);
  if (!why) {
    std::string hint = did_you_mean(name->string, known);
    if (hint.empty()) hint = ", as \"overloaded\" or \"timeout\"";
    return reader.fail(*name, "'fail' must name a reason" + hint);
  }
  answer.failure.emplace();
  answer.failure->why = *why;
  answer.failure->retryable = is_retryable(*why);
  answer.failure->message = message.empty() ? "the script fails here" : message;
  answer.failure->advice = advice_for(*why);
}

void read_tool_call(ObjectReader& reader, ScriptedAnswer& answer) {
  ToolCall call;
  reader.optional_text("tool", call.name);
  const Value* arguments = reader.member("arguments", Value::Kind::object, false);
  if (call.name.empty()) {
    if (arguments != nullptr) {
      reader.fail(*arguments, "'arguments' are of a call; add 'tool' with its name");
    }
    return;
  }
  call.arguments = arguments != nullptr ? to_json(*arguments) : "{}";
  answer.tool_call = std::move(call);
  answer.reason = FinishReason::tools;
}

void read_words(const Value& value, ObjectReader& reader, ScriptedAnswer& answer) {
  std::string text;
  reader.optional_text("text", text);
  reader.optional_texts("pieces", answer.pieces);
  if (text.empty()) return;
  if (!answer.pieces.empty()) {
    return reader.fail(value, "an answer has either 'text' or 'pieces', not both");
  }
  answer.pieces.push_back(std::move(text));
}

void read_reason(ObjectReader& reader, ScriptedAnswer& answer) {
  constexpr std::array kReasons = {FinishReason::stop, FinishReason::length, FinishReason::paused};
  std::string name;
  reader.optional_text("reason", name);
  if (name.empty()) return;
  for (const FinishReason reason : kReasons) {
    if (to_string(reason) != name) continue;
    answer.reason = reason;
    return;
  }
  reader.fail(
      *reader.optional_member("reason"),
      "'reason' must be \"stop\", \"length\" or \"paused\"; a call has a reason of its own");
}

Status read_when(const Document& document, const Value& when, ScriptedAnswer& answer) {
  ObjectReader reader(document, when);
  reader.text("contains", answer.contains);
  return reader.finish();
}

Status read_answer(const Document& document, const Value& value, ScriptedAnswer& answer) {
  if (value.kind != Value::Kind::object) {
    return fault_at(document, value, "an answer must be an object");
  }
  ObjectReader reader(document, value);
  if (const Value* when = reader.member("when", Value::Kind::object, false)) {
    reader.include(read_when(document, *when, answer));
  }
  read_words(value, reader, answer);
  read_reason(reader, answer);
  read_tool_call(reader, answer);
  read_failure(reader, answer);
  if (Status status = reader.finish(); !status) return status;  // a misspelt name goes first
  if (!answer.pieces.empty() || answer.tool_call || answer.failure) return Done{};
  return fault_at(document, value, "an answer needs 'text', 'pieces', 'tool' or 'fail'");
}

/// What `when` looks at.
std::string_view last_words(const Prompt& prompt) {
  for (auto message = prompt.messages.rbegin(); message != prompt.messages.rend(); ++message) {
    if (message->role == Role::user || message->role == Role::tool) return message->text;
  }
  return prompt.text;
}

Failure no_answer(const std::string& file_name, std::string_view words) {
  // Whole characters: a byte that goes on a character is 10xxxxxx.
  std::size_t shown = words.size();
  if (shown > kShownBytesMax) {
    shown = kShownBytesMax;
    while (shown > 0 && (static_cast<unsigned char>(words[shown]) & 0xC0) == 0x80) --shown;
  }
  Failure failure;
  failure.why = Why::bad_request;
  failure.message = "the script " + file_name + " has no answer for \"";
  failure.message += words.substr(0, shown);
  failure.message += shown < words.size() ? "...\"" : "\"";
  failure.advice = "Add an answer without 'when' at its end: it is for any prompt.";
  return failure;
}

}  // namespace

Result<Script> Script::parse(std::string_view file_name, std::string_view json) {
  auto document = parse_document(file_name, json, Numbers::with_decimals);
  if (!document) return document.error();
  if (document->root.kind != Value::Kind::object) {
    return fault_at(*document, document->root, "a script is an object with a list 'answers'");
  }
  Script script;
  script.file_name_ = file_name;
  ObjectReader reader(*document, document->root);
  if (const Value* answers = reader.member("answers", Value::Kind::list, true)) {
    for (const Value& value : answers->list) {
      reader.include(read_answer(*document, value, script.answers_.emplace_back()));
    }
    if (answers->list.empty()) reader.fail(*answers, "'answers' is empty: nothing can be said");
  }
  if (Status status = reader.finish(); !status) return status.error();
  return script;
}

/// Of those that match, with or without a condition: the first that was not given yet, or the last.
ScriptedAnswer* Script::choose(std::string_view words, bool with_condition) {
  ScriptedAnswer* chosen = nullptr;
  for (ScriptedAnswer& candidate : answers_) {
    if (candidate.contains.empty() == with_condition) continue;
    if (words.find(candidate.contains) == std::string_view::npos) continue;
    chosen = &candidate;
    if (!candidate.given) break;
  }
  return chosen;
}

void Script::answer(const Prompt& prompt, AnswerBuilder& builder) {
  const std::string_view words = last_words(prompt);
  ScriptedAnswer* chosen = choose(words, true);
  if (chosen == nullptr) chosen = choose(words, false);
  if (chosen == nullptr) return builder.fail(no_answer(file_name_, words));
  chosen->given = true;
  for (const std::string& piece : chosen->pieces) builder.text(piece);
  if (chosen->tool_call) {
    const std::string id = "call_" + std::to_string(++tool_calls_given_);
    builder.tool_call({0, id, chosen->tool_call->name, chosen->tool_call->arguments});
  }
  if (chosen->failure) return builder.fail(*chosen->failure);
  builder.finish(chosen->reason);
  builder.end();
}

}  // namespace skald::voices
