// Words that rules of thumb get wrong.
#include <map>

#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

/// Prints what is wrong, and gives how many of 10,000 are right.
std::size_t right_of_ten_thousand(const Language& language, const std::string& path,
                                  std::size_t rows_min) {
  const auto rows = languages::read_table(path);
  EXPECT_GE(rows.size(), rows_min);
  std::size_t right = 0;
  std::string wrong;
  std::map<std::string, std::pair<std::size_t, std::size_t>> right_of_all;
  for (const auto& row : rows) {
    EXPECT_EQ(row.size(), 3U) << row.at(0);
    const std::size_t parameter = row[0].find(' ');
    const std::string modifier = row[0].substr(0, parameter);
    const std::string got =
        parameter == row[0].npos
            ? languages::changed(language, modifier, row[1])
            : languages::changed(language, modifier, row[1], {row[0].substr(parameter + 1)});
    auto& [right_here, all_here] = right_of_all[row[0]];
    ++all_here;
    if (got == row[2]) {
      ++right;
      ++right_here;
    } else {
      wrong += "  " + row[0] + " of " + row[1] + ": " + got + ", not " + row[2] + '\n';
    }
  }
  std::printf("%s: %zu of %zu right\n%s", path.c_str(), right, rows.size(), wrong.c_str());
  for (const auto& [modifier, count] : right_of_all) {
    std::printf("  %s: %zu of %zu\n", modifier.c_str(), count.first, count.second);
  }
  return right * 10'000 / rows.size();
}

TEST(HardWords, NinetyEightOfAHundredAreRightInEnglish) {
  EXPECT_GE(
      right_of_ten_thousand(languages::load("en"), "tests/data/language/en_hard_words.tsv", 500),
      9'800U);
}

TEST(HardWords, NinetyEightOfAHundredAreRightInGerman) {
  EXPECT_GE(
      right_of_ten_thousand(languages::load("de"), "tests/data/language/de_hard_words.tsv", 1'200),
      9'800U);
}

}  // namespace
}  // namespace skald
