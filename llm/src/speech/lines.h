// Lines as the offline narrator uses them: compiled when they are loaded, so that choosing and
// filling one compares and copies only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald::speech {

inline constexpr std::uint32_t kNoFact = 0xFFFFFFFF;
inline constexpr std::uint32_t kLineFact = 0;  // Cue::facts[0] is "line": what was said
inline constexpr std::string_view kFallbackCue = "fallback";

inline constexpr std::int32_t kWeightMax = 100;
inline constexpr std::size_t kCriteriaMax = 16;
inline constexpr std::size_t kLinesMax = 10'000;  // of one cue
// The sum of a cue's weights is multiplied with 32 random bits.
static_assert((kCriteriaMax + 1) * (kCriteriaMax + 1) * kWeightMax * kLinesMax <= 0xFFFFFFFF);

/// One member of `when`. Facts are named by their index in Cue::facts.
struct Criterion {
  std::uint32_t fact = kNoFact;
  std::vector<std::string> any_of;  // empty: a range
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Literal text, then a slot, if any.
struct Segment {
  std::string literal;
  std::uint32_t fact = kNoFact;
  bool capital = false;
};

struct Line {
  std::string rule;
  std::vector<Criterion> when;
  std::vector<Segment> segments;
  std::string told;
  std::uint32_t weight = 1;  // already raised by the number of criteria
};

struct Cue {
  std::string name;
  std::vector<std::string> facts;  // every name that its lines test or insert
  std::vector<Line> lines;
};

struct LineBook {
  std::vector<Cue> cues;  // by name

  const Cue* find(std::string_view name) const;
};

/// Cues of `built_in` count only where `files` do not have them. See OfflineNarrator::from.
Result<LineBook> load_lines(std::span<const ContentFile> files,
                            std::span<const ContentFile> built_in);

}  // namespace skald::speech
