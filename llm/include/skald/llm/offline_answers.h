// Structured answers without a model: JSON that satisfies a schema, made from facts and words. Only
// a named subset of JSON Schema, "offline 1" (llm/ANSWER_SCHEMAS.md): a schema beyond it is refused
// when it is given, never guessed at.
//
// Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/answer_schema.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"

namespace skald {

namespace speech::offline {
struct Plan;
}  // namespace speech::offline

/// Where an answer's values come from. `path` names a member: "say", "action", "arguments.count".
class AnswerSource {
 public:
  virtual ~AnswerSource() = default;
  /// What is known of it: a fact's value, as text. Comes before `words`.
  virtual std::optional<std::string> known(std::string_view path) const = 0;
  /// Words for a free text, or the choice of one of an enum's values. Nothing: there are none.
  virtual std::optional<std::string> words(std::string_view path) = 0;
};

/// Immutable after it is made; any thread may answer by it.
class OfflineAnswers {
 public:
  /// bad_content with the JSON pointer of the place, the name of the subset and what it allows, for
  /// a schema beyond it.
  static Result<OfflineAnswers> plan(const AnswerSchema& schema);

  OfflineAnswers(OfflineAnswers&&) noexcept;
  OfflineAnswers& operator=(OfflineAnswers&&) noexcept;
  ~OfflineAnswers();

  /// JSON that satisfies the schema. What neither `known` nor `words` tells is chosen by `rng`:
  /// a value of an enum, a number in its range, a yes or no. bad_content, with the path, if a text
  /// that is required cannot be had.
  Result<std::string> answer(AnswerSource& source, Rng rng) const;

 private:
  explicit OfflineAnswers(std::unique_ptr<const speech::offline::Plan> plan);
  std::unique_ptr<const speech::offline::Plan> plan_;
};

}  // namespace skald
