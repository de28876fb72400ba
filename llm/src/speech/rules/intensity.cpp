#include "speech/rules/intensity.h"

#include <array>
#include <string_view>

namespace skald::speech::rules {
namespace {

constexpr std::array<std::string_view, 2> kGravities = {"severity", "tone"};
constexpr std::int32_t kLowest = 1;
constexpr std::int32_t kHighest = 5;
constexpr std::int32_t kNeutral = 3;  // goes with every gravity
constexpr std::int32_t kApart = 1;    // so far may an intensity be from a gravity

/// Intensities that go with a rule; none if `low` is above `high`.
struct Fitting {
  std::int32_t low = kLowest;
  std::int32_t high = kHighest;
  std::string tested{};  // "severity 1 to 3 and tone 2 to 2"; empty: nothing of the kind
};

bool carries_gravity(const Concept& of) {
  return std::any_of(kGravities.begin(), kGravities.end(), [&](std::string_view name) {
    return std::find(of.carried.begin(), of.carried.end(), name) != of.carried.end();
  });
}

bool tests_existence(const Criterion& criterion) {
  return criterion.low == kMissing && criterion.width == 0;
}

/// Narrows `into` to what goes with both ends of the values that the rule takes of this fact.
void narrow(const Compiled& compiled, const Rule& rule, std::string_view name, Fitting& into) {
  const std::uint32_t fact = compiled.facts.find(name);
  bool is_tested = false;
  std::array<bool, kHighest + 1> fits{};
  fits.fill(true);
  for (const Criterion& criterion : compiled.required_of(rule)) {
    if (criterion.fact != fact) continue;
    is_tested = is_tested || !tests_existence(criterion);
    for (std::size_t value = 0; value < fits.size(); ++value) {
      fits.at(value) &= holds(compiled, criterion, static_cast<Code>(value));
    }
  }
  const auto first = std::find(fits.begin() + kLowest, fits.end(), true);
  if (!is_tested || first == fits.end()) return;
  const auto last = std::find(fits.rbegin(), fits.rend(), true).base() - 1;
  const auto low = static_cast<std::int32_t>(first - fits.begin());
  const auto high = static_cast<std::int32_t>(last - fits.begin());
  into.low = std::max(into.low, high - kApart);
  into.high = std::min(into.high, low + kApart);
  into.tested += (into.tested.empty() ? "" : " and ") + std::string(name) + ' ' +
                 std::to_string(low) + (low == high ? "" : " to " + std::to_string(high));
}

std::string span_of(const Fitting& fitting) {
  const std::string low = std::to_string(fitting.low);
  return fitting.low == fitting.high ? low : low + " to " + std::to_string(fitting.high);
}

}  // namespace

std::string intensity_fault(const Compiled& compiled, const Concept& of, std::uint32_t number) {
  if (!carries_gravity(of)) return {};
  const Rule& rule = compiled.rules[number];
  const std::int32_t intensity = compiled.texts_of_rules[number].intensity;
  Fitting fitting;
  for (const std::string_view name : kGravities) narrow(compiled, rule, name, fitting);
  if (fitting.tested.empty()) fitting.low = fitting.high = kNeutral;
  if (fitting.low > fitting.high) {
    return "no intensity goes with " + fitting.tested + ": split the rule";
  }
  if (fitting.low <= intensity && intensity <= fitting.high) return {};
  const std::string given =
      intensity == 0 ? "it has no intensity" : "it has intensity " + std::to_string(intensity);
  const std::string tested = fitting.tested.empty() ? "neither severity nor tone" : fitting.tested;
  return given + " and tests " + tested + ": " + span_of(fitting) + " would be right";
}

}  // namespace skald::speech::rules
