// Answers from a file, for tests and demos: no model, no network, and the same words every time.
//
//     {"answers": [
//       {"when": {"contains": "wolves"}, "pieces": ["Wolves? ", "Three."]},
//       {"tool": "give", "arguments": {"item": "rope", "count": 1}},
//       {"text": "Hm.", "reason": "length"},
//       {"fail": "overloaded", "message": "too many guests"}
//     ]}
//
// An answer's words come as `text`, or in `pieces` as a stream would bring them; after them it may
// call a tool, or fail. `reason` is "stop", "length" or "paused"; a call's is that the model wants
// its result.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"
#include "voices/reading/answer_builder.h"

namespace skald::voices {

/// One answer of a script.
struct ScriptedAnswer {
  std::string contains{};  // what the prompt's last words must contain; empty: any prompt
  std::vector<std::string> pieces{};
  std::optional<ToolCall> tool_call{};
  std::optional<Failure> failure{};
  FinishReason reason = FinishReason::stop;
  bool given = false;
};

class Script {
 public:
  /// bad_content, with file and line. Opens nothing: `file_name` is for messages.
  static Result<Script> parse(std::string_view file_name, std::string_view json);

  /// Of the answers whose `when` holds, or else of those that have none: the first that was not
  /// given yet; the last one if all were, so that a script does not run dry. `when` looks at the
  /// last message of the user or of a tool, or at the plain prompt. A failure (bad_request) if no
  /// answer is for this prompt. Called from one thread.
  void answer(const Prompt& prompt, AnswerBuilder& builder);

 private:
  ScriptedAnswer* choose(std::string_view words, bool with_condition);

  std::string file_name_;
  std::vector<ScriptedAnswer> answers_;
  std::size_t tool_calls_given_ = 0;
};

}  // namespace skald::voices
