// The overhead of chats and tools: OpenAI's cookbook, "How to count tokens with tiktoken".
#include <rapidjson/document.h>

#include "skald/llm/tokens.h"

namespace skald {
namespace {

constexpr std::size_t kMessage = 3;
constexpr std::size_t kReply = 3;        // each reply is primed with <|start|>assistant<|message|>
constexpr std::size_t kToolCl100k = 10;  // before a function, for gpt-3.5-turbo and gpt-4
constexpr std::size_t kToolO200k = 7;    // for gpt-4o
constexpr std::size_t kProperties = 3;   // before a function's properties
constexpr std::size_t kProperty = 3;
constexpr std::size_t kEnumItem = 3;
constexpr std::size_t kFewerForEnum = 3;  // taken off before the items
constexpr std::size_t kToolsEnd = 12;     // once, after all functions
constexpr std::size_t kImage = 765;       // of 1024 x 1024 in gpt-4o: an example, not a formula

using Json = rapidjson::Value;

std::string_view member_text(const Json& object, const char* name) {
  if (!object.IsObject()) return {};
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

std::string_view without_full_stop(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

class PromptCount {
 public:
  explicit PromptCount(const Tokenizer* tokenizer)
      : tokenizer_(tokenizer), count_{0, tokenizer == nullptr} {}

  void add(const Message& message) {
    count_.tokens += kMessage + tokens_of(to_string(message.role)) + tokens_of(message.text);
    for (const ToolCall& call : message.tool_calls) {
      estimate(tokens_of(call.name) + tokens_of(call.arguments));
    }
    if (message.role == Role::tool) {
      estimate(tokens_of(message.tool_call_id) + tokens_of(message.tool_name));
    }
    if (!message.images.empty()) estimate(kImage * message.images.size());
  }

  void add(const std::vector<Tool>& tools) {
    if (tools.empty()) return;
    for (const Tool& tool : tools) {
      const bool is_o200k = tokenizer_ != nullptr && tokenizer_->encoding() == "o200k_base";
      estimate(is_o200k ? kToolO200k : kToolCl100k);
      estimate(tokens_of(tool.name + ':' + std::string(without_full_stop(tool.description))));
      if (!tool.parameters.empty()) add_parameters(tool.parameters);
    }
    estimate(kToolsEnd);
  }

  void add_schema(std::string_view schema) {
    if (!schema.empty()) estimate(tokens_of(schema));
  }

  TokenCount end() {
    count_.tokens += kReply;
    return count_;
  }

 private:
  std::size_t tokens_of(std::string_view text) const {
    return tokenizer_ == nullptr ? estimate_tokens(text) : tokenizer_->count(text);
  }

  void estimate(std::size_t tokens) {
    count_.tokens += tokens;
    count_.estimated = true;
  }

  void add_parameters(std::string_view parameters) {
    rapidjson::Document schema;
    schema.Parse<rapidjson::kParseIterativeFlag>(parameters.data(), parameters.size());
    if (schema.HasParseError() || !schema.IsObject()) return estimate(tokens_of(parameters));
    const auto properties = schema.FindMember("properties");
    if (properties == schema.MemberEnd() || !properties->value.IsObject()) return;
    if (properties->value.ObjectEmpty()) return;
    estimate(kProperties);
    for (const auto& property : properties->value.GetObject()) {
      const std::string_view name(property.name.GetString(), property.name.GetStringLength());
      add_property(name, property.value);
    }
  }

  void add_property(std::string_view name, const Json& property) {
    std::string line(name);
    line.append(1, ':').append(member_text(property, "type")).append(1, ':');
    line.append(without_full_stop(member_text(property, "description")));
    estimate(kProperty + tokens_of(line));
    if (!property.IsObject()) return;
    const auto choices = property.FindMember("enum");
    if (choices == property.MemberEnd() || !choices->value.IsArray()) return;
    if (choices->value.Empty()) return;
    std::size_t tokens = 0;
    for (const Json& choice : choices->value.GetArray()) {
      tokens += kEnumItem;
      tokens += choice.IsString() ? tokens_of({choice.GetString(), choice.GetStringLength()}) : 1;
    }
    estimate(tokens - kFewerForEnum);
  }

  const Tokenizer* tokenizer_;
  TokenCount count_;
};

}  // namespace

TokenCount count_prompt(const Prompt& prompt, const Tokenizer* tokenizer) {
  PromptCount count(tokenizer);
  if (prompt.messages.empty()) count.add(Message{.text = prompt.text});
  for (const Message& message : prompt.messages) count.add(message);
  count.add(prompt.tools);
  count.add_schema(prompt.answer_schema);
  return count.end();
}

}  // namespace skald
