// What is wrong with a prompt, whichever provider it is for.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "skald/llm/answer_schema.h"
#include "speech/base64.h"
#include "voices/config/ascii.h"
#include "voices/providers/provider.h"
#include "voices/reading/utf8_repair.h"

namespace skald::voices {
namespace {

/// "messages[2].tool_call_id", put into words only for a fault: nearly every prompt has none. The
/// field that it is of must live as long.
class Field {
 public:
  Field(std::string_view name) : name_(name) {}  // NOLINT: implicit so that names read as fields
  Field(const char* name) : name_(name) {}       // NOLINT
  Field of(std::string_view name) const { return {this, name, kNoIndex}; }
  Field of(std::string_view name, std::size_t index) const { return {this, name, index}; }
  Field at(std::size_t index) const { return {whole_, name_, index}; }
  std::string words() const {
    std::string words = whole_ == nullptr ? "" : whole_->words() + ".";
    words += name_;
    return index_ == kNoIndex ? words : words + "[" + std::to_string(index_) + "]";
  }

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);
  Field(const Field* whole, std::string_view name, std::size_t index)
      : whole_(whole), name_(name), index_(index) {}

  const Field* whole_ = nullptr;
  std::string_view name_;
  std::size_t index_ = kNoIndex;
};

Status fault(const Field& field, std::string_view message) {
  return Error{ErrorCode::invalid_argument, field.words() + ": " + std::string(message)};
}

Status check_text(const Field& field, std::string_view text) {
  if (is_utf8(text)) return Done{};
  return fault(field, "is not UTF-8; convert it first");
}

Status check_function_name(const Field& field, std::string_view name) {
  constexpr std::size_t kNameBytesMax = 64;
  const auto plain = [](char c) { return ascii::is_word(c) || c == '-'; };
  const bool good =
      !name.empty() && name.size() <= kNameBytesMax && std::all_of(name.begin(), name.end(), plain);
  if (good) return Done{};
  return fault(field, "must be 1 to 64 letters, digits, '_' or '-'");
}

Status check_schema(const Field& field, const std::string& schema) {
  const auto parsed = AnswerSchema::parse(schema);
  if (parsed) return Done{};
  return fault(field, parsed.error().message);
}

// --- Messages ------------------------------------------------------------------------------------

Status check_image(const Field& field, const Image& image) {
  constexpr std::array<std::string_view, 4> kTypes = {"image/png", "image/jpeg", "image/gif",
                                                      "image/webp"};
  if (std::find(kTypes.begin(), kTypes.end(), image.media_type) == kTypes.end()) {
    return fault(field.of("media_type"), "must be image/png, image/jpeg, image/gif or image/webp");
  }
  if (speech::is_base64(image.base64)) return Done{};
  return fault(field.of("base64"),
               "must be the picture's bytes in base64, padded, without line ends and without the "
               "beginning of a data URI");
}

Status check_call(const Field& field, const ToolCall& call, std::vector<std::string>& ids) {
  if (call.id.empty()) {
    return fault(field.of("id"), "is empty; give back the call as it came in the answer");
  }
  if (std::find(ids.begin(), ids.end(), call.id) != ids.end()) {
    return fault(field.of("id"), "'" + call.id + "' is another call's of the same message too");
  }
  ids.push_back(call.id);
  if (Status status = check_function_name(field.of("name"), call.name); !status) return status;
  if (call.arguments.empty() || wire::is_json_object(call.arguments)) return Done{};
  return fault(field.of("arguments"), "must be the text of a JSON object, such as {\"count\": 1}");
}

/// Fields that a message of this role does not have.
Status check_role(const Field& field, const Message& message) {
  const auto role = [&] { return std::string(to_string(message.role)); };
  if (message.role != Role::user && !message.images.empty()) {
    return fault(field.of("images"),
                 "only a user's message has pictures, not one of role " + role());
  }
  if (message.role != Role::assistant && !message.tool_calls.empty()) {
    return fault(field.of("tool_calls"),
                 "only an assistant calls tools, not one of role " + role());
  }
  if (message.role != Role::tool && !message.tool_call_id.empty()) {
    return fault(field.of("tool_call_id"),
                 "is for results, which have the role tool, not " + role());
  }
  if (message.role != Role::tool && (!message.tool_name.empty() || message.tool_failed)) {
    return fault(field.of("tool_name"), "is for results, which have the role tool, not " + role());
  }
  const bool speaks = message.role == Role::user || message.role == Role::assistant;
  if (speaks && message.text.empty() && message.images.empty() && message.tool_calls.empty()) {
    return fault(field.of("text"), "is empty; leave the message out, or say something in it");
  }
  return Done{};
}

/// The messages in order, with the calls that may still be answered.
class MessagesCheck {
 public:
  Status take(const Field& field, const Message& message) {
    if (Status status = check_role(field, message); !status) return status;
    if (Status status = check_text(field.of("text"), message.text); !status) return status;
    for (std::size_t i = 0; i < message.images.size(); ++i) {
      Status status = check_image(field.of("images", i), message.images[i]);
      if (!status) return status;
    }
    if (message.role == Role::tool) return check_result(field, message);
    if (message.role != Role::assistant) return Done{};
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < message.tool_calls.size(); ++i) {
      const Field call = field.of("tool_calls", i);
      if (Status status = check_call(call, message.tool_calls[i], ids); !status) return status;
    }
    called_.insert(called_.end(), ids.begin(), ids.end());
    return Done{};
  }

