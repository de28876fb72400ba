// What models cost: data/prices.json, or a file of your own in its form.
//
//     {"prices": [
//       {"provider": "openai", "model": "gpt-4o-mini", "from": "2024-07-18", "source": "...",
//        "usd_per_million": {"input": 0.15, "cached_input": 0.075, "output": 0.60}}]}
//
// All prices are US dollars per million tokens, with at most six decimals. `input` and `output`
// must be given; the others are the members of Price. Some providers charge more for every token of
// a very long prompt (above 100,000 to 272,000 tokens): that is not in the form, and not counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/money.h"
#include "skald/llm/token_counts.h"
#include "skald/replay/result.h"

namespace skald {

/// A model's prices from a day on, in pico-dollars a token.
struct Price {
  std::string provider{};  // the kind: "openai", "anthropic"; not a configured name
  std::string model{};     // exact, or a prefix that ends in '*'; "*" is all of the provider's
  std::int64_t from = 0;   // seconds since 1970: the day on which it began
  std::uint64_t input = 0;
  std::uint64_t cached_input = 0;    // read from the provider's cache; input's if not given
  std::uint64_t cache_write = 0;     // written to it (5 minutes); input's if not given
  std::uint64_t cache_write_1h = 0;  // written for an hour; cache_write's if not given
  std::uint64_t output = 0;
  std::uint64_t batch_input = 0;  // of batch calls; input's if not given
  std::uint64_t batch_output = 0;

  /// What an answer costs, exactly. `cached_input` and `cache_written` of the counts are parts of
  /// `input` (answer.h), so they are taken out of it before they are priced; `reasoning` is part of
  /// `output` already.
  PicoUsd cost_of(const TokenCounts& tokens) const;
  /// The most that a call can cost: nothing cached, everything written to the cache if that is
  /// dearer.
  PicoUsd at_most(std::uint64_t tokens_in, std::uint64_t tokens_out) const;
};

class PriceTable {
 public:
  /// Skald's own table, data/prices.json as it was built in.
  static PriceTable built_in();
  /// bad_content with file and line: an unknown member, a price with more decimals or below 0, a
  /// day that is none, a model that is priced twice from the same day.
  static Result<PriceTable> parse(std::string_view file, std::string_view text);

  /// The other table's prices go before these.
  void add(PriceTable other);

  /// The price at this time (seconds since 1970): what was added last first, exact names before the
  /// longest prefix, the latest day that has come. Null if it is not known: never take that for 0.
  /// A kind that runs on one's own machine ("ollama", "llama-server", ...) is listed with a price
  /// of 0; "openai-responses" costs what "openai" does, unless it is listed itself. Valid until the
  /// next add.
  const Price* find(std::string_view provider_kind, std::string_view model, std::int64_t now) const;
  const std::vector<Price>& prices() const { return prices_; }

 private:
  std::vector<Price> prices_;
  std::vector<std::size_t> ends_;  // of the tables that were added, what goes first first
};

}  // namespace skald
