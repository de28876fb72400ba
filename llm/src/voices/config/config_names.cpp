#include "voices/config/config_names.h"

namespace skald {

std::string_view to_string(Priority priority) {
  return voices::name_of(priority, voices::kPriorityNames);
}

std::string_view to_string(BudgetPolicy policy) {
  return voices::name_of(policy, voices::kBudgetPolicyNames);
}

std::string_view to_string(LogLevel level) {
  return voices::name_of(level, voices::kLogLevelNames);
}

}  // namespace skald
