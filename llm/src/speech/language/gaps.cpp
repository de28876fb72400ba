// What a language file lacks.
#include <algorithm>
#include <array>

#include "skald/llm/language.h"
#include "speech/language/compiled.h"

namespace skald {
namespace {

using speech::language::Compiled;

constexpr std::array<std::string_view, 7> kSections = {
    "articles", "inflections", "lists", "numbers", "ordinals", "plural_categories", "pronouns"};
constexpr std::array<std::string_view, 8> kModifiers = {
    "an", "ing", "participle", "past", "plural", "possessive", "s3", "the"};

void add_numbers_without_words(const Compiled& language, std::vector<std::string>& gaps) {
  std::string words;
  // All below a thousand, then enough to meet every rule for thousands.
  for (std::uint32_t number = 0; number <= speech::language::kNumberMax;
       number += number < 1000 ? 1 : 997) {
    words.clear();
    if (language.numbers.append(number, words)) continue;
    gaps.push_back("'numbers' has no words for " + std::to_string(number) +
                   "; add it to 'words', or a rule that takes it apart");
    return;
  }
}

}  // namespace

std::vector<std::string> Language::gaps() const {
  std::vector<std::string> gaps;
  for (const std::string_view section : kSections) {
    if (compiled_->has_section(section)) continue;
    gaps.push_back("the section '" + std::string(section) + "' is missing");
  }
  for (const std::string_view modifier : kModifiers) {
    const auto& without = compiled_->without;
    if (compiled_->find(modifier) != nullptr) continue;
    if (std::find(without.begin(), without.end(), modifier) != without.end()) continue;
    gaps.push_back("the modifier '" + std::string(modifier) +
                   "' is missing; list it in 'without' if the language has no such form");
  }
  if (compiled_->has_section("numbers")) add_numbers_without_words(*compiled_, gaps);
  return gaps;
}

}  // namespace skald
