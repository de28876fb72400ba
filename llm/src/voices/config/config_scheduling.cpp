// Reading what a configuration says about scheduling; money is config_budget.cpp's.
#include "voices/config/config_scheduling.h"

#include <functional>

#include "voices/config/config_kinds.h"
#include "voices/config/field_reader.h"
#include "voices/config/scheduling_fields.h"

namespace skald::voices {
namespace {

/// Reads the object `name`, if there is one.
void read_part(const Document& document, ObjectReader& reader, std::string_view name,
               const std::function<void(ObjectReader& part, const Value& value)>& read) {
  const Value* found = reader.member(name, Value::Kind::object, false);
  if (found == nullptr) return;
  ObjectReader part(document, *found);
  refuse_inline_keys(part, *found);
  read(part, *found);
  reader.include(part.finish());
}

void read_queue(const Document& document, ObjectReader& reader, QueueConfig& into) {
  FieldReader fields(document, reader, into);
  describe_queue(fields);
  for (QueueClassConfig QueueConfig::*member :
       {&QueueConfig::high, &QueueConfig::medium, &QueueConfig::low}) {
    const std::string_view name = member == &QueueConfig::high     ? "high"
                                  : member == &QueueConfig::medium ? "medium"
                                                                   : "low";
    read_part(document, reader, name, [&](ObjectReader& part, const Value&) {
      FieldReader class_fields(document, part, into.*member);
      describe_queue_class(class_fields);
    });
  }
  read_part(document, reader, "priorities", [&](ObjectReader& part, const Value&) {
    const auto purposes = purpose_names();
    for (std::size_t i = 0; i < purposes.size(); ++i) {
      read_named(part, purposes[i], into.priorities[i], kPriorityNames);
    }
  });
}

/// Faults for an upper bound that is below what it bounds.
void check_cap(ObjectReader& reader, const Value& part, std::string_view cap_name,
               std::uint32_t cap, std::string_view base_name, std::uint32_t base) {
  if (cap >= base) return;
  const Value* given = part.find(cap_name);
  if (given == nullptr) given = part.find(base_name);
  reader.fail(given == nullptr ? part : *given,
              "'" + std::string(cap_name) + "' (" + std::to_string(cap) + ") must not be below '" +
                  std::string(base_name) + "' (" + std::to_string(base) + ")");
}

void read_models(ObjectReader& reader, std::vector<ProviderConfig::ModelName>& into) {
  const Value* found = reader.member("models", Value::Kind::object, false);
  if (found == nullptr) return;
  for (const auto& [asked, here] : found->members) {
    const bool is_text = here.kind == Value::Kind::string;
    if (asked.empty() || !is_text || here.string.empty() || holds_control_character(asked) ||
        holds_control_character(here.string)) {
      return reader.fail(here,
                         "'models' must name a model for each model, such as "
                         "{\"gpt-4o-mini\": \"llama3.2\"}");
    }
    into.push_back({asked, here.string});
  }
}

}  // namespace

void read_scheduling(const Document& document, ObjectReader& reader, VoicesConfig& into) {
  const auto part = [&](std::string_view name, auto&& read) {
    read_part(document, reader, name, read);
  };
  part("queue",
       [&](ObjectReader& queue, const Value&) { read_queue(document, queue, into.queue); });
  part("retry", [&](ObjectReader& retry, const Value& value) {
    FieldReader fields(document, retry, into.retry);
    describe_retry(fields);
    check_cap(retry, value, "cap_ms", into.retry.cap_ms, "base_ms", into.retry.base_ms);
  });
  part("health", [&](ObjectReader& health, const Value& value) {
    FieldReader fields(document, health, into.health);
    describe_health(fields);
    check_cap(health, value, "cooldown_cap_ms", into.health.cooldown_cap_ms, "cooldown_ms",
              into.health.cooldown_ms);
  });
  part("cache", [&](ObjectReader& cache, const Value&) {
    FieldReader fields(document, cache, into.cache);
    describe_cache(fields);
  });
  part("log", [&](ObjectReader& log, const Value&) {
    FieldReader fields(document, log, into.log);
    describe_log(fields);
  });
  part("metrics", [&](ObjectReader& metrics, const Value&) {
    FieldReader fields(document, metrics, into.metrics);
    describe_metrics(fields);
  });
  FieldReader names(document, reader, into);
  names.file("prices_file", &VoicesConfig::prices_file);
  names.file("tokenizers_folder", &VoicesConfig::tokenizers_folder);
}

void read_provider_scheduling(const Document& document, ObjectReader& reader, const Value& entry,
                              ProviderConfig& into) {
  read_part(document, reader, "rate", [&](ObjectReader& rate, const Value&) {
    into.rate = default_rate(into.kind);
    FieldReader fields(document, rate, *into.rate);
    describe_rate(fields);
  });
  read_models(reader, into.models);
  read_plain_text(reader, "cheaper_model", into.cheaper_model);
  if (into.cheaper_model.empty() || into.cheaper_model != into.model) return;
  reader.fail(*entry.find("cheaper_model"),
              "'cheaper_model' is the same as 'model'; name a cheaper one, or leave it out");
}

RateConfig default_rate(std::string_view kind) {
  constexpr std::uint32_t kRequestsPerMinute = 60;
  const auto found = find_kind(kind);
  RateConfig rate;
  if (found && found->key_needed) rate.requests_per_minute = kRequestsPerMinute;
  return rate;
}

}  // namespace skald::voices
