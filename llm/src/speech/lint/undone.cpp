#include "speech/lint/undone.h"

#include <algorithm>
#include <string_view>

#include "speech/language/number_words.h"
#include "speech/language/plural_rule.h"

namespace skald::speech::lint {
namespace {

/// Empty where only the language's file knows.
std::string_view remedy_for(const GrammarOutcome& outcome) {
  const std::string_view name = outcome.unresolved.substr(1);
  const bool is_choice = name == "cardinal" || name == "ordinal_choice";
  const bool has_other =
      std::any_of(outcome.parameters.begin(), outcome.parameters.end(),
                  [](std::string_view one) { return one.starts_with("other="); });
  if (is_choice && !has_other) return ": it lacks 'other=', which stands for all other numbers";
  if (is_choice && !language::plural_operands(outcome.given)) return ": that is no number";
  const bool is_of_whole_numbers = name == "words" || name == "ordinal";
  if (!is_of_whole_numbers) return {};
  if (!language::whole_number(outcome.given)) return ": that is no whole number";
  return ": the language has nothing for this number";
}

}  // namespace

std::string why_not(const GrammarOutcome& outcome) {
  std::string text = '\'' + std::string(outcome.unresolved);
  for (std::size_t i = 0; i < outcome.parameters.size(); ++i) {
    text.append(i == 0 ? "(" : ",").append(outcome.parameters[i]);
  }
  if (!outcome.parameters.empty()) text += ')';
  if (outcome.given.data() == nullptr) return text + "' is not known";
  text.append("' can't be done with '").append(outcome.given).append(1, '\'');
  return text.append(remedy_for(outcome));
}

}  // namespace skald::speech::lint
