// CLDR's own samples, for every language that it has rules for.
#include <algorithm>
#include <cstdint>

#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

/// "0.04~1.5" stands for the numbers between, in steps of the last digit.
std::vector<std::string> numbers_of(const std::string& sample) {
  const std::size_t tilde = sample.find('~');
  if (tilde == sample.npos) return {sample};
  const std::string first = sample.substr(0, tilde);
  const std::string last = sample.substr(tilde + 1);
  const std::size_t point = first.find('.');
  const std::size_t decimals = point == first.npos ? 0 : first.size() - point - 1;
  const auto digits = [](std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
    return std::stoull(text);
  };
  std::vector<std::string> numbers;
  for (std::uint64_t number = digits(first); number <= digits(last); ++number) {
    std::string text = std::to_string(number);
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    if (decimals > 0) text.insert(text.size() - decimals, ".");
    numbers.push_back(text);
  }
  return numbers;
}

struct Block {
  std::string kind;
  std::string locales;
  std::string conditions;
  std::vector<std::pair<std::string, std::string>> samples;  // category, number
};

std::vector<Block> read_blocks() {
  std::vector<Block> blocks;
  for (const auto& row : languages::read_table("tests/data/language/cldr_plurals.tsv")) {
    if (blocks.empty() || blocks.back().kind != row[0] || blocks.back().locales != row[1]) {
      blocks.push_back({row[0], row[1], {}, {}});
    }
    Block& block = blocks.back();
    if (row[3] != "-") {
      if (!block.conditions.empty()) block.conditions += ", ";
      block.conditions += '"' + row[2] + "\": \"" + row[3] + '"';
    }
    std::istringstream samples(row[4]);
    for (std::string sample; samples >> sample;) {
      if (sample == "-") continue;
      for (const std::string& number : numbers_of(sample)) {
        block.samples.emplace_back(row[2], number);
      }
    }
  }
  return blocks;
}

TEST(PluralRules, GiveCldrsCategoryForAllItsSamples) {
  std::size_t samples = 0;
  const auto blocks = read_blocks();
  for (const Block& block : blocks) {
    const bool is_cardinal = block.kind == "cardinal";
    const std::string rules = '{' + block.conditions + '}';
    const auto language =
        Language::load("cldr.json", R"({"language": "x", "plural_categories": {"cardinal": )" +
                                        (is_cardinal ? rules : "{}") + R"(, "ordinal": )" +
                                        (is_cardinal ? "{}" : rules) + "}}");
    ASSERT_TRUE(language) << language.error().message;
    for (const auto& [category, number] : block.samples) {
      const auto got = is_cardinal ? language->cardinal(number) : language->ordinal(number);
      ASSERT_TRUE(got) << number;
      EXPECT_EQ(to_string(*got), category) << block.kind << ' ' << block.locales << ' ' << number;
      ++samples;
    }
  }
  EXPECT_EQ(blocks.size(), 63U);
  EXPECT_GE(samples, 3'700U);
}

TEST(PluralRules, AreThoseOfCldrInTheFilesOfTheProject) {
  for (const std::string name : {"en", "de"}) {
    const Language language = languages::load(name);
    for (const Block& block : read_blocks()) {
      if ((' ' + block.locales + ' ').find(' ' + name + ' ') == std::string::npos) continue;
      for (const auto& [category, number] : block.samples) {
        const auto got =
            block.kind == "cardinal" ? language.cardinal(number) : language.ordinal(number);
        EXPECT_EQ(to_string(*got), category) << name << ' ' << block.kind << ' ' << number;
      }
    }
  }
}

TEST(PluralRules, TakeNoTextForANumber) {
  const Language english = languages::load("en");
  for (const std::string text : {"", "-", "one", "1,000", "1.", ".5", "1 ", "1c", "1c19", "1e99",
                                 "1234567890123456789", "0.1234567890123456789", "--1"}) {
    EXPECT_FALSE(english.cardinal(text)) << text;
  }
  EXPECT_EQ(english.cardinal("-1"), PluralCategory::one);
}

}  // namespace
}  // namespace skald
