// What recordings say of money: their bills, summed by what people ask for.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/money.h"
#include "skald/replay/log.h"

namespace skald::cli {

/// What a report has a row for each of. Times are those of the bills, in UTC.
enum class CostBy : std::uint8_t { purpose, speaker, model, provider, hour, day };
inline constexpr std::string_view kCostByNames[] = {"purpose",  "speaker", "model",
                                                    "provider", "hour",    "day"};

struct CostSum {
  std::uint64_t requests = 0;       // also those that nobody was billed for
  std::uint64_t bills = 0;          // attempts that cost something: a request may have several
  std::uint64_t estimated = 0;      // of those: their tokens are an estimate
  std::uint64_t unknown_price = 0;  // of those: their cost is not known, and not in `cost`
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_cached = 0;
  std::uint64_t tokens_cache_written = 0;
  std::uint64_t tokens_out = 0;
  PicoUsd cost;  // saturates
};

struct CostRow {
  std::vector<std::string> names;  // one for each CostBy; empty where it is not known
  CostSum sum;
};

class CostReport {
 public:
  explicit CostReport(std::vector<CostBy> by);

  /// "Maud" for a speaker of the recording, or empty: then rows have the number.
  using SpeakerName = std::function<std::string(EntityId)>;
  /// Adds a recording's bills. On an error nothing of the report can be used.
  Status add(const LogReader& reader, const SpeakerName& speaker_name);

  const std::vector<CostBy>& by() const { return by_; }
  /// Purposes in their own order, all else by name and time. What is not known comes last.
  std::vector<CostRow> rows() const;
  /// A request that was billed in two rows counts once here.
  const CostSum& total() const { return total_; }
  /// What a budget had to say, in order.
  const std::vector<std::string>& budget_notices() const { return budget_notices_; }

 private:
  class Reading;

  struct Key {
    std::uint64_t order = 0;
    std::string name;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  std::vector<CostBy> by_;
  std::map<std::vector<Key>, CostSum> rows_;
  CostSum total_;
  std::vector<std::string> budget_notices_;
};

}  // namespace skald::cli
