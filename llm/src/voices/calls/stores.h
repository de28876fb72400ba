// What calls are decided by and counted in, opened from a configuration: cache, ledger, prices,
// metrics, log. Used on the I/O thread once it runs; Metrics may be read from any.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/prices.h"
#include "skald/replay/result.h"
#include "voices/budget/ledger.h"
#include "voices/budget/ledger_file.h"
#include "voices/cache/response_cache.h"
#include "voices/logging/voices_log.h"
#include "voices/metrics/metrics.h"
#include "voices/metrics/metrics_server.h"

namespace skald::voices {

struct Stores {
  ResponseCache cache;
  Ledger ledger;
  std::optional<LedgerFile> ledger_file{};
  PriceTable prices{};
  VoicesLog log;
  std::unique_ptr<Metrics> metrics = std::make_unique<Metrics>();
  std::optional<MetricsServer> metrics_server{};  // ends before what it shows
};

/// Reads and makes files as the configuration says; the errors are those of the parts.
Result<std::unique_ptr<Stores>> open_stores(const VoicesConfig& config);

}  // namespace skald::voices
