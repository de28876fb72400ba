#include "speech/rules/compiled.h"

namespace skald::speech::rules {

bool Domain::allows(Code code) const {
  switch (kind) {
    case Kind::undeclared:
      return false;
    case Kind::texts:
      return std::binary_search(codes.begin(), codes.end(), code);
    case Kind::range:
      return codes.front() <= code && code <= codes.back();
    case Kind::open:
      break;
  }
  return true;
}

const Concept* Compiled::find(std::string_view name) const {
  const auto found = std::lower_bound(concepts.begin(), concepts.end(), name,
                                      [](const Concept& concept_, std::string_view wanted) {
                                        return std::string_view(concept_.name) < wanted;
                                      });
  return found != concepts.end() && found->name == name ? &*found : nullptr;
}

Code Compiled::code_of(std::string_view text) const {
  if (const auto number = integer_in(text)) return *number;
  const std::uint32_t known = texts.find(text);
  return known == grammar::kNoSymbol ? kOtherText : kFirstText + known;
}

std::string Compiled::text_of(Code code) const {
  if (code == kMissing) return "missing";
  if (code == kOtherText) return "a text that no rule names";
  if (code < kFirstText) return std::to_string(code);
  return '\'' + std::string(texts[static_cast<std::uint32_t>(code - kFirstText)]) + '\'';
}

std::vector<std::string_view> Compiled::texts_among(std::span<const Code> of) const {
  std::vector<std::string_view> found;
  for (const Code code : of) {
    if (code >= kFirstText) found.push_back(texts[static_cast<std::uint32_t>(code - kFirstText)]);
  }
  return found;
}

std::vector<std::string_view> Compiled::declared_facts() const {
  std::vector<std::string_view> names;
  for (std::uint32_t fact = 0; fact < domains.size(); ++fact) {
    if (domains[fact].is_declared()) names.push_back(facts[fact]);
  }
  return names;
}

std::vector<std::string_view> Compiled::present_facts(const Rule& rule) const {
  std::vector<std::string_view> names;
  for (const Criterion& criterion : required_of(rule)) {
    const std::string_view name = facts[criterion.fact];
    if (holds(*this, criterion, kMissing)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string text_of(const Compiled& compiled, const Criterion& criterion) {
  const Code high = static_cast<Code>(static_cast<std::uint64_t>(criterion.low) + criterion.width);
  std::string text(compiled.facts[criterion.fact]);
  if (criterion.low == kMissing && criterion.width == 0) {
    return text + (criterion.negated ? " to exist" : " to be missing");
  }
  if (criterion.codes != 0) {
    text += criterion.negated ? " none of" : " one of";
    for (const Code code : compiled.codes_of(criterion)) text += ' ' + compiled.text_of(code);
    return text;
  }
  if (criterion.width == 0) {
    return text + (criterion.negated ? " not " : " ") + compiled.text_of(criterion.low);
  }
  if (criterion.low >= kFirstText) {
    text += criterion.negated ? " none of" : " one of";
    for (Code code = criterion.low; code <= high; ++code) text += ' ' + compiled.text_of(code);
    return text;
  }
  return text + (criterion.negated ? " not in [" : " in [") + std::to_string(criterion.low) + ", " +
         std::to_string(high) + ']';
}

}  // namespace skald::speech::rules
