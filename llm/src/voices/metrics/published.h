// What the scheduler counts, as skald_* families.
#pragma once

#include "skald/llm/statistics.h"
#include "voices/metrics/prometheus.h"

namespace skald::voices {

void write_statistics(const VoicesStatistics& statistics, PrometheusWriter& writer);

}  // namespace skald::voices
