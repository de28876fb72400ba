#include "speech/grammar/conditions.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace skald::speech {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool all_are(const Value& wanted, Value::Kind kind) {
  return !wanted.list.empty() && std::all_of(wanted.list.begin(), wanted.list.end(),
                                             [&](const Value& e) { return e.kind == kind; });
}

}  // namespace

bool is_name(std::string_view text, std::string_view also) {
  return !text.empty() && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_lower(c) || (c >= '0' && c <= '9') || also.find(c) != also.npos;
         });
}

Status read_comparison(const Document& document, const Value& wanted, Criterion& into) {
  if (wanted.kind == Value::Kind::string) {
    into.any_of.push_back(wanted.string);
  } else if (all_are(wanted, Value::Kind::string)) {
    for (const Value& element : wanted.list) into.any_of.push_back(element.string);
  } else if (wanted.list.size() == 2 && all_are(wanted, Value::Kind::integer)) {
    into.low = wanted.list[0].integer;
    into.high = wanted.list[1].integer;
    if (into.low > into.high) {
      return fault_at(document, wanted, "the range's low end is above its high end");
    }
  } else {
    return fault_at(document, wanted,
                    "a fact is compared with a text, a list of texts, or a range of integers "
                    "[low, high]");
  }
  return Done{};
}

Status read_when(const Document& document, const Value& when,
                 const std::function<std::uint32_t(std::string_view)>& number_of,
                 std::vector<Criterion>& into) {
  if (when.members.size() > kCriteriaMax) {
    return fault_at(document, when,
                    "'when' tests more than " + std::to_string(kCriteriaMax) + " facts");
  }
  for (const auto& [name, wanted] : when.members) {
    if (!is_name(name, "_")) return fault_at(document, wanted, kFactNameRule);
    Criterion criterion;
    criterion.fact = number_of(name);
    if (Status status = read_comparison(document, wanted, criterion); !status) return status;
    into.push_back(std::move(criterion));
  }
  return Done{};
}

bool holds(const Criterion& criterion, std::string_view value) {
  if (!criterion.any_of.empty()) {
    return std::find(criterion.any_of.begin(), criterion.any_of.end(), value) !=
           criterion.any_of.end();
  }
  std::int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end && number >= criterion.low &&
         number <= criterion.high;
}

}  // namespace skald::speech
