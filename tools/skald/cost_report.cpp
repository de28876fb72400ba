#include "cost_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "tool/commands.h"

namespace skald::cli {
namespace {

constexpr std::int64_t kYear10000 = 253'402'300'800;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

/// "2026-05-01", or with the hour "2026-05-01T13:00Z"; empty for what is no time of ours.
std::string utc_text(std::int64_t at, bool with_hour) {
  if (at < 0 || at >= kYear10000) return {};
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(at / kDay)));
  const std::string day =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return with_hour ? fmt::format("{}T{:02}:00Z", day, at % kDay / kHour) : day;
}

void add(CostSum& sum, const event::Billed& billed) {
  const bool known = (billed.marks & event::kPriceNotKnown) == 0;
  ++sum.bills;
  sum.estimated += (billed.marks & event::kEstimated) != 0;
  sum.unknown_price += !known;
  sum.tokens_in += billed.tokens_in;
  sum.tokens_cached += billed.tokens_cached;
  sum.tokens_cache_written += billed.tokens_cache_written;
  sum.tokens_out += billed.tokens_out;
  if (known) sum.cost = sum.cost + PicoUsd{billed.cost_pico_usd};
}

}  // namespace

/// One recording on its way into the report.
class CostReport::Reading final : public EventSink {
 public:
  Reading(CostReport& report, const SpeakerName& speaker_name)
      : report_(report), speaker_name_(speaker_name) {}
  using EventSink::put;

  void put(const event::Asked& asked) override {
    ++report_.total_.requests;
    requests_[asked.request] = {asked.speaker, asked.purpose, {}};
  }
  void put(const event::Billed& billed) override {
    CostSum& row = report_.rows_[key_of(billed.speaker, billed.purpose, &billed)];
    cli::add(row, billed);
    cli::add(report_.total_, billed);
    const auto request = requests_.find(billed.request);
    if (request == requests_.end()) return;
    std::vector<const CostSum*>& rows = request->second.rows;
    if (std::find(rows.begin(), rows.end(), &row) != rows.end()) return;
    rows.push_back(&row);
    ++row.requests;
  }
  void put(const event::Notice& notice) override {
    if (notice.text.starts_with("budget")) report_.budget_notices_.emplace_back(notice.text);
  }

  /// Requests that nobody was billed for have a row too.
  void end() {
    for (const auto& [ordinal, request] : requests_) {
      if (!request.rows.empty()) continue;
      ++report_.rows_[key_of(request.speaker, request.purpose, nullptr)].requests;
    }
  }

 private:
  struct Request {
    std::uint64_t speaker = 0;
    std::uint64_t purpose = 0;
    std::vector<const CostSum*> rows;  // that a bill of it is in
  };

  std::vector<Key> key_of(std::uint64_t speaker, std::uint64_t purpose,
                          const event::Billed* billed) {
    std::vector<Key> key;
    for (const CostBy by : report_.by_) key.push_back(key_of(by, speaker, purpose, billed));
    for (Key& part : key) {
      if (part.name.empty()) part.order = ~std::uint64_t{0};
    }
    return key;
  }

  Key key_of(CostBy by, std::uint64_t speaker, std::uint64_t purpose, const event::Billed* billed) {
    const std::int64_t at = billed == nullptr ? -1 : static_cast<std::int64_t>(billed->at);
    switch (by) {
      case CostBy::purpose:
        return {purpose, std::string(to_string(static_cast<Purpose>(purpose)))};
      case CostBy::speaker:
        return speaker_key(EntityId{static_cast<std::uint32_t>(speaker)});
      case CostBy::model:
        return {0, std::string(billed == nullptr ? "" : billed->model)};
      case CostBy::provider:
        return {0, std::string(billed == nullptr ? "" : billed->provider)};
      case CostBy::hour:
        return {0, utc_text(at, true)};
      case CostBy::day:
        return {0, utc_text(at, false)};
    }
    return {};
  }

  /// Those with a name first, then the others by number.
  Key speaker_key(EntityId speaker) {
    if (!speaker.valid()) return {};
    const auto [known, fresh] = names_.try_emplace(speaker);
    if (fresh) known->second = speaker_name_(speaker);
    if (!known->second.empty()) return {0, known->second};
    return {std::uint64_t{speaker.value} + 1, std::to_string(speaker.value)};
  }

  CostReport& report_;
  const SpeakerName& speaker_name_;
  std::map<std::uint64_t, Request> requests_;  // by ordinal
  std::map<EntityId, std::string> names_;
};

CostReport::CostReport(std::vector<CostBy> by) : by_(std::move(by)) {}

Status CostReport::add(const LogReader& reader, const SpeakerName& speaker_name) {
  Reading reading(*this, speaker_name);
  if (Status done = tool::read_all(reader, reading, EventDecoder::Words::unneeded); !done)
    return done;
  reading.end();
  return Done{};
}

std::vector<CostRow> CostReport::rows() const {
  std::vector<CostRow> rows;
  for (const auto& [key, sum] : rows_) {
    CostRow& row = rows.emplace_back();
    for (const Key& part : key) row.names.push_back(part.name);
    row.sum = sum;
  }
  return rows;
}

}  // namespace skald::cli
