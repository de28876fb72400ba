// What a player's words are about: whole words against the names and words of the content. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "skald/engine/village.h"

namespace skald::village {

enum class Subject : std::uint8_t {
  nothing,
  problem,
  person,
  place,
  news,
  thanks,
  greeting,
};

struct Matched {
  Subject subject = Subject::nothing;
  std::uint32_t index = 0;  // the problem's type, the person, the place
};

/// The first of the above, in that order, that the text names. `listener` naming themselves is not
/// a subject.
Matched match_subject(const Village& village, std::string_view text, std::uint32_t listener);

/// True if the text has this word or these words, whole, whatever their case.
bool names(std::string_view text, std::string_view words);

}  // namespace skald::village
