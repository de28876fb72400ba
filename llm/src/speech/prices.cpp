#include "skald/llm/prices.h"

#include <algorithm>
#include <map>
#include <utility>

#include "skald/llm/document.h"
#include "skald_embedded_prices.h"
#include "speech/civil_day.h"

namespace skald {
namespace {

constexpr std::uint64_t kPerMillion = 1'000'000;

/// Pico-dollars a token; nothing for what cannot be a price, which is told to `reader`.
std::optional<std::uint64_t> read_price(ObjectReader& reader, const Value& value,
                                        std::string_view name) {
  std::string shown(to_string(value.kind));
  if (value.kind == Value::Kind::integer) shown = std::to_string(value.integer);
  if (value.kind == Value::Kind::decimal) shown = value.string;
  const auto money = usd_from(shown);
  if (money && money->value % kPerMillion == 0) return money->value / kPerMillion;
  reader.fail(value, "'" + std::string(name) +
                         "' must be a number of dollars per million tokens, from 0, with at most "
                         "six decimals and no exponent, not " +
                         shown);
  return std::nullopt;
}

Status read_rates(const Document& document, const Value& object, Price& into) {
  ObjectReader reader(document, object);
  const auto read = [&](std::string_view name, std::uint64_t otherwise) {
    const Value* found = reader.optional_member(name);
    return found == nullptr ? otherwise : read_price(reader, *found, name).value_or(otherwise);
  };
  into.input = read("input", 0);
  into.output = read("output", 0);
  into.cached_input = read("cached_input", into.input);
  into.cache_write = read("cache_write", into.input);
  into.cache_write_1h = read("cache_write_1h", into.cache_write);
  into.batch_input = read("batch_input", into.input);
  into.batch_output = read("batch_output", into.output);
  if (Status status = reader.finish(); !status) return status;
  for (const std::string_view name : {"input", "output"}) {
    if (object.find(name) != nullptr) continue;
    return fault_at(document, object, "'" + std::string(name) + "' is missing");
  }
  return Done{};
}

Result<Price> read_entry(const Document& document, const Value& entry) {
  ObjectReader reader(document, entry);
  Price price;
  std::string from;
  std::string source;
  reader.text("provider", price.provider);
  reader.text("model", price.model);
  reader.text("from", from);
  reader.optional_text("source", source);
  const Value* rates = reader.member("usd_per_million", Value::Kind::object, true);
  if (rates != nullptr) reader.include(read_rates(document, *rates, price));
  if (Status status = reader.finish(); !status) return status.error();
  for (const std::string_view name : {"provider", "model"}) {
    if (!entry.find(name)->string.empty()) continue;
    return fault_at(document, *entry.find(name), "'" + std::string(name) + "' is empty");
  }
  const std::size_t star = price.model.find('*');
  if (star != price.model.npos && star + 1 != price.model.size()) {
    return fault_at(document, *entry.find("model"), "'model' may have one '*', at its end");
  }
  const auto day = speech::day_from(from);
  if (!day) {
    return fault_at(document, *entry.find("from"),
                    "'from' must be a day like 2026-11-21, not '" + from + "'");
  }
  price.from = *day * speech::kDaySeconds;
  return price;
}

/// How well a price's model fits: 0 for not at all, the most for the exact name.
std::size_t fit(std::string_view pattern, std::string_view model) {
  if (!pattern.ends_with('*')) return pattern == model ? ~std::size_t{0} : 0;
  pattern.remove_suffix(1);
  return model.starts_with(pattern) ? pattern.size() + 1 : 0;
}

const Price* best_of(const Price* begin, const Price* end, std::string_view kind,
                     std::string_view model, std::int64_t now) {
  const Price* best = nullptr;
  std::size_t best_fit = 0;
  for (const Price* price = begin; price != end; ++price) {
    if (price->from > now || price->provider != kind) continue;
    const std::size_t this_fit = fit(price->model, model);
    if (this_fit == 0 || this_fit < best_fit) continue;
    if (best != nullptr && this_fit == best_fit && price->from < best->from) continue;
    best = price;
    best_fit = this_fit;
  }
  return best;
}

}  // namespace

PicoUsd Price::cost_of(const TokenCounts& tokens) const {
  const std::uint64_t cached = std::min(tokens.cached_input, tokens.input);
  const std::uint64_t written = std::min(tokens.cache_written, tokens.input - cached);
  return PicoUsd{input} * (tokens.input - cached - written) + PicoUsd{cached_input} * cached +
         PicoUsd{cache_write} * written + PicoUsd{output} * tokens.output;
}

PicoUsd Price::at_most(std::uint64_t tokens_in, std::uint64_t tokens_out) const {
  return PicoUsd{std::max({input, cached_input, cache_write})} * tokens_in +
         PicoUsd{output} * tokens_out;
}

PriceTable PriceTable::built_in() {
  PriceTable table;
  for (const embedded::File& file : embedded::prices()) {
    auto parsed = parse(file.name, file.bytes);
    SKALD_ASSERT(parsed, "data/prices.json, as it was built in, has a fault");
    table.add(std::move(*parsed));
  }
  return table;
}

Result<PriceTable> PriceTable::parse(std::string_view file, std::string_view text) {
  auto document = parse_document(file, text, Numbers::with_decimals);
  if (!document) return document.error();
  ObjectReader reader(*document, document->root);
  const Value* entries = reader.member("prices", Value::Kind::list, true);
  if (Status status = reader.finish(); !status) return status.error();
  PriceTable table;
  std::map<std::pair<std::string, std::int64_t>, int> lines;
  for (const Value& entry : entries->list) {
    auto price = read_entry(*document, entry);
    if (!price) return price.error();
    const auto [first, is_new] =
        lines.try_emplace({price->provider + '\n' + price->model, price->from}, entry.line);
    if (!is_new) {
      return fault_at(*document, entry,
                      "'" + price->model + "' of " + price->provider +
                          " is priced twice from the same day; the first is in line " +
                          std::to_string(first->second));
    }
    table.prices_.push_back(std::move(*price));
  }
  table.ends_.push_back(table.prices_.size());
  return table;
}

void PriceTable::add(PriceTable other) {
  const std::size_t before = other.prices_.size();
  other.prices_.insert(other.prices_.end(), std::make_move_iterator(prices_.begin()),
                       std::make_move_iterator(prices_.end()));
  for (const std::size_t end : ends_) other.ends_.push_back(before + end);
  *this = std::move(other);
}

const Price* PriceTable::find(std::string_view provider_kind, std::string_view model,
                              std::int64_t now) const {
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    const Price* found =
        best_of(prices_.data() + begin, prices_.data() + end, provider_kind, model, now);
    if (found != nullptr) return found;
    begin = end;
  }
  if (provider_kind == "openai-responses") return find("openai", model, now);
  return nullptr;
}

}  // namespace skald
