#include "voices/providers/openai/openai_responses_decoder.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "voices/providers/openai/openai_outcome.h"

namespace skald::voices {
namespace {

using wire::Json;

class OpenAiResponsesDecoder final : public Decoder {
 public:
  void on_event(std::string_view name, const Json& event, AnswerBuilder& answer) override {
    std::string_view type = wire::text_of(&event, "type");
    if (type.empty()) type = name;
    if (type == "response.output_text.delta") {
      tell_text(wire::text_of(&event, "delta"), answer);
    } else if (type == "response.reasoning_summary_text.delta" ||
               type == "response.reasoning_text.delta") {
      tell_reasoning(wire::text_of(&event, "delta"), answer);
    } else if (type == "response.reasoning_summary_part.added") {
      // Summaries are paragraphs: nothing stands between the last delta and the next part's first.
      if (wire::count_of(&event, "summary_index").value_or(0) > 0) answer.reasoning("\n\n");
    } else if (type == "response.function_call_arguments.delta") {
      tell_arguments(wire::count_of(&event, "output_index"), wire::text_of(&event, "delta"),
                     answer);
    } else if (type == "response.function_call_arguments.done") {
      complete_call(wire::count_of(&event, "output_index"), wire::text_of(&event, "arguments"),
                    answer);
    } else if (type == "response.output_item.added") {
      read_item_begin(event, answer);
    } else if (type == "response.output_item.done") {
      read_item_end(event, answer);
    } else if (type == "response.refusal.delta") {
      refusal_ += wire::text_of(&event, "delta");
    } else if (type == "response.refusal.done") {
      refusal_ = wire::text_of(&event, "refusal");
    } else if (const Json* response = wire::find(&event, "response")) {
      read_response_event(type, *response, answer);
    }
  }

  void on_whole(const Json& body, AnswerBuilder& answer) override {
    read_output(body, answer);
    read_end(wire::text_of(&body, "status"), body, answer);
  }

 private:
  /// A function call that was begun.
  struct Begun {
    std::uint64_t index = 0;
    bool has_arguments = false;
  };

  static void tell_text(std::string_view delta, AnswerBuilder& answer) {
    if (!delta.empty()) answer.text(delta);
  }

  static void tell_reasoning(std::string_view delta, AnswerBuilder& answer) {
    if (!delta.empty()) answer.reasoning(delta);
  }

  Begun* begun(std::optional<std::uint64_t> index) {
    const auto found = std::find_if(calls_.begin(), calls_.end(),
                                    [&](const Begun& call) { return call.index == index; });
    return found == calls_.end() ? nullptr : &*found;
  }

  static bool is_call(const Json* item) { return wire::text_of(item, "type") == "function_call"; }

  void tell_arguments(std::optional<std::uint64_t> index, std::string_view arguments,
                      AnswerBuilder& answer) {
    if (arguments.empty()) return;
    if (Begun* call = begun(index)) call->has_arguments = true;
    ToolFragment fragment;
    fragment.index = index;
    fragment.arguments = arguments;
    answer.tool_call(fragment);
  }

  // Names the call; its arguments follow.
  void begin_call(std::uint64_t index, const Json& item, AnswerBuilder& answer) {
    calls_.push_back({index});
    ToolFragment fragment;
    fragment.index = index;
    fragment.id = wire::text_of(&item, "call_id");
    fragment.name = wire::text_of(&item, "name");
    answer.tool_call(fragment);
  }

  void read_item_begin(const Json& event, AnswerBuilder& answer) {
    const Json* item = wire::find(&event, "item");
    if (!is_call(item)) return;
    begin_call(wire::count_of(&event, "output_index").value_or(calls_.size()), *item, answer);
  }

  // Compatible servers leave the beginning or the deltas out: the end has all of it.
  void read_item_end(const Json& event, AnswerBuilder& answer) {
    const Json* item = wire::find(&event, "item");
    if (is_call(item)) {
      read_call(wire::count_of(&event, "output_index").value_or(calls_.size()), *item, answer);
    }
  }

  void read_call(std::uint64_t index, const Json& item, AnswerBuilder& answer) {
    if (begun(index) == nullptr) begin_call(index, item, answer);
    complete_call(index, wire::text_of(&item, "arguments"), answer);
  }

  void complete_call(std::optional<std::uint64_t> index, std::string_view arguments,
                     AnswerBuilder& answer) {
    const Begun* call = begun(index);
    if (call != nullptr && !call->has_arguments) tell_arguments(index, arguments, answer);
  }

  void read_response_event(std::string_view type, const Json& response, AnswerBuilder& answer) {
    if (type == "response.created") {
      tell_model(response, answer);
    } else if (type == "response.completed") {
      // Nothing but the end came: then the end has the answer.
      if (!answer.has_content() && refusal_.empty()) read_output(response, answer);
      read_end("completed", response, answer);
    } else if (type == "response.incomplete") {
      read_end("incomplete", response, answer);
    } else if (type == "response.failed") {
      read_end("failed", response, answer);
    }
  }

  static void tell_model(const Json& response, AnswerBuilder& answer) {
    const std::string_view name = wire::text_of(&response, "model");
    if (!name.empty()) answer.model(name);
  }

  void read_output(const Json& response, AnswerBuilder& answer) {
    const Json* output = wire::find(&response, "output");
    if (output == nullptr || !output->IsArray()) return;
    for (rapidjson::SizeType index = 0; index < output->Size(); ++index) {
      const Json& item = (*output)[index];
      const std::string_view type = wire::text_of(&item, "type");
      if (type == "message") read_parts(wire::find(&item, "content"), answer);
      if (type == "reasoning") read_summary(wire::find(&item, "summary"), answer);
      if (type == "function_call") read_call(index, item, answer);
    }
  }

  void read_parts(const Json* parts, AnswerBuilder& answer) {
    if (parts == nullptr || !parts->IsArray()) return;
    for (const Json& part : parts->GetArray()) {
      tell_text(wire::text_of(&part, "text"), answer);
      refusal_ += wire::text_of(&part, "refusal");
    }
  }

  static void read_summary(const Json* parts, AnswerBuilder& answer) {
    if (parts == nullptr || !parts->IsArray()) return;
    for (rapidjson::SizeType i = 0; i < parts->Size(); ++i) {
      if (i > 0) answer.reasoning("\n\n");
      tell_reasoning(wire::text_of(&(*parts)[i], "text"), answer);
    }
  }

  void read_end(std::string_view status, const Json& response, AnswerBuilder& answer) {
    tell_model(response, answer);
    if (const Json* usage = wire::find(&response, "usage")) {
      tell_openai_tokens(*usage, kResponsesCounts, answer);
    }
    if (!refusal_.empty()) return answer.fail(openai_refusal(refusal_));
    if (status == "incomplete") {
      const Json* details = wire::find(&response, "incomplete_details");
      if (wire::text_of(details, "reason") == "content_filter") {
        return answer.fail(openai_filtered());
      }
      answer.finish(FinishReason::length);
    } else if (status == "completed") {
      answer.finish(calls_.empty() ? FinishReason::stop : FinishReason::tools);
    } else {
      return answer.fail(openai_inner_failure(
          response, "the response is not complete, but '" + std::string(status) + "'"));
    }
    answer.end();
  }

  std::vector<Begun> calls_;
  std::string refusal_;
};

}  // namespace

std::unique_ptr<Decoder> make_openai_responses_decoder() {
  return std::make_unique<OpenAiResponsesDecoder>();
}

}  // namespace skald::voices
