#include "speech/rules/sampling.h"

#include <utility>

#include "skald/replay/assert.h"
#include "speech/rules/domains.h"
#include "speech/rules/vocabulary.h"

namespace skald::speech::rules {
namespace {

constexpr std::string_view kToneFact = "tone";
constexpr int kTries = 64;        // for a tone that the rule asks for
constexpr int kDrawn = 4;         // values of a range, beside its ends
constexpr Code kSmallRange = 20;  // of these at least: most things are few

const Concept& concept_of(const Compiled& compiled, std::uint32_t rule) {
  const auto after = std::upper_bound(
      compiled.concepts.begin(), compiled.concepts.end(), rule,
      [](std::uint32_t number, const Concept& one) { return number < one.first_rule; });
  return *(after - 1);
}

std::uint32_t rule_of(const Compiled& compiled, std::uint32_t line) {
  const auto after = std::upper_bound(
      compiled.rules.begin(), compiled.rules.end(), line,
      [](std::uint32_t number, const Rule& one) { return number < one.first_line; });
  return static_cast<std::uint32_t>(after - compiled.rules.begin()) - 1;
}

Code high_of(const Criterion& criterion) {
  return static_cast<Code>(static_cast<std::uint64_t>(criterion.low) + criterion.width);
}

class Sampler {
 public:
  Sampler(const Compiled& compiled, std::uint32_t line, Rng rng)
      : compiled_(compiled),
        rule_(compiled.rules[rule_of(compiled, line)]),
        concept_(concept_of(compiled, rule_of(compiled, line))),
        rng_(rng) {}

  std::optional<std::vector<Fact>> sample(std::span<const Fact> given) {
    if (!may_be(given)) return {};
    collect_facts(given);
    for (int i = 0; i < kTries; ++i) {
      std::vector<Fact> facts(given.begin(), given.end());
      facts.insert(facts.end(), unknown_.begin(), unknown_.end());
      for (const Wanted& wanted : wanted_) {
        if (!add_value(wanted, facts)) return {};
      }
      if (add_tone(given, facts)) return facts;
    }
    return {};
  }

 private:
  struct Wanted {
    std::uint32_t fact = 0;
    bool is_carried = false;
  };

  static bool has(std::span<const Fact> facts, std::string_view name) {
    return std::any_of(facts.begin(), facts.end(),
                       [&](const Fact& fact) { return fact.name == name; });
  }

  bool may_be(std::span<const Fact> given) const {
    return std::all_of(given.begin(), given.end(), [&](const Fact& fact) {
      return fits(compiled_.facts.find(fact.name), compiled_.code_of(fact.value));
    });
  }

  /// Whether the rule's criteria for this fact hold.
  bool fits(std::uint32_t fact, Code code) const {
    const auto required = compiled_.required_of(rule_);
    return std::all_of(required.begin(), required.end(), [&](const Criterion& one) {
      return one.fact != fact || holds(compiled_, one, code);
    });
  }

  void collect_facts(std::span<const Fact> given) {
    std::vector<bool> is_known(compiled_.facts.size());
    for (const Fact& fact : given) {
      const std::uint32_t number = compiled_.facts.find(fact.name);
      if (number != grammar::kNoSymbol) is_known[number] = true;
    }
    const auto add = [&](std::uint32_t fact, bool is_carried) {
      if (!is_known[fact]) wanted_.push_back({fact, is_carried});
      is_known[fact] = true;
    };
    for (const std::string& name : concept_.carried) {
      const std::uint32_t fact = compiled_.facts.find(name);
      if (fact != grammar::kNoSymbol) {
        add(fact, true);
      } else if (!has(given, name)) {
        unknown_.push_back({name, name});
      }
    }
    for (std::uint32_t i = concept_.first_rule; i < concept_.first_rule + concept_.rules; ++i) {
      for (const Criterion& one : compiled_.criteria_of(compiled_.rules[i])) add(one.fact, false);
    }
  }

  /// False if there is no value that the rule takes.
  bool add_value(const Wanted& wanted, std::vector<Fact>& into) {
    const bool may_miss = !wanted.is_carried && fits(wanted.fact, kMissing);
    if (may_miss && rng_.chance(1, 2)) return true;
    std::vector<Code> codes = candidates(wanted.fact);
    std::erase_if(codes, [&](Code code) { return !fits(wanted.fact, code); });
    if (codes.empty()) return may_miss;
    const Code code = rng_.pick(std::span(codes));
    const std::string name(compiled_.facts[wanted.fact]);
    into.push_back({name, code == kOtherText ? name : written(compiled_, code)});
    return true;
  }

  std::vector<Code> candidates(std::uint32_t fact) {
    const Domain domain = fact < compiled_.domains.size() ? compiled_.domains[fact] : Domain{};
    if (domain.kind == Domain::Kind::texts) return domain.codes;
    std::vector<Code> codes;
    const bool is_range = domain.kind == Domain::Kind::range;
    if (is_range) {
      add_range(domain.codes.front(), domain.codes.back(), codes);
    } else {
      codes.push_back(kOtherText);
    }
    for (const Criterion& one : compiled_.required_of(rule_)) {
      if (one.fact != fact || one.low == kMissing) continue;
      const std::span<const Code> texts = compiled_.codes_of(one);
      if (!texts.empty()) {
        codes.insert(codes.end(), texts.begin(), texts.end());
      } else if (is_range) {
        add_range(std::max(one.low, domain.codes.front()),
                  std::min(high_of(one), domain.codes.back()), codes);
      } else {
        add_range(one.low, high_of(one), codes);
      }
    }
    std::erase_if(codes, [&](Code code) { return is_range && !domain.allows(code); });
    return codes;
  }

  /// Its ends and some between. Texts of a range of codes are next to each other.
  void add_range(Code low, Code high, std::vector<Code>& into) {
    if (low > high) return;
    into.push_back(low);
    into.push_back(high);
    const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    for (const std::uint64_t span : {width, std::min<std::uint64_t>(width, kSmallRange)}) {
      const auto bound = static_cast<std::uint32_t>(std::min<std::uint64_t>(span, 1U << 30U));
      for (int i = 0; i < kDrawn; ++i) into.push_back(low + rng_.below(bound + 1));
    }
  }

  /// False if the rule, or who asks, wants another one.
  bool add_tone(std::span<const Fact> given, std::vector<Fact>& facts) const {
    const auto tone = tone_of(compiled_, facts);
    if (!tone) return true;
    const std::string text = std::to_string(*tone);
    for (const Fact& fact : given) {
      if (fact.name == kToneFact) return fact.value == text;
    }
    std::erase_if(facts, [](const Fact& fact) { return fact.name == kToneFact; });
    facts.push_back({std::string(kToneFact), text});
    return fits(compiled_.facts.find(kToneFact), *tone);
  }

  const Compiled& compiled_;
  const Rule& rule_;
  const Concept& concept_;
  Rng rng_;
  std::vector<Wanted> wanted_;
  std::vector<Fact> unknown_;  // that are carried, but no rule tests and no file declares
};

}  // namespace

std::optional<std::vector<Fact>> sample(const Compiled& compiled, std::uint32_t line,
                                        std::span<const Fact> given, Rng rng) {
  SKALD_ASSERT(line < compiled.lines.size(), "ResponseRules::sample: no such line");
  return Sampler(compiled, line, rng).sample(given);
}

}  // namespace skald::speech::rules
