#include "voices/providers/anthropic/anthropic_decoder.h"

#include <algorithm>

#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

using wire::Json;

constexpr std::string_view kNoArguments = "{}";

void overwrite(std::uint64_t& count, const Json* usage, std::string_view name) {
  if (const auto told = wire::count_of(usage, name)) count = *told;
}

void read_text(const Json* block, std::string_view type, AnswerBuilder& answer) {
  if (type == "text") {
    const std::string_view text = wire::text_of(block, "text");
    if (!text.empty()) answer.text(text);
  } else if (type == "thinking") {
    const std::string_view thinking = wire::text_of(block, "thinking");
    if (!thinking.empty()) answer.reasoning(thinking);
  }
}

/// Reasons that are not known yet count as a normal end: the words are there.
void read_stop_reason(std::string_view reason, AnswerBuilder& answer) {
  if (reason.empty()) return;
  if (reason == "refusal") {
    return answer.fail(
        make_failure(Why::content_filtered, "the model refused to answer (stop_reason: refusal)"));
  }
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") {
    return answer.finish(FinishReason::length);
  }
  if (reason == "tool_use") return answer.finish(FinishReason::tools);
  if (reason == "pause_turn") return answer.finish(FinishReason::paused);
  answer.finish(FinishReason::stop);
}

}  // namespace

void AnthropicDecoder::on_event(std::string_view name, const Json& event, AnswerBuilder& answer) {
  std::string_view type = wire::text_of(&event, "type");
  if (type.empty()) type = name;
  if (type == "content_block_delta") return read_delta(event, answer);
  if (type == "content_block_start") return start_block(event, answer);
  if (type == "content_block_stop") return stop_block(event, answer);
  if (type == "message_start") {
    const Json* message = wire::find(&event, "message");
    answer.model(wire::text_of(message, "model"));
    read_usage(wire::find(message, "usage"), answer);
  } else if (type == "message_delta") {
    read_usage(wire::find(&event, "usage"), answer);
    read_stop_reason(wire::text_of(wire::find(&event, "delta"), "stop_reason"), answer);
  } else if (type == "message_stop") {
    answer.end();
  }
}

void AnthropicDecoder::on_whole(const Json& body, AnswerBuilder& answer) {
  answer.model(wire::text_of(&body, "model"));
  const Json* content = wire::find(&body, "content");
  if (content != nullptr && content->IsArray()) {
    std::uint64_t index = 0;
    for (const Json& block : content->GetArray()) {
      const std::string_view type = wire::text_of(&block, "type");
      read_text(&block, type, answer);
      if (type == "tool_use") {
        const Json* input = wire::find(&block, "input");
        const std::string arguments = input != nullptr ? wire::to_json(*input) : "{}";
        answer.tool_call(
            {index, wire::text_of(&block, "id"), wire::text_of(&block, "name"), arguments});
      }
      ++index;
    }
  }
  read_usage(wire::find(&body, "usage"), answer);
  read_stop_reason(wire::text_of(&body, "stop_reason"), answer);
  if (!answer.over()) answer.end();
}

// The way that nearly every event goes: it allocates nothing.
void AnthropicDecoder::read_delta(const Json& event, AnswerBuilder& answer) {
  const Json* delta = wire::find(&event, "delta");
  const std::string_view type = wire::text_of(delta, "type");
  if (type == "text_delta") return read_text(delta, "text", answer);
  if (type == "thinking_delta") return read_text(delta, "thinking", answer);
  if (type != "input_json_delta") return;
  Call* call = call_of(event);
  const std::string_view fragment = wire::text_of(delta, "partial_json");
  if (call == nullptr || fragment.empty()) return;
  call->has_arguments = true;
  answer.tool_call({call->block, {}, {}, fragment});
}

void AnthropicDecoder::start_block(const Json& event, AnswerBuilder& answer) {
  const Json* block = wire::find(&event, "content_block");
  const std::string_view type = wire::text_of(block, "type");
  read_text(block, type, answer);
  if (type == "tool_use") {
    start_call(wire::count_of(&event, "index").value_or(calls_.size()), *block, answer);
  }
}

void AnthropicDecoder::start_call(std::uint64_t block, const Json& content, AnswerBuilder& answer) {
  Call call;
  call.block = block;
  const Json* input = wire::find(&content, "input");
  const bool given = input != nullptr && input->IsObject() && !input->ObjectEmpty();
  call.input = given ? wire::to_json(*input) : std::string(kNoArguments);
  answer.tool_call({block, wire::text_of(&content, "id"), wire::text_of(&content, "name"), {}});
  calls_.push_back(std::move(call));
}

// A call without fragments has the arguments of its start, or none.
void AnthropicDecoder::stop_block(const Json& event, AnswerBuilder& answer) {
  Call* call = call_of(event);
  if (call == nullptr || call->has_arguments) return;
  call->has_arguments = true;
  answer.tool_call({call->block, {}, {}, call->input});
}

// Counts are cumulative, and may be repeated: what is told last holds.
void AnthropicDecoder::read_usage(const Json* usage, AnswerBuilder& answer) {
  if (usage == nullptr || !usage->IsObject()) return;
  overwrite(fresh_input_, usage, "input_tokens");
  overwrite(counts_.cache_written, usage, "cache_creation_input_tokens");
  overwrite(counts_.cached_input, usage, "cache_read_input_tokens");
  overwrite(counts_.output, usage, "output_tokens");
  overwrite(counts_.reasoning, wire::find(usage, "output_tokens_details"), "thinking_tokens");
  counts_.input = fresh_input_ + counts_.cache_written + counts_.cached_input;
  counts_.reported = true;
  answer.tokens(counts_);
}

AnthropicDecoder::Call* AnthropicDecoder::call_of(const Json& event) {
  const auto index = wire::count_of(&event, "index");
  if (!index) return calls_.empty() ? nullptr : &calls_.back();
  const auto found = std::find_if(calls_.begin(), calls_.end(),
                                  [&](const Call& call) { return call.block == *index; });
  return found != calls_.end() ? &*found : nullptr;
}

}  // namespace skald::voices
