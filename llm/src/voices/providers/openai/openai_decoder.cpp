#include "voices/providers/openai/openai_decoder.h"

#include <cstddef>
#include <string>

#include "voices/providers/openai/openai_outcome.h"

namespace skald::voices {
namespace {

using wire::Json;

/// One pass over the members of each object: a chunk of text costs no search and no memory.
class OpenAiDecoder final : public Decoder {
 public:
  void on_event(std::string_view, const Json& event, AnswerBuilder& answer) override {
    read(event, answer);
  }

  void on_whole(const Json& body, AnswerBuilder& answer) override {
    read(body, answer);
    if (!refusal_.empty()) answer.fail(openai_refusal(refusal_));
    if (!answer.over()) answer.end();
  }

 private:
  void read(const Json& event, AnswerBuilder& answer) {
    if (!event.IsObject()) return;
    const Json* choices = nullptr;
    const Json* usage = nullptr;
    for (const auto& member : event.GetObject()) {
      const std::string_view name = wire::text_of(&member.name);
      if (name == "choices") {
        choices = &member.value;
      } else if (name == "usage") {
        usage = &member.value;
      } else if (name == "model" && !model_told_) {
        tell_model(wire::text_of(&member.value), answer);
      }
    }
    // Before the choices: one of them may end the answer. It may also be alone (Azure, vLLM).
    if (usage != nullptr && usage->IsObject()) tell_openai_tokens(*usage, kChatCounts, answer);
    if (choices == nullptr || !choices->IsArray()) return;
    for (rapidjson::SizeType position = 0; position < choices->Size(); ++position) {
      read_choice((*choices)[position], position, answer);
    }
  }

  void tell_model(std::string_view name, AnswerBuilder& answer) {
    if (name.empty()) return;
    answer.model(name);
    model_told_ = true;
  }

  // Only the first choice is wanted, wherever it stands; a server may send more.
  void read_choice(const Json& choice, std::size_t position, AnswerBuilder& answer) {
    if (!choice.IsObject()) return;
    std::string_view finish_reason;
    const Json* message = nullptr;
    bool is_whole = false;
    for (const auto& member : choice.GetObject()) {
      const std::string_view name = wire::text_of(&member.name);
      if (name == "index") {
        if (member.value.IsUint64()) position = member.value.GetUint64();
      } else if (name == "delta" || name == "message") {
        if (member.value.IsObject()) message = &member.value;
        is_whole = name == "message";
      } else if (name == "finish_reason") {
        finish_reason = wire::text_of(&member.value);
      }
    }
    if (position != 0) return;
    if (message != nullptr) read_message(*message, is_whole, answer);
    if (!finish_reason.empty()) read_finish(finish_reason, choice, answer);
  }

  void read_message(const Json& message, bool is_whole, AnswerBuilder& answer) {
    const Json* content = nullptr;
    const Json* tool_calls = nullptr;
    const Json* function_call = nullptr;
    std::string_view reasoning;
    for (const auto& member : message.GetObject()) {
      const std::string_view name = wire::text_of(&member.name);
      if (name == "content") {
        content = &member.value;
      } else if (name == "reasoning_content" || name == "reasoning") {
        // Some servers send both, with the same words.
        if (reasoning.empty()) reasoning = wire::text_of(&member.value);
      } else if (name == "tool_calls") {
        tool_calls = &member.value;
      } else if (name == "function_call") {
        function_call = &member.value;
      } else if (name == "refusal") {
        refusal_ += wire::text_of(&member.value);
      }
    }
    if (!reasoning.empty()) answer.reasoning(reasoning);
    if (content != nullptr) read_content(*content, answer);
    if (tool_calls != nullptr) read_tool_calls(*tool_calls, is_whole, answer);
    if (function_call != nullptr) read_function(*function_call, ToolFragment{0}, answer);
  }

  void read_content(const Json& content, AnswerBuilder& answer) {
    if (content.IsString()) {
      if (content.GetStringLength() != 0) answer.text(wire::text_of(&content));
      return;
    }
    if (!content.IsArray()) return;
    for (const Json& part : content.GetArray()) {
      const std::string_view text = wire::text_of(&part, "text");
      if (!text.empty()) answer.text(text);
      refusal_ += wire::text_of(&part, "refusal");
      read_thinking(wire::find(&part, "thinking"), answer);
    }
  }

  // A text, or parts with a text.
  void read_thinking(const Json* thinking, AnswerBuilder& answer) {
    if (thinking == nullptr) return;
    if (thinking->IsString()) answer.reasoning(wire::text_of(thinking));
    if (!thinking->IsArray()) return;
    for (const Json& part : thinking->GetArray()) {
      const std::string_view text = wire::text_of(&part, "text");
      if (!text.empty()) answer.reasoning(text);
    }
  }

  void read_tool_calls(const Json& calls, bool is_whole, AnswerBuilder& answer) {
    if (!calls.IsArray()) return;
    for (rapidjson::SizeType position = 0; position < calls.Size(); ++position) {
      const Json& call = calls[position];
      if (!call.IsObject()) continue;
      ToolFragment fragment;
      fragment.index = wire::count_of(&call, "index");
      if (!fragment.index && is_whole) fragment.index = position;  // whole ones bear no number
      fragment.id = wire::text_of(&call, "id");
      const Json* function = wire::find(&call, "function");
      if (function != nullptr) read_function(*function, fragment, answer);
    }
  }

  void read_function(const Json& function, ToolFragment fragment, AnswerBuilder& answer) {
    if (!function.IsObject()) return;
    fragment.name = wire::text_of(&function, "name");
    const Json* arguments = wire::find(&function, "arguments");
    if (arguments == nullptr || arguments->IsString()) {
      fragment.arguments = wire::text_of(arguments);
      return answer.tool_call(fragment);
    }
    const std::string json = wire::to_json(*arguments);
    fragment.arguments = json;
    answer.tool_call(fragment);
  }

  // A reason that nobody has heard of ends the answer as `stop` does: servers have names of their
  // own for a model's end marker.
  void read_finish(std::string_view reason, const Json& choice, AnswerBuilder& answer) {
    if (!refusal_.empty()) return answer.fail(openai_refusal(refusal_));
    if (reason == "content_filter") return answer.fail(openai_filtered());
    if (reason == "error" || reason == "abort") {
      return answer.fail(openai_inner_failure(choice, "the server gave the answer up"));
    }
    if (reason == "length" || reason == "max_tokens") return answer.finish(FinishReason::length);
    if (reason == "tool_calls" || reason == "function_call") {
      return answer.finish(FinishReason::tools);
    }
    answer.finish(FinishReason::stop);
  }

  std::string refusal_;
  bool model_told_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_openai_decoder() { return std::make_unique<OpenAiDecoder>(); }

}  // namespace skald::voices
