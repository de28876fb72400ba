// The public face: loading and recognising.
#include "skald/llm/intents.h"

#include <algorithm>
#include <utility>

#include "speech/intents/compiled.h"
#include "speech/intents/loader.h"
#include "speech/intents/recognising.h"

namespace skald {

namespace intents = speech::intents;

IntentRules::IntentRules(std::unique_ptr<const intents::Compiled> compiled)
    : compiled_(std::move(compiled)) {}
IntentRules::IntentRules(IntentRules&&) noexcept = default;
IntentRules& IntentRules::operator=(IntentRules&&) noexcept = default;
IntentRules::~IntentRules() = default;

Result<IntentRules> IntentRules::load(std::string_view file, std::string_view json) {
  auto compiled = intents::load(file, json);
  if (!compiled) return compiled.error();
  return IntentRules(std::move(*compiled));
}

Intent IntentRules::recognise(std::string_view text, std::span<const NamedThing> things) const {
  return intents::recognise(*compiled_, text, things);
}

std::vector<std::string_view> IntentRules::names() const {
  std::vector<std::string_view> names;
  for (const intents::IntentEntry& entry : compiled_->intents) {
    if (std::find(names.begin(), names.end(), entry.name) == names.end()) {
      names.emplace_back(entry.name);
    }
  }
  return names;
}

}  // namespace skald
