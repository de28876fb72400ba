// What accounts are called: in refusals, alerts and reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "skald/llm/scheduling_config.h"

namespace skald::voices {

/// "session", "day 2026-11-21", "hour 2026-11-21 13:00".
std::string window_name(BudgetLimit::Per per, std::int64_t window);
/// The window, after whom it counts: "speaker 17, session", "model gpt-4o, day 2026-11-21".
std::string account_name(const BudgetLimit& rule, std::uint64_t who, std::string_view model,
                         std::int64_t window);

}  // namespace skald::voices
