#include "voices/calls/stores.h"

#include <utility>

#include "voices/files.h"

namespace skald::voices {
namespace {

Result<PriceTable> read_prices(const std::string& file) {
  PriceTable prices = PriceTable::built_in();
  if (file.empty()) return prices;
  auto bytes = read_file(file);
  if (!bytes) return Error{bytes.error().code, bytes.error().message + " (prices_file)"};
  auto own = PriceTable::parse(file, *bytes);
  if (!own) return own.error();
  prices.add(std::move(*own));
  return prices;
}

}  // namespace

Result<std::unique_ptr<Stores>> open_stores(const VoicesConfig& config) {
  auto prices = read_prices(config.prices_file);
  if (!prices) return prices.error();
  auto cache = ResponseCache::open(config.cache);
  if (!cache) return cache.error();
  auto log = VoicesLog::open(config.log);
  if (!log) return log.error();
  auto stores = std::make_unique<Stores>(
      Stores{std::move(*cache), Ledger(config.budget), {}, std::move(*prices), std::move(*log)});
  if (!config.budget.ledger.empty()) {
    auto file = LedgerFile::open(config.budget.ledger, stores->ledger);
    if (!file) return file.error();
    stores->ledger_file = std::move(*file);
  }
  if (config.metrics.enabled) {
    auto server = MetricsServer::open(*stores->metrics, config.metrics.port);
    if (!server) return server.error();
    stores->metrics_server = std::move(*server);
  }
  return stores;
}

}  // namespace skald::voices
