// What a prompt would be at each target of a chain: model, key for the cache, size and price.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/prices.h"
#include "skald/llm/tokens.h"
#include "voices/calls/target.h"
#include "voices/scheduler/quoter.h"

namespace skald::voices {

class TargetQuoter final : public Quoter {
 public:
  TargetQuoter(std::vector<std::shared_ptr<const Target>> chain, const VoicesConfig& config,
               PriceTable prices);

  Quote quote(const Prompt& prompt, EntityId speaker, const Variation& variation,
              std::int64_t unix_seconds) override;
  bool has_cheaper_model(std::uint32_t provider) const override;

 private:
  struct Link {
    std::shared_ptr<const Target> target;
    Sha256 identity{};
    // The last look-up: most calls are for one model.
    std::string priced_model{};
    std::int64_t priced_on = -1;
    const Price* price = nullptr;
  };

  std::string model_for(const Prompt& prompt, const Variation& variation) const;
  const Price* price_of(Link& link, const std::string& model, std::int64_t unix_seconds) const;
  void count(const Prompt& prompt, Quote& quote);
  const Tokenizer* tokenizer_for(const std::string& model);

  std::vector<Link> links_;
  CacheConfig cache_;
  BudgetConfig budget_;
  bool sizes_matter_ = false;  // to a budget or a token rate
  std::string tokenizers_folder_;
  PriceTable prices_;
  std::map<std::string, std::unique_ptr<Tokenizer>, std::less<>> tokenizers_;  // null: not there
};

}  // namespace skald::voices
