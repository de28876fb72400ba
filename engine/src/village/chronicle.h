// The chronicle: what happened, in order, and in the narrator's words where they were heard.
#pragma once

#include <string_view>

#include "village/moment.h"

namespace skald::village {

/// What happened to or through a problem.
Event about_problem(EntryKind kind, const Problem& problem, std::uint32_t who, std::uint32_t whom);

/// Writes an entry over the oldest; returns its number.
std::uint32_t write_entry(Village& village, const Event& event, TickNumber now);

/// The entry with this number, or null if it is no longer (or not yet) there.
const Entry* entry_by_number(const Village& village, std::uint32_t number);

/// Gives an entry the narrator's words, if it is still there.
void tell_entry(Village& village, std::uint32_t number, std::string_view words);

}  // namespace skald::village
