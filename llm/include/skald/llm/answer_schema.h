// JSON Schema for structured answers and tool arguments: a named part of draft 7. A schema with a
// keyword that is not in the part is refused when it is given, so that a promise is never ignored.
// Pure, and safe on any schema and any answer: bounded depth, linear patterns, no recursion that
// input controls.
//
// Supported keywords and their limits are listed in llm/ANSWER_SCHEMAS.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "skald/replay/result.h"

namespace skald {

/// Immutable after it is made; any thread may validate with it.
class AnswerSchema {
 public:
  /// bad_content, with the JSON pointer of the place and what would be right, for a schema that is
  /// not JSON, holds an unknown keyword, cannot be satisfied as written, or is too large.
  static Result<AnswerSchema> parse(std::string_view json);

  AnswerSchema(AnswerSchema&&) noexcept;
  AnswerSchema& operator=(AnswerSchema&&) noexcept;
  ~AnswerSchema();

  /// bad_content, with the JSON pointer into the answer and the keyword that it breaks, for an
  /// answer that is not JSON or does not satisfy the schema.
  Status validate(std::string_view answer_json) const;

  /// The schema as it was given, without insignificant white space.
  const std::string& json() const;

 private:
  struct Compiled;
  explicit AnswerSchema(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace skald
