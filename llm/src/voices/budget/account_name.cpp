#include "voices/budget/account_name.h"

#include "skald/replay/ids.h"
#include "skald/replay/request.h"
#include "speech/civil_day.h"

namespace skald::voices {

std::string window_name(BudgetLimit::Per per, std::int64_t window) {
  constexpr std::int64_t kDayHours = 24;
  if (per == BudgetLimit::Per::session) return "session";
  if (per == BudgetLimit::Per::day) return "day " + speech::day_text(window);
  const std::int64_t hour = window % kDayHours;
  return "hour " + speech::day_text(window / kDayHours) + (hour < 10 ? " 0" : " ") +
         std::to_string(hour) + ":00";
}

std::string account_name(const BudgetLimit& rule, std::uint64_t who, std::string_view model,
                         std::int64_t window) {
  std::string when = window_name(rule.per, window);
  switch (rule.of) {
    case BudgetLimit::Of::everyone:
      return when;
    case BudgetLimit::Of::speaker:
      if (who == EntityId::kNone) return "no speaker, " + when;
      return "speaker " + std::to_string(who) + ", " + when;
    case BudgetLimit::Of::purpose:
      return "purpose " + std::string(to_string(static_cast<Purpose>(who))) + ", " + when;
    case BudgetLimit::Of::model:
      return "model " + std::string(model) + ", " + when;
  }
  return when;
}

}  // namespace skald::voices
