#include "voices/providers/custom/custom_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <utility>

#include "voices/providers/conversation_checks.h"
#include "voices/providers/custom/custom_pointers.h"

namespace skald::voices {
namespace {

Value text_value(std::string_view text) {
  Value value;
  value.kind = Value::Kind::string;
  value.string = text;
  return value;
}

/// A number as it is to be written.
Value number_value(std::string digits) {
  Value value;
  value.kind = Value::Kind::decimal;
  value.string = std::move(digits);
  return value;
}

Value flag_value(bool flag) {
  Value value;
  value.kind = Value::Kind::boolean;
  value.boolean = flag;
  return value;
}

/// The next name of a pointer that begins with '/', unescaped (RFC 6901, 4).
std::string take_token(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string token;
  for (std::size_t i = 0; i < end; ++i) {
    const bool escaped = pointer[i] == '~' && i + 1 < end;
    token += escaped ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
  }
  pointer.remove_prefix(end);
  return token;
}

/// The element, a new one at the end for "-" or the next index, or null.
Value* element_at(Value& list, std::string_view token) {
  std::size_t index = list.list.size();
  if (token != "-") {
    const char* end = token.data() + token.size();
    const auto read = std::from_chars(token.data(), end, index);
    if (read.ec != std::errc{} || read.ptr != end || index > list.list.size()) return nullptr;
  }
  return index < list.list.size() ? &list.list[index] : &list.list.emplace_back();
}

/// The place in `root`, made with the objects around it where they are missing; null where a text,
/// a number or the end of a list is in the way.
Value* reach(Value& root, std::string_view pointer) {
  Value* at = &root;
  while (!pointer.empty()) {
    const std::string token = take_token(pointer);
    if (at->kind == Value::Kind::null) at->kind = Value::Kind::object;
    if (at->kind == Value::Kind::list) {
      at = element_at(*at, token);
      if (at == nullptr) return nullptr;
      continue;
    }
    if (at->kind != Value::Kind::object) return nullptr;
    const auto found = std::find_if(at->members.begin(), at->members.end(),
                                    [&](const auto& member) { return member.name == token; });
    at = found != at->members.end() ? &found->value
                                    : &at->members.emplace_back(Value::Member{token, {}}).value;
  }
  return at;
}

void put(Value& body, const std::string& pointer, Value value) {
  if (Value* place = reach(body, pointer)) *place = std::move(value);
}

Value message_value(const Message& message) {
  Value value;
  value.kind = Value::Kind::object;
  value.members.push_back({"role", text_value(to_string(message.role))});
  value.members.push_back({"content", text_value(message.text)});
  return value;
}

std::string_view title_of(Role role) {
  switch (role) {
    case Role::system:
      return "System";
    case Role::user:
      return "User";
    case Role::assistant:
      return "Assistant";
    case Role::tool:
      return "Tool";
  }
  return "";
}

NotCarried no_place(std::string_view what, std::string_view place) {
  NotCarried result;
  result.message = std::string(what) + ": this provider's mapping has no place for it";
  result.advice = place.empty()
                      ? "Leave it out, or use a provider of another kind or request_format."
                      : "Set mapping." + std::string(place) + " where it belongs, or leave it out.";
  return result;
}

}  // namespace

Result<RequestMapping> RequestMapping::from(const CustomMapping& mapping) {
  if (Status status = check_pointers(mapping, kRequestPlaces); !status) return status.error();
  if (mapping.prompt_at.empty() && mapping.messages_at.empty()) {
    return mapping_fault("prompt_at",
                         "is missing, and so is mapping.messages_at: one of them says "
                         "where the prompt goes, such as '/prompt' or '/messages'");
  }
  if (!mapping.prompt_at.empty() && !mapping.messages_at.empty()) {
    return mapping_fault("prompt_at",
                         "and mapping.messages_at are both given: leave out the one "
                         "that the endpoint does not read");
  }
  auto body = parse_document("mapping.body", mapping.body, Numbers::with_decimals);
  if (!body) return mapping_fault("body", "is not JSON: " + body.error().message);
  if (body->root.kind != Value::Kind::object) {
    return mapping_fault("body", "must be a JSON object, such as {\"stream\": true}");
  }
  RequestMapping result(mapping);
  result.template_ = std::move(body->root);
  if (Status status = result.check_places(); !status) return status.error();
  return result;
}

Status RequestMapping::check_places() const {
  // In this order a place comes after those that it is within, and next to one that is the same.
  std::vector<MappedPlace> in_order(kRequestPlaces.begin(), kRequestPlaces.end());
  std::sort(in_order.begin(), in_order.end(), [this](const auto& one, const auto& other) {
    return places_.*one.pointer < places_.*other.pointer;
  });
  Value body = template_;
  std::string_view last;
  for (const MappedPlace& place : in_order) {
    const std::string& pointer = places_.*place.pointer;
    if (pointer.empty()) continue;
    Value* reached = pointer == last ? nullptr : reach(body, pointer);
    if (reached == nullptr) {
      return mapping_fault(place.name, "points to '" + pointer +
                                           "', which cannot be set: a text, a number, the end of a "
                                           "list or another of the mapping's places is there");
    }
    *reached = flag_value(true);
    last = pointer;
  }
  return Done{};
}

std::optional<NotCarried> RequestMapping::not_carried(const Prompt& prompt,
                                                      const std::string& own_model) const {
  struct Asked {
    bool asked;
    std::string_view what;
    std::string_view place{};
  };
  const Sampling& sampling = prompt.sampling;
  const bool other_model = !prompt.model.empty() && prompt.model != own_model;
  const bool has_tools = !prompt.tools.empty() && prompt.tool_choice.mode != ToolChoice::Mode::none;
  const auto uses_tools = [](const Message& message) {
    return message.role == Role::tool || !message.tool_calls.empty();
  };
  const auto has_images = [](const Message& message) { return !message.images.empty(); };
  const auto any = [&](const auto& test) {
    return std::any_of(prompt.messages.begin(), prompt.messages.end(), test);
  };
  const std::array<Asked, 12> kinds = {{
      {has_tools, "tools"},
      {any(uses_tools), "messages with calls of tools or their results"},
      {any(has_images), "images"},
      {!prompt.answer_schema.empty(), "answer_schema"},
      {sampling.top_p.has_value(), "top_p"},
      {sampling.top_k.has_value(), "top_k"},
      {sampling.frequency_penalty.has_value(), "frequency_penalty"},
      {sampling.presence_penalty.has_value(), "presence_penalty"},
      {sampling.seed.has_value(), "seed"},
      {!sampling.stop.empty(), "stop"},
      {sampling.temperature && places_.temperature_at.empty(), "temperature", "temperature_at"},
      {sampling.max_tokens && places_.max_tokens_at.empty(), "max_tokens", "max_tokens_at"},
  }};
  for (const Asked& kind : kinds) {
    if (kind.asked) return no_place(kind.what, kind.place);
  }
  if (other_model && places_.model_at.empty()) return no_place("model", "model_at");
  return std::nullopt;
}

std::string RequestMapping::body(const Prompt& prompt, const std::string& model) const {
  Value body = template_;
  put_words(body, prompt);
  if (!places_.model_at.empty() && !model.empty()) put(body, places_.model_at, text_value(model));
  if (const auto tokens = prompt.sampling.max_tokens) {
    put(body, places_.max_tokens_at, number_value(std::to_string(*tokens)));
  }
  if (const auto temperature = prompt.sampling.temperature) {
    put(body, places_.temperature_at, number_value(to_string(*temperature)));
  }
  if (!places_.stream_at.empty()) put(body, places_.stream_at, flag_value(prompt.stream));
  return to_json(body);
}

void RequestMapping::put_words(Value& body, const Prompt& prompt) const {
  std::vector<Message> messages = prompt.messages;
  if (messages.empty()) messages.emplace_back().text = prompt.text;
  if (!places_.system_at.empty()) {
    const std::string system = joined_system_texts(prompt);
    std::erase_if(messages, [](const Message& message) { return message.role == Role::system; });
    if (!system.empty()) put(body, places_.system_at, text_value(system));
  }
  if (!places_.prompt_at.empty()) {
    return put(body, places_.prompt_at, text_value(as_one_text(messages)));
  }
  Value list;
  list.kind = Value::Kind::list;
  for (const Message& message : messages) list.list.push_back(message_value(message));
  put(body, places_.messages_at, std::move(list));
}

std::string as_one_text(const std::vector<Message>& messages) {
  if (messages.size() == 1 && messages[0].role == Role::user) return messages[0].text;
  std::string text;
  for (const Message& message : messages) {
    text += title_of(message.role);
    text += ": ";
    text += message.text;
    text += "\n\n";
  }
  return text + "Assistant:";
}

}  // namespace skald::voices
