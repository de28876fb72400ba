// Holds an answer against what was asked for: its schema, and its tools' parameters. Whatever a
// provider promises, this is what counts.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "skald/llm/answer.h"
#include "skald/llm/answer_schema.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald::voices {

class AnswerCheck {
 public:
  /// bad_content for a schema that AnswerSchema refuses.
  static Result<AnswerCheck> of(const Prompt& prompt);

  /// Why this is not the answer that was asked for; nothing if it is.
  std::optional<Failure> broken_by(const Answer& answer) const;

 private:
  std::optional<Failure> fault_in(const Answer& answer) const;
  std::optional<Failure> fault_in(const ToolCall& call) const;

  std::optional<AnswerSchema> schema_;
  std::map<std::string, std::optional<AnswerSchema>> tools_;  // without parameters: any object
};

}  // namespace skald::voices
