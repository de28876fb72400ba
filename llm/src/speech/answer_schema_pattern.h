// Regular expressions of schemas: the part of ECMAScript's that a linear search can decide. They
// search, unanchored, by code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "speech/answer_schema_code_points.h"
#include "speech/answer_schema_effort.h"

namespace skald::answer_schema {

struct Instruction {
  enum class Kind : std::uint8_t { one_of, split, jump, at_begin, at_end };
  Kind kind = Kind::one_of;
  std::uint32_t set = 0;     // one_of: which set
  std::int32_t offset = 0;   // jump and split: where to go on, from here
  std::int32_t offset2 = 0;  // split: where else
};

/// A program for all places at once. It matches when it runs off its end.
struct Pattern {
  std::vector<Instruction> program;
  std::vector<CodePointSet> sets;
};

/// invalid_argument, with what is wrong and its position, for what is no pattern or outside of the
/// part; also if it needs more than `instructions_max`.
Result<Pattern> compile_pattern(std::string_view pattern, std::size_t instructions_max);

/// Whether the pattern occurs in the UTF-8 text. False also if the effort is used up.
bool occurs(const Pattern& pattern, std::string_view text, Effort& effort);

}  // namespace skald::answer_schema
