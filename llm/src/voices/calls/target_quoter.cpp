#include "voices/calls/target_quoter.h"

#include <algorithm>

#include "voices/files.h"

namespace skald::voices {
namespace {

constexpr std::int64_t kDay = 24 * 3'600;
// No byte-level encoding makes more than one token of a byte; a message's frame takes a few.
constexpr std::uint64_t kFrameTokens = 8;
// The most that one picture is counted as by the vendors that publish it (Anthropic: about 1,600).
constexpr std::uint64_t kImageTokens = 2'000;

std::uint64_t most_tokens(const Prompt& prompt) {
  std::uint64_t most = kFrameTokens + prompt.text.size() + prompt.answer_schema.size();
  for (const Message& message : prompt.messages) {
    most += kFrameTokens + message.text.size() + message.images.size() * kImageTokens;
    for (const ToolCall& call : message.tool_calls) {
      most += kFrameTokens + call.name.size() + call.arguments.size();
    }
  }
  for (const Tool& tool : prompt.tools) {
    most += kFrameTokens + tool.name.size() + tool.description.size() + tool.parameters.size();
  }
  return most;
}

bool limits_tokens(const std::shared_ptr<const Target>& target) {
  return target->config.rate && target->config.rate->tokens_per_minute > 0;
}

}  // namespace

TargetQuoter::TargetQuoter(std::vector<std::shared_ptr<const Target>> chain,
                           const VoicesConfig& config, PriceTable prices)
    : cache_(config.cache),
      budget_(config.budget),
      sizes_matter_(!config.budget.limits.empty() ||
                    std::any_of(chain.begin(), chain.end(), limits_tokens)),
      tokenizers_folder_(config.tokenizers_folder),
      prices_(std::move(prices)) {
  for (auto& target : chain) {
    Link link;
    link.identity = identity_of(target->config);
    link.target = std::move(target);
    links_.push_back(std::move(link));
  }
}

bool TargetQuoter::has_cheaper_model(std::uint32_t provider) const {
  return !links_[provider].target->config.cheaper_model.empty();
}

Quote TargetQuoter::quote(const Prompt& prompt, EntityId speaker, const Variation& variation,
                          std::int64_t unix_seconds) {
  Link& link = links_[variation.provider];
  const ProviderConfig& config = link.target->config;
  Quote quote;
  quote.model = model_for(prompt, variation);
  quote.price = price_of(link, quote.model, unix_seconds);

  std::optional<std::int32_t> max_tokens = variation.max_tokens;
  if (!max_tokens) max_tokens = prompt.sampling.max_tokens;
  if (!max_tokens) max_tokens = config.max_tokens;
  const bool costs = quote.price == nullptr || quote.price->output > 0;
  if (!max_tokens && costs && !budget_.limits.empty()) {
    max_tokens = static_cast<std::int32_t>(budget_.max_tokens);
  }
  if (max_tokens) quote.tokens_out_max = static_cast<std::uint64_t>(std::max(*max_tokens, 0));
  count(prompt, quote);

  const auto temperature =
      prompt.sampling.temperature ? prompt.sampling.temperature : config.temperature;
  quote.cacheable =
      cache_.enabled && prompt.tools.empty() && may_be_cached(temperature, cache_.any_temperature);
  if (!quote.cacheable) return quote;
  Prompt whole = prompt;
  whole.model = quote.model;
  whole.sampling.max_tokens = max_tokens;
  whole.sampling.temperature = temperature;
  quote.key = cache_key(whole, link.identity, {speaker, cache_.player});
  return quote;
}

/// The first provider is asked for what was asked for; others know models by other names.
std::string TargetQuoter::model_for(const Prompt& prompt, const Variation& variation) const {
  const ProviderConfig& config = links_[variation.provider].target->config;
  if (variation.cheaper_model) return config.cheaper_model;
  const std::string& asked =
      prompt.model.empty() ? links_.front().target->config.model : prompt.model;
  for (const ProviderConfig::ModelName& name : config.models) {
    if (name.asked == asked) return name.here;
  }
  return variation.provider == 0 ? asked : config.model;
}

const Price* TargetQuoter::price_of(Link& link, const std::string& model,
                                    std::int64_t unix_seconds) const {
  const std::int64_t day = unix_seconds / kDay;
  if (link.priced_on != day || link.priced_model != model) {
    link.price = prices_.find(link.target->config.kind, model, unix_seconds);
    link.priced_model = model;
    link.priced_on = day;
  }
  return link.price;
}

/// Counted where that is possible; or else estimated, and bounded by its bytes.
void TargetQuoter::count(const Prompt& prompt, Quote& quote) {
  if (!sizes_matter_) {
    quote.tokens_in = quote.tokens_in_max = most_tokens(prompt) / 4;
    return;
  }
  const TokenCount counted = count_prompt(prompt, tokenizer_for(quote.model));
  quote.tokens_in = counted.tokens;
  quote.tokens_in_max = counted.estimated
                            ? std::max<std::uint64_t>(counted.tokens, most_tokens(prompt))
                            : counted.tokens;
}

/// Read when it is first needed, and once.
const Tokenizer* TargetQuoter::tokenizer_for(const std::string& model) {
  const std::string_view encoding = encoding_of_model(model);
  if (encoding.empty() || tokenizers_folder_.empty()) return nullptr;
  if (const auto found = tokenizers_.find(encoding); found != tokenizers_.end()) {
    return found->second.get();
  }
  std::unique_ptr<Tokenizer> read;
  const std::string name(encoding);
  if (auto bytes = read_file(tokenizers_folder_ + '/' + name + ".bin")) {
    if (auto tokenizer = Tokenizer::from(encoding, *bytes)) {
      read = std::make_unique<Tokenizer>(std::move(*tokenizer));
    }
  }
  return tokenizers_.emplace(name, std::move(read)).first->second.get();
}

}  // namespace skald::voices
