#include "voices/metrics/metrics.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "skald/replay/assert.h"
#include "voices/metrics/attempt_series.h"
#include "voices/metrics/prometheus.h"
#include "voices/metrics/published.h"

namespace skald::voices {
namespace {

constexpr std::size_t kPlacesMax = 256;  // and one for the rest

struct Place {
  AttemptPlace where{};
  PrometheusLabels labels{};
  AttemptSeries series{};
};

/// Of what might be a URL, so that no password and no signature is published.
std::string host_of(const std::string& address) {
  const auto scheme = address.find("://");
  std::string host = scheme == address.npos ? address : address.substr(scheme + 3);
  host.resize(std::min(host.find_first_of("/?#"), host.size()));
  const auto user_end = host.rfind('@');
  return user_end == host.npos ? host : host.substr(user_end + 1);
}

AttemptPlace named_by_convention(const AttemptPlace& place) {
  AttemptPlace named = place;
  if (named.provider == "gemini") named.provider = "gcp.gemini";
  named.address = host_of(place.address);
  return named;
}

PrometheusLabels labels_of(const AttemptPlace& place) {
  PrometheusLabels labels("gen_ai_operation_name", "chat");
  labels.add("gen_ai_provider_name", place.provider).add("gen_ai_request_model", place.model);
  return labels.add("server_address", place.address).add("server_port", std::to_string(place.port));
}

}  // namespace

struct Metrics::Impl {
  mutable std::mutex lock;
  std::vector<std::unique_ptr<Place>> places;
  std::map<std::string, PlaceId> by_labels;
  std::shared_ptr<const VoicesStatistics> published = std::make_shared<VoicesStatistics>();

  std::optional<PlaceId> find(const PrometheusLabels& labels) const {
    const auto found = by_labels.find(labels.text());
    if (found == by_labels.end()) return std::nullopt;
    return found->second;
  }

  PlaceId add(const AttemptPlace& place, const PrometheusLabels& labels) {
    const auto id = static_cast<PlaceId>(places.size());
    auto added = std::make_unique<Place>();
    added->where = place;
    added->labels = labels;
    places.push_back(std::move(added));
    by_labels.emplace(labels.text(), id);
    return id;
  }

  /// What can be read without the lock: none is ever taken away, only its series change.
  std::vector<const Place*> all_places() const {
    const std::lock_guard guard(lock);
    std::vector<const Place*> all;
    all.reserve(places.size());
    for (const auto& place : places) all.push_back(place.get());
    return all;
  }

  /// The lock is held for one place at a time, so that nobody waits for all of them.
  std::vector<SeenSeries> seen(const std::vector<const Place*>& all) const {
    std::vector<SeenSeries> result(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      result[i].labels = &all[i]->labels;
      const std::lock_guard guard(lock);
      result[i].series = all[i]->series;
    }
    return result;
  }

  std::shared_ptr<const VoicesStatistics> last_published() const {
    const std::lock_guard guard(lock);
    return published;
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Metrics::PlaceId Metrics::place(const AttemptPlace& place) {
  const AttemptPlace named = named_by_convention(place);
  const PrometheusLabels labels = labels_of(named);
  const std::lock_guard guard(impl_->lock);
  if (const auto known = impl_->find(labels)) return *known;
  if (impl_->places.size() < kPlacesMax) return impl_->add(named, labels);
  const AttemptPlace other{"other", "other", "other", 0};
  const PrometheusLabels others_labels = labels_of(other);
  const auto known = impl_->find(others_labels);
  return known ? *known : impl_->add(other, others_labels);
}

void Metrics::attempt_ended(PlaceId place, const AttemptMeasure& measure) {
  const std::lock_guard guard(impl_->lock);
  SKALD_ASSERT(place < impl_->places.size(), "a place that was not asked for");
  impl_->places[place]->series.record(measure);
}

void Metrics::publish(const VoicesStatistics& statistics) {
  std::shared_ptr<const VoicesStatistics> latest =
      std::make_shared<const VoicesStatistics>(statistics);
  const std::lock_guard guard(impl_->lock);
  impl_->published.swap(latest);
}

VoicesStatistics Metrics::statistics() const {
  VoicesStatistics result = *impl_->last_published();
  result.latencies.clear();
  const std::vector<const Place*> places = impl_->all_places();
  const std::vector<SeenSeries> all = impl_->seen(places);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const AttemptPlace& where = places[i]->where;
    result.latencies.push_back(
        {where.provider, where.model, where.address + ":" + std::to_string(where.port),
         latency_of(all[i].series.answered()), latency_of(all[i].series.first_piece)});
  }
  return result;
}

std::string Metrics::to_prometheus() const {
  const std::vector<SeenSeries> all = impl_->seen(impl_->all_places());
  PrometheusWriter writer(bytes_expected(all));
  write_attempts(all, writer);
  write_statistics(*impl_->last_published(), writer);
  return writer.take();
}

}  // namespace skald::voices
