// Numbers in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skald::speech::language {

inline constexpr std::uint32_t kNumberMax = 999'999;

/// "from 100 on, in hundreds: {count} hundred and {rest}".
struct NumberRule {
  enum class Part : std::uint8_t { text, count, multiple, rest };
  struct Piece {
    Part part = Part::text;
    std::string text;
  };

  std::uint32_t from = 0;
  std::uint32_t unit = 2;
  std::uint32_t rest_low = 0;
  std::uint32_t rest_high = kNumberMax;
  std::vector<Piece> pieces;
};

struct NumberWords {
  std::vector<std::pair<std::uint32_t, std::string>> words;     // in order
  std::vector<std::pair<std::uint32_t, std::string>> followed;  // where more comes behind them
  std::vector<NumberRule> rules;                                // the first that fits counts

  /// Appends the number; false if the file has no words for it, and then `into` may have a part.
  bool append(std::uint32_t number, std::string& into) const { return append(number, false, into); }

 private:
  bool append(std::uint32_t number, bool is_followed, std::string& into) const;
  const NumberRule* rule_for(std::uint32_t number) const;
};

/// Of digits only, at most kNumberMax.
std::optional<std::uint32_t> whole_number(std::string_view text);

}  // namespace skald::speech::language
