#include "voices/metrics/published.h"

#include <algorithm>
#include <array>
#include <vector>

#include "skald/llm/scheduling_config.h"

namespace skald::voices {
namespace {

using Type = PrometheusWriter::Type;

constexpr std::uint32_t kPicoUsdDecimals = 12;
constexpr std::array kStates = {ProviderState::healthy, ProviderState::degraded,
                                ProviderState::cooling, ProviderState::probing};

/// A family of one series.
struct Single {
  std::string_view name;
  Type type;
  std::string_view help;
  std::uint64_t (*value_in)(const VoicesStatistics&);
};

constexpr Single kSingles[] = {
    {"skald_calls_total", Type::counter, "Calls that were asked.",
     [](const VoicesStatistics& of) { return of.calls; }},
    {"skald_answered_total", Type::counter, "Calls that were answered.",
     [](const VoicesStatistics& of) { return of.answered; }},
    {"skald_failed_total", Type::counter, "Calls that failed.",
     [](const VoicesStatistics& of) { return of.failed; }},
    {"skald_attempts_total", Type::counter, "Attempts at providers.",
     [](const VoicesStatistics& of) { return of.attempts; }},
    {"skald_retries_total", Type::counter, "Attempts that were tried again at the same provider.",
     [](const VoicesStatistics& of) { return of.retries; }},
    {"skald_failovers_total", Type::counter, "Calls that went on to another provider.",
     [](const VoicesStatistics& of) { return of.failovers; }},
    {"skald_joined_total", Type::counter, "Calls that found the same call under way.",
     [](const VoicesStatistics& of) { return of.queue.joined; }},
    {"skald_cancelled_total", Type::counter, "Calls that were cancelled.",
     [](const VoicesStatistics& of) { return of.queue.cancelled; }},
    {"skald_attempts_running", Type::gauge, "Attempts at providers, now.",
     [](const VoicesStatistics& of) { return of.queue.running; }},
    {"skald_cache_hits_total", Type::counter, "Answers that the cache had.",
     [](const VoicesStatistics& of) { return of.cache.hits; }},
    {"skald_cache_memory_hits_total", Type::counter, "Hits that memory had.",
     [](const VoicesStatistics& of) { return of.cache.memory_hits; }},
    {"skald_cache_stale_hits_total", Type::counter,
     "Hits past their time, given because money was short.",
     [](const VoicesStatistics& of) { return of.cache.stale_hits; }},
    {"skald_cache_misses_total", Type::counter, "Answers that the cache did not have.",
     [](const VoicesStatistics& of) { return of.cache.misses; }},
    {"skald_cache_stored_total", Type::counter, "Answers that were stored.",
     [](const VoicesStatistics& of) { return of.cache.stored; }},
    {"skald_cache_evicted_total", Type::counter, "Answers that made room for others.",
     [](const VoicesStatistics& of) { return of.cache.evicted; }},
    {"skald_cache_entries", Type::gauge, "Answers in memory, now.",
     [](const VoicesStatistics& of) { return of.cache.entries; }},
    {"skald_cache_bytes", Type::gauge, "Size of the answers in memory.",
     [](const VoicesStatistics& of) { return of.cache.bytes; }},
    {"skald_input_tokens_total", Type::counter, "Tokens of prompts.",
     [](const VoicesStatistics& of) { return of.spend.tokens_in; }},
    {"skald_cached_input_tokens_total", Type::counter,
     "Tokens of prompts that the provider had cached.",
     [](const VoicesStatistics& of) { return of.spend.tokens_cached; }},
    {"skald_output_tokens_total", Type::counter, "Tokens of answers.",
     [](const VoicesStatistics& of) { return of.spend.tokens_out; }},
    {"skald_unpriced_calls_total", Type::counter, "Calls whose cost is not known.",
     [](const VoicesStatistics& of) { return of.spend.unpriced_calls; }},
    {"skald_estimated_calls_total", Type::counter, "Calls whose tokens the provider did not count.",
     [](const VoicesStatistics& of) { return of.spend.estimated_calls; }},
    {"skald_budget_refused_total", Type::counter, "Calls that a limit refused.",
     [](const VoicesStatistics& of) { return of.spend.refused; }},
};

void write_singles(const VoicesStatistics& statistics, PrometheusWriter& writer) {
  for (const Single& single : kSingles) {
    writer.family(single.name, single.type, single.help);
    writer.sample(single.value_in(statistics));
  }
  writer.family("skald_spent_dollars_total", Type::counter, "Money spent, in US dollars.");
  writer.sample({}, statistics.spend.spent.value, kPicoUsdDecimals);
}

void write_classes(const QueueStatistics& queue, PrometheusWriter& writer) {
  const auto family = [&writer](std::string_view name, Type type, std::string_view help,
                                const std::array<std::uint64_t, 3>& values) {
    writer.family(name, type, help);
    for (std::size_t i = 0; i < values.size(); ++i) {
      writer.sample({"class", to_string(static_cast<Priority>(i))}, values[i]);
    }
  };
  family("skald_queue_waiting", Type::gauge, "Calls that wait, now.", queue.waiting);
  family("skald_queue_accepted_total", Type::counter, "Calls that were queued.", queue.accepted);
  family("skald_queue_dropped_total", Type::counter, "Calls dropped because the queue was full.",
         queue.dropped);
  family("skald_queue_timed_out_total", Type::counter, "Calls that waited too long.",
         queue.timed_out);
}

PrometheusLabels labels_of(const ProviderHealthView& view) {
  return PrometheusLabels("provider", view.provider).add("model", view.model);
}

/// Labels name a series once, also where a chain has a provider twice: its first place counts.
std::vector<const ProviderHealthView*> different(const std::vector<ProviderHealthView>& views) {
  std::vector<const ProviderHealthView*> result;
  for (const ProviderHealthView& view : views) {
    const bool known = std::any_of(result.begin(), result.end(), [&view](const auto* other) {
      return other->provider == view.provider && other->model == view.model;
    });
    if (!known) result.push_back(&view);
  }
  return result;
}

void write_providers(const std::vector<ProviderHealthView>& views, PrometheusWriter& writer) {
  const auto providers = different(views);
  if (providers.empty()) return;
  const auto family = [&](std::string_view name, Type type, std::string_view help, auto value_of,
                          std::uint32_t decimals = 0) {
    writer.family(name, type, help);
    for (const auto* view : providers) writer.sample(labels_of(*view), value_of(*view), decimals);
  };
  using View = ProviderHealthView;
  writer.family("skald_provider_state", Type::gauge, "1 for the state that a provider is in.");
  for (const View* view : providers) {
    for (const ProviderState state : kStates) {
      writer.sample(labels_of(*view).add("state", to_string(state)), view->state == state ? 1 : 0);
    }
  }
  family("skald_provider_failures_in_a_row", Type::gauge, "Failures since the last answer.",
         [](const View& view) { return std::uint64_t{view.failures_in_a_row}; });
  family(
      "skald_provider_cooling_seconds", Type::gauge, "How much longer a provider is left alone.",
      [](const View& view) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, view.cooling_for.count()));
      },
      3);
  family("skald_provider_attempts_total", Type::counter, "Attempts at a provider.",
         [](const View& view) { return view.attempts; });
  family("skald_provider_failures_total", Type::counter, "Attempts at a provider that failed.",
         [](const View& view) { return view.failures; });
}

}  // namespace

void write_statistics(const VoicesStatistics& statistics, PrometheusWriter& writer) {
  write_singles(statistics, writer);
  write_classes(statistics.queue, writer);
  write_providers(statistics.providers, writer);
}

}  // namespace skald::voices
