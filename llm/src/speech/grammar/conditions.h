// `when`: comparing facts, in grammars and in response rules alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/document.h"
#include "skald/replay/result.h"

namespace skald::speech {

inline constexpr std::size_t kCriteriaMax = 16;  // of one `when`
inline constexpr std::int32_t kWeightMax = 100;

/// One member of `when`. Facts are named by number.
struct Criterion {
  std::uint32_t fact = 0xFFFFFFFF;
  std::vector<std::string> any_of;  // empty: a range
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Starts with a to z and goes on with a to z, 0 to 9 and what is in `also`: lower case, so that a
/// capital in a slot can mean a capital in the text.
bool is_name(std::string_view text, std::string_view also);

inline constexpr std::string_view kFactNameRule =
    "a fact's name starts with a to z and goes on with a to z, 0 to 9 and _";

/// Reads what a fact is compared with; the criterion's fact stays as it is.
Status read_comparison(const Document& document, const Value& wanted, Criterion& into);

/// Reads the members of a `when`. `number_of` gives a fact the number that criteria know it by.
Status read_when(const Document& document, const Value& when,
                 const std::function<std::uint32_t(std::string_view)>& number_of,
                 std::vector<Criterion>& into);

/// Whether a fact with this value is what the criterion asks for.
bool holds(const Criterion& criterion, std::string_view value);

}  // namespace skald::speech
