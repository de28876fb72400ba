#include "voices/calls/answer_check.h"

#include <utility>

namespace skald::voices {
namespace {

Failure broken(Why why, std::string message) {
  Failure failure;
  failure.why = why;
  failure.retryable = is_retryable(why);
  failure.message = std::move(message);
  return failure;
}

}  // namespace

Result<AnswerCheck> AnswerCheck::of(const Prompt& prompt) {
  AnswerCheck check;
  if (!prompt.answer_schema.empty()) {
    auto schema = AnswerSchema::parse(prompt.answer_schema);
    if (!schema) return schema.error();
    check.schema_ = std::move(*schema);
  }
  for (const Tool& tool : prompt.tools) {
    auto& parameters = check.tools_[tool.name];
    if (tool.parameters.empty()) continue;
    auto schema = AnswerSchema::parse(tool.parameters);
    if (!schema) return schema.error();
    parameters = std::move(*schema);
  }
  return check;
}

std::optional<Failure> AnswerCheck::broken_by(const Answer& answer) const {
  auto failure = fault_in(answer);
  if (failure) failure->tokens = answer.tokens;
  if (failure) failure->request_id = answer.request_id;
  return failure;
}

std::optional<Failure> AnswerCheck::fault_in(const Answer& answer) const {
  for (const ToolCall& call : answer.tool_calls) {
    if (auto failure = fault_in(call)) return failure;
  }
  const bool calls_only = answer.text.empty() && !answer.tool_calls.empty();
  if (!schema_ || calls_only) return std::nullopt;
  if (answer.reason == FinishReason::length) {
    return broken(Why::truncated,
                  "max_tokens ran out before the answer was complete, so it cannot satisfy its "
                  "schema");
  }
  const Status status = schema_->validate(answer.text);
  if (status) return std::nullopt;
  return broken(Why::invalid_answer,
                "the answer does not satisfy its schema: " + status.error().message);
}

std::optional<Failure> AnswerCheck::fault_in(const ToolCall& call) const {
  const auto tool = tools_.find(call.name);
  if (tool == tools_.end()) {
    return broken(Why::invalid_answer,
                  "the model called '" + call.name + "', which is none of the tools it was given");
  }
  if (!tool->second) return std::nullopt;
  const Status status = tool->second->validate(call.arguments);
  if (status) return std::nullopt;
  return broken(Why::invalid_answer,
                "the arguments of '" + call.name +
                    "' do not satisfy its parameters: " + status.error().message);
}

}  // namespace skald::voices
