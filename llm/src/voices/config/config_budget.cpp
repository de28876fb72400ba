// Reading "budget".
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

#include "skald/replay/ids.h"
#include "voices/config/config_scheduling.h"
#include "voices/config/field_reader.h"
#include "voices/config/scheduling_fields.h"

namespace skald::voices {
namespace {

constexpr std::size_t kLimitsMax = 16;

/// The text of a number, as it was written.
std::string number_text(const Value& value) {
  if (value.kind == Value::Kind::integer) return std::to_string(value.integer);
  return value.kind == Value::Kind::decimal ? value.string : std::string();
}

void read_usd(ObjectReader& reader, const Value& limit, PicoUsd& into) {
  const Value* found = reader.optional_member("usd");
  if (found == nullptr) {
    return reader.fail(limit, "a limit needs 'usd', how many dollars may be spent");
  }
  const std::string text = number_text(*found);
  const auto usd = usd_from(text);
  if (usd) {
    into = *usd;
    return;
  }
  reader.fail(*found,
              "'usd' must be an amount of dollars from 0, with at most twelve decimals and "
              "without exponent, not " +
                  (text.empty() ? std::string(to_string(found->kind)) : text));
}

bool is_speaker(const std::string& text) {
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && EntityId{number}.valid() && std::to_string(number) == text;
}

/// What is wrong with whom a limit is for.
std::string fault_in_only(const BudgetLimit& limit) {
  const auto purposes = purpose_names();
  switch (limit.of) {
    case BudgetLimit::Of::everyone:
      return "'only' needs 'of': 'speaker', 'purpose' or 'model'";
    case BudgetLimit::Of::speaker:
      if (is_speaker(limit.only)) return {};
      return "'only' must be a speaker's number in quotes, such as \"17\", not " +
             shown(limit.only);
    case BudgetLimit::Of::purpose:
      if (std::find(purposes.begin(), purposes.end(), limit.only) != purposes.end()) return {};
      return "'only' must be " + list_of_choices({purposes.begin(), purposes.end()}) + ", not " +
             shown(limit.only);
    case BudgetLimit::Of::model:
      return holds_control_character(limit.only) ? "'only' holds a control character" : "";
  }
  return {};
}

Status read_limit(const Document& document, const Value& value, BudgetLimit& into) {
  ObjectReader reader(document, value);
  refuse_inline_keys(reader, value);
  read_usd(reader, value, into.usd);
  read_named(reader, "per", into.per, kLimitPerNames);
  read_named(reader, "of", into.of, kLimitOfNames);
  reader.optional_text("only", into.only);
  const std::string fault = into.only.empty() ? "" : fault_in_only(into);
  if (!fault.empty()) reader.fail(*value.find("only"), fault);
  return reader.finish();
}

void read_limits(const Document& document, ObjectReader& reader, std::vector<BudgetLimit>& into) {
  const Value* found = reader.member("limits", Value::Kind::list, false);
  if (found == nullptr) return;
  if (found->list.size() > kLimitsMax) {
    return reader.fail(found->list[kLimitsMax],
                       "'limits' has more than " + std::to_string(kLimitsMax) + " limits");
  }
  for (const Value& value : found->list) {
    BudgetLimit limit;
    reader.include(read_limit(document, value, limit));
    into.push_back(std::move(limit));
  }
}

void read_alerts(ObjectReader& reader, std::vector<std::uint32_t>& into) {
  const Value* found = reader.member("alerts_percent", Value::Kind::list, false);
  if (found == nullptr) return;
  into.clear();
  std::int64_t last = 0;
  for (const Value& percent : found->list) {
    if (percent.kind != Value::Kind::integer || percent.integer <= last || percent.integer > 100) {
      return reader.fail(percent,
                         "'alerts_percent' must be integers from 1 to 100, each above the last");
    }
    last = percent.integer;
    into.push_back(static_cast<std::uint32_t>(last));
  }
}

void read_policies(ObjectReader& reader, std::vector<BudgetPolicy>& into) {
  const Value* found = reader.member("when_exhausted", Value::Kind::list, false);
  if (found == nullptr) return;
  into.clear();
  for (const Value& value : found->list) {
    const bool is_text = value.kind == Value::Kind::string;
    const auto name = std::find(kBudgetPolicyNames.begin(), kBudgetPolicyNames.end(), value.string);
    if (!is_text || name == kBudgetPolicyNames.end()) {
      return reader.fail(
          value, "'when_exhausted' must be a list of " +
                     list_of_choices({kBudgetPolicyNames.begin(), kBudgetPolicyNames.end()}) +
                     "; this is " +
                     (is_text ? shown(value.string) : std::string(to_string(value.kind))));
    }
    const auto policy = static_cast<BudgetPolicy>(name - kBudgetPolicyNames.begin());
    if (std::find(into.begin(), into.end(), policy) != into.end()) {
      return reader.fail(value, "'when_exhausted' names '" + value.string + "' twice");
    }
    if (!into.empty() && into.back() == BudgetPolicy::offline) {
      return reader.fail(value, "'when_exhausted' has '" + value.string +
                                    "' behind 'offline', where nothing is tried any more; put "
                                    "'offline' last");
    }
    into.push_back(policy);
  }
}

}  // namespace

void read_budget(const Document& document, ObjectReader& reader, BudgetConfig& into) {
  const Value* found = reader.member("budget", Value::Kind::object, false);
  if (found == nullptr) return;
  ObjectReader budget(document, *found);
  refuse_inline_keys(budget, *found);
  read_limits(document, budget, into.limits);
  read_alerts(budget, into.alerts_percent);
  read_policies(budget, into.when_exhausted);
  FieldReader fields(document, budget, into);
  describe_budget(fields);
  reader.include(budget.finish());
}

}  // namespace skald::voices