 private:
  Status check_result(const Field& field, const Message& message) const {
    if (message.tool_call_id.empty()) {
      return fault(field.of("tool_call_id"), "is empty; name the call that this is the result of");
    }
    if (std::find(called_.begin(), called_.end(), message.tool_call_id) != called_.end()) {
      return Done{};
    }
    return fault(field.of("tool_call_id"),
                 "no message before it calls '" + message.tool_call_id +
                     "'; put the assistant's message with that call before its result");
  }

  std::vector<std::string> called_;
};

Status check_words(const Prompt& prompt) {
  if (prompt.messages.empty()) {
    if (prompt.text.empty()) return fault("messages", "there are none, and text is empty too");
    return check_text("text", prompt.text);
  }
  if (!prompt.text.empty()) {
    return fault("text", "there are messages too; make it the last of them");
  }
  MessagesCheck check;
  for (std::size_t i = 0; i < prompt.messages.size(); ++i) {
    Status status = check.take(Field("messages").at(i), prompt.messages[i]);
    if (!status) return status;
  }
  return Done{};
}

// --- Sampling ------------------------------------------------------------------------------------

Status check_range(const Field& field, const std::optional<Thousandths>& number, Thousandths low,
                   Thousandths high) {
  if (!number || (number->value >= low.value && number->value <= high.value)) return Done{};
  return fault(field, "must be " + to_string(low) + " to " + to_string(high) + ", not " +
                          to_string(*number));
}

Status check_positive(const Field& field, const std::optional<std::int32_t>& number) {
  if (!number || *number >= 1) return Done{};
  return fault(field, "must be at least 1, not " + std::to_string(*number));
}

Status check_stop(const std::vector<std::string>& stop) {
  constexpr std::size_t kStopsMax = 4;
  if (stop.size() > kStopsMax) {
    return fault("sampling.stop", "has " + std::to_string(stop.size()) + " texts; 4 is the most");
  }
  for (std::size_t i = 0; i < stop.size(); ++i) {
    const Field sampling("sampling");
    const Field field = sampling.of("stop", i);
    if (stop[i].empty()) return fault(field, "is empty: it would end every answer at once");
    if (Status status = check_text(field, stop[i]); !status) return status;
  }
  return Done{};
}

Status check_sampling(const Sampling& sampling) {
  const auto penalty = [](const Field& field, const std::optional<Thousandths>& number) {
    return check_range(field, number, -2, 2);
  };
  const std::array checks = {
      check_range("sampling.temperature", sampling.temperature, 0, 2),
      check_range("sampling.top_p", sampling.top_p, 0, 1),
      check_positive("sampling.top_k", sampling.top_k),
      penalty("sampling.frequency_penalty", sampling.frequency_penalty),
      penalty("sampling.presence_penalty", sampling.presence_penalty),
      check_positive("sampling.max_tokens", sampling.max_tokens),
      check_stop(sampling.stop),
  };
  const auto failed =
      std::find_if(checks.begin(), checks.end(), [](const Status& status) { return !status; });
  return failed == checks.end() ? Status(Done{}) : *failed;
}

// --- Tools ---------------------------------------------------------------------------------------

Status check_parameters(const Field& field, const std::string& parameters) {
  if (parameters.empty()) return Done{};
  if (Status status = check_schema(field, parameters); !status) return status;
  wire::JsonParser parser;
  const wire::Json* schema = parser.parse_copy(parameters);
  const wire::Json* type = wire::find(schema, "type");
  if (type == nullptr || wire::text_of(type) == "object") return Done{};
  return fault(field, "must be the schema of an object: a tool's parameters have names");
}

Status check_tools(const std::vector<Tool>& tools) {
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const Field field = Field("tools").at(i);
    const Tool& tool = tools[i];
    if (Status status = check_function_name(field.of("name"), tool.name); !status) return status;
    const auto same = [&](const Tool& other) { return other.name == tool.name; };
    const auto end = tools.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(tools.begin(), end, same)) {
      return fault(field.of("name"), "'" + tool.name + "' is another tool's too");
    }
    Status status = check_text(field.of("description"), tool.description);
    if (status) status = check_parameters(field.of("parameters"), tool.parameters);
    if (!status) return status;
  }
  return Done{};
}

Status check_tool_choice(const Prompt& prompt) {
  using Mode = ToolChoice::Mode;
  const ToolChoice& choice = prompt.tool_choice;
  if (choice.mode != Mode::named && !choice.name.empty()) {
    return fault("tool_choice.name", "is only for the mode named; set that, or clear the name");
  }
  if (choice.mode == Mode::required && prompt.tools.empty()) {
    return fault("tool_choice", "requires a tool, and there are none; add tools");
  }
  if (choice.mode != Mode::named) return Done{};
  const bool known = std::any_of(prompt.tools.begin(), prompt.tools.end(),
                                 [&](const Tool& tool) { return tool.name == choice.name; });
  if (known) return Done{};
  return fault("tool_choice.name", "'" + choice.name + "' is none of the tools; add it to them");
}

}  // namespace

Status check_prompt(const Prompt& prompt) {
  if (Status status = check_text("model", prompt.model); !status) return status;
  if (Status status = check_words(prompt); !status) return status;
  if (Status status = check_sampling(prompt.sampling); !status) return status;
  if (Status status = check_tools(prompt.tools); !status) return status;
  if (Status status = check_tool_choice(prompt); !status) return status;
  if (prompt.answer_schema.empty()) return Done{};
  return check_schema("answer_schema", prompt.answer_schema);
}

}  // namespace skald::voices
