#include "speech/rules/vocabulary.h"

#include <utility>

#include "speech/grammar/conditions.h"
#include "speech/rules/criteria.h"

namespace skald::speech::rules {
namespace {

constexpr std::int32_t kShiftMax = 5;
constexpr Code kToneShiftMax = 1;  // of all shifts together
constexpr Code kToneMax = 1'000;
constexpr std::string_view kToneName = "tone";

}  // namespace

Status Vocabulary::read(const Document& document, const Value* facts, const Value* groups,
                        const Value* tone) {
  if (facts != nullptr) {
    into_.has_domains = true;
    for (const auto& [name, values] : facts->members) {
      if (Status status = read_domain(document, name, values); !status) return status;
    }
  }
  if (groups != nullptr) {
    if (Status status = read_groups(document, *groups); !status) return status;
  }
  if (tone == nullptr) return Done{};
  if (tone_.value != nullptr) {
    return fault_at(document, *tone,
                    "'tone' is set at " + tone_.document->file + ':' +
                        std::to_string(tone_.value->line) + " already");
  }
  tone_ = {&document, tone};
  return Done{};
}

Status Vocabulary::read_domain(const Document& document, const std::string& name,
                               const Value& values) {
  if (!is_name(name, "_")) return fault_at(document, values, kFactNameRule);
  const std::uint32_t fact = into_.facts.intern(name);
  into_.domains.resize(into_.facts.size());
  Domain& domain = into_.domains[fact];
  if (domain.is_declared()) {
    return fault_at(document, values, "the fact '" + name + "' is declared already");
  }
  if (values.kind == Value::Kind::string) {
    if (values.string != "text") {
      return fault_at(document, values,
                      "a fact is declared by two integers (a range), a list of texts, or \"text\"");
    }
    domain.kind = Domain::Kind::open;
    return Done{};
  }
  speech::Criterion allowed;
  if (Status status = read_comparison(document, values, allowed); !status) return status;
  if (allowed.any_of.empty()) {
    domain.kind = Domain::Kind::range;
    domain.codes = {code_of_integer(allowed.low), code_of_integer(allowed.high)};
    return Done{};
  }
  domain.kind = Domain::Kind::texts;
  for (const std::string& text : allowed.any_of) domain.codes.push_back(intern_text(into_, text));
  std::sort(domain.codes.begin(), domain.codes.end());
  return Done{};
}

Status Vocabulary::read_groups(const Document& document, const Value& groups) {
  for (const auto& [name, facts] : groups.members) {
    if (!is_name(name, "_")) {
      return fault_at(document, facts, "a group's name is one as a fact could have");
    }
    const auto [group, is_new] = groups_.try_emplace(name);
    if (!is_new) return fault_at(document, facts, "the group '" + name + "' is there already");
    group->second.source = {&document, &facts};
    if (facts.kind != Value::Kind::list) {
      return fault_at(document, facts, "a group is a list of facts");
    }
    for (const Value& fact : facts.list) {
      if (fact.kind != Value::Kind::string) {
        return fault_at(document, fact, "a group is a list of facts");
      }
      group->second.facts.push_back(fact.string);
    }
  }
  return Done{};
}

Status Vocabulary::finish() {
  into_.domains.resize(into_.facts.size());
  for (auto& [name, group] : groups_) {
    if (Status status = finish_group(name, group); !status) return status;
  }
  return tone_.value == nullptr ? Status(Done{}) : finish_tone();
}

/// Where a group has the name of a fact, `carries` means the group: it must not carry less.
Status Vocabulary::finish_group(const std::string& name, Group& group) const {
  const std::string who = "the group '" + name + '\'';
  for (const std::string& fact : group.facts) {
    if (find(fact) == nullptr) return unknown_fact(group.source, who + " has", fact);
  }
  const bool has_own_name =
      std::find(group.facts.begin(), group.facts.end(), name) != group.facts.end();
  if (find(name) == nullptr || has_own_name) return Done{};
  return fault_at(*group.source.document, *group.source.value,
                  who + " has the name of a fact that is not in it: rename it, or add the fact");
}

Status Vocabulary::finish_tone() {
  const Document& document = *tone_.document;
  ObjectReader reader(document, *tone_.value);
  std::string from;
  reader.text("from", from);
  const Value* shifts = reader.member("shifts", Value::Kind::object, true);
  if (Status status = reader.finish(); !status) return status;
  const Domain* source = find(from);
  if (source == nullptr) {
    return unknown_fact({&document, tone_.value->find("from")}, "'tone' starts from", from);
  }
  const Domain* range = find(kToneName);
  if (source->kind != Domain::Kind::range || range == nullptr ||
      range->kind != Domain::Kind::range || range->codes.front() < -kToneMax ||
      range->codes.back() > kToneMax) {
    return fault_at(document, *tone_.value,
                    "the facts '" + from +
                        "' and 'tone' must be declared as ranges, the latter "
                        "from -1000 to 1000 at most");
  }
  into_.tone.from = into_.facts.find(from);
  into_.tone.low = range->codes.front();
  into_.tone.high = range->codes.back();
  for (const Value::Member& member : shifts->members) {
    if (Status status = read_shifts(document, member); !status) return status;
  }
  return Done{};
}

Status Vocabulary::read_shifts(const Document& document, const Value::Member& member) {
  const Domain* domain = find(member.name);
  if (domain == nullptr) {
    return unknown_fact({&document, &member.value}, "'tone' is shifted by", member.name);
  }
  if (member.value.kind != Value::Kind::object) {
    return fault_at(document, member.value, "shifts are an object: a value and its shift");
  }
  Tone::Shifts made;
  made.fact = into_.facts.find(member.name);
  ObjectReader reader(document, member.value);
  for (const auto& [text, shift] : member.value.members) {
    const Code value = intern_text(into_, text);
    if (!domain->allows(value)) {
      return fault_at(document, shift,
                      '\'' + text + "' is not a declared value of '" + member.name + '\'' +
                          did_you_mean(text, into_.texts_among(domain->codes)));
    }
    Tone::Shift& added = made.shifts.emplace_back();
    added.value = value;
    reader.integer(text, added.by, -kShiftMax, kShiftMax);
  }
  into_.tone.shifts.push_back(std::move(made));
  return reader.finish();
}

Status Vocabulary::resolve(const Document& document, const Value& names,
                           std::string_view concept_name, std::vector<std::string>& into) const {
  const auto add = [&](const std::string& fact) {
    if (std::find(into.begin(), into.end(), fact) == into.end()) into.push_back(fact);
  };
  for (const Value& name : names.list) {
    if (name.kind != Value::Kind::string) {
      return fault_at(document, name, "'carries' is a list of facts and groups");
    }
    const auto group = groups_.find(name.string);
    if (group != groups_.end()) {
      for (const std::string& fact : group->second.facts) add(fact);
      continue;
    }
    if (into_.has_domains && find(name.string) == nullptr) {
      std::vector<std::string_view> known = into_.declared_facts();
      for (const auto& [one, facts] : groups_) known.push_back(one);
      return fault_at(document, name,
                      "concept '" + std::string(concept_name) + "' carries '" + name.string +
                          "', which is neither a declared fact nor a group" +
                          did_you_mean(name.string, known));
    }
    if (!is_name(name.string, "_")) return fault_at(document, name, kFactNameRule);
    add(name.string);
  }
  return Done{};
}

void Vocabulary::declare_told() {
  into_.domains.resize(into_.facts.size());
  for (std::uint32_t fact = 0; fact < into_.facts.size(); ++fact) {
    const std::string_view name = into_.facts[fact];
    Domain& domain = into_.domains[fact];
    if (domain.is_declared() || !is_told(name)) continue;
    if (find(name.substr(kTold.size())) != nullptr) domain.kind = Domain::Kind::open;
  }
}

/// Null if it is not declared.
const Domain* Vocabulary::find(std::string_view fact) const {
  const std::uint32_t number = into_.facts.find(fact);
  if (number == grammar::kNoSymbol || number >= into_.domains.size()) return nullptr;
  const Domain& domain = into_.domains[number];
  return domain.is_declared() ? &domain : nullptr;
}

Error Vocabulary::unknown_fact(const Source& at, std::string_view who,
                               std::string_view fact) const {
  return fault_at(*at.document, *at.value,
                  std::string(who) + " '" + std::string(fact) + "', which is not declared" +
                      did_you_mean(fact, into_.declared_facts()));
}

std::optional<std::int32_t> tone_of(const Compiled& compiled, std::span<const Fact> facts) {
  const Tone& tone = compiled.tone;
  if (tone.from == kNone) return {};
  const auto code_of = [&](std::uint32_t number) {
    const std::string_view name = compiled.facts[number];
    for (const Fact& fact : facts) {
      if (fact.name == name) return compiled.code_of(fact.value);
    }
    return kMissing;
  };
  const Code from = code_of(tone.from);
  if (from == kMissing || from >= kFirstText) return {};
  Code sum = 0;
  for (const Tone::Shifts& shifts : tone.shifts) {
    const Code value = code_of(shifts.fact);
    for (const Tone::Shift& shift : shifts.shifts) {
      if (shift.value == value) sum += shift.by;
    }
  }
  const Code start = std::clamp(from, tone.low - kToneShiftMax, tone.high + kToneShiftMax);
  const Code shifted = start + std::clamp(sum, -kToneShiftMax, kToneShiftMax);
  return static_cast<std::int32_t>(std::clamp(shifted, tone.low, tone.high));
}

}  // namespace skald::speech::rules
