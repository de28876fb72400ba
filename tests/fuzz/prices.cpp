// A price file: refused with its name, or every price in it can be found again.
#include "skald/llm/prices.h"

namespace {
constexpr std::string_view kFile = "prices.json";
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto prices = skald::PriceTable::parse(kFile, text);
  if (!prices) {
    SKALD_ASSERT(prices.error().message.compare(0, kFile.size(), kFile) == 0, "no place");
    return 0;
  }
  for (const skald::Price& price : prices->prices()) {
    std::string model = price.model;
    if (model.ends_with('*')) model.back() = 'x';
    const skald::Price* found = prices->find(price.provider, model, price.from);
    SKALD_ASSERT(found != nullptr, "a price that cannot be found");
    skald::TokenCounts tokens;
    tokens.input = 1'000;
    tokens.cached_input = 400;
    tokens.output = 100;
    SKALD_ASSERT(found->cost_of(tokens) <= found->at_most(1'000, 100), "dearer than at most");
  }
  return 0;
}
