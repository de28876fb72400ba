// Writing what a configuration says about scheduling, as far as it is not default.
#include <cstdint>
#include <string>

#include "voices/config/config_scheduling.h"
#include "voices/config/scheduling_fields.h"

namespace skald::voices {
namespace {

/// Writes the members of a part that differ, as scheduling_fields.h describes it.
template <class Part>
class FieldWriter {
 public:
  FieldWriter(ConfigJson& json, const Part& given, const Part& otherwise)
      : json_(json), given_(given), otherwise_(otherwise) {}

  template <class Number>
  void number(std::string_view name, Number Part::*field, std::uint64_t, std::uint64_t) {
    if (differs(field)) json_.number(name, given_.*field);
  }
  void boolean(std::string_view name, bool Part::*field) {
    if (differs(field)) json_.boolean(name, given_.*field);
  }
  void thousandths(std::string_view name, Thousandths Part::*field, Thousandths, Thousandths) {
    if (differs(field)) json_.raw(name, to_string(given_.*field));
  }
  void text(std::string_view name, std::string Part::*field) {
    if (differs(field)) json_.always(name, given_.*field);
  }
  void file(std::string_view name, std::string Part::*field) {
    if (differs(field)) json_.always(name, json_.relative(given_.*field));
  }
  template <class Enum, class Names>
  void named(std::string_view name, Enum Part::*field, const Names& names) {
    if (differs(field)) json_.always(name, name_of(given_.*field, names));
  }

 private:
  template <class Member>
  bool differs(Member Part::*field) const {
    return !(given_.*field == otherwise_.*field);
  }

  ConfigJson& json_;
  const Part& given_;
  const Part& otherwise_;
};

/// Writes the object `name` if anything in it differs; `write` gets what writes its members.
template <class Part, class Write>
void write_part(ConfigJson& json, std::string_view name, const Part& given, const Part& otherwise,
                Write&& write) {
  if (given == otherwise) return;
  json.begin_object(name);
  FieldWriter<Part> fields(json, given, otherwise);
  write(fields);
  json.end_object();
}

void write_queue(ConfigJson& json, const QueueConfig& queue) {
  const QueueConfig otherwise;
  write_part(json, "queue", queue, otherwise, [&](auto& fields) {
    const auto describe = [](auto& members) { describe_queue_class(members); };
    write_part(json, "high", queue.high, otherwise.high, describe);
    write_part(json, "medium", queue.medium, otherwise.medium, describe);
    write_part(json, "low", queue.low, otherwise.low, describe);
    describe_queue(fields);
    if (queue.priorities == otherwise.priorities) return;
    json.begin_object("priorities");
    const auto purposes = purpose_names();
    for (std::size_t i = 0; i < purposes.size(); ++i) {
      if (queue.priorities[i] == otherwise.priorities[i]) continue;
      json.always(purposes[i], to_string(queue.priorities[i]));
    }
    json.end_object();
  });
}

void write_limits(ConfigJson& json, const std::vector<BudgetLimit>& limits) {
  json.begin_list("limits");
  for (const BudgetLimit& limit : limits) {
    json.begin_object();
    json.raw("usd", usd_text(limit.usd));
    json.always("per", name_of(limit.per, kLimitPerNames));
    json.text("of", name_of(limit.of, kLimitOfNames), kLimitOfNames.front());
    json.text("only", limit.only);
    json.end_object();
  }
  json.end_list();
}

void write_budget(ConfigJson& json, const BudgetConfig& budget) {
  const BudgetConfig otherwise;
  write_part(json, "budget", budget, otherwise, [&](auto& fields) {
    if (!budget.limits.empty()) write_limits(json, budget.limits);
    if (budget.alerts_percent != otherwise.alerts_percent) {
      json.begin_list("alerts_percent");
      for (const std::uint32_t percent : budget.alerts_percent) json.add(percent);
      json.end_list();
    }
    if (budget.when_exhausted != otherwise.when_exhausted) {
      json.begin_list("when_exhausted");
      for (const BudgetPolicy policy : budget.when_exhausted) json.add(to_string(policy));
      json.end_list();
    }
    describe_budget(fields);
  });
}

}  // namespace

void write_scheduling(ConfigJson& json, const VoicesConfig& config) {
  const VoicesConfig otherwise;
  write_queue(json, config.queue);
  write_part(json, "retry", config.retry, otherwise.retry,
             [](auto& fields) { describe_retry(fields); });
  write_part(json, "health", config.health, otherwise.health,
             [](auto& fields) { describe_health(fields); });
  write_part(json, "cache", config.cache, otherwise.cache,
             [](auto& fields) { describe_cache(fields); });
  write_budget(json, config.budget);
  write_part(json, "log", config.log, otherwise.log, [](auto& fields) { describe_log(fields); });
  write_part(json, "metrics", config.metrics, otherwise.metrics,
             [](auto& fields) { describe_metrics(fields); });
  json.text("prices_file", json.relative(config.prices_file));
  json.text("tokenizers_folder", json.relative(config.tokenizers_folder));
}

void write_provider_scheduling(ConfigJson& json, const ProviderConfig& provider) {
  if (provider.rate) {
    const RateConfig otherwise = default_rate(provider.kind);
    json.begin_object("rate");
    FieldWriter<RateConfig> fields(json, *provider.rate, otherwise);
    describe_rate(fields);
    json.end_object();
  }
  if (!provider.models.empty()) {
    json.begin_object("models");
    for (const auto& model : provider.models) json.always(model.asked, model.here);
    json.end_object();
  }
  json.text("cheaper_model", provider.cheaper_model);
}

}  // namespace skald::voices
