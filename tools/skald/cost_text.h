// A cost report as people, programs and spreadsheets read it.
#pragma once

#include <string>

#include "cost_report.h"

namespace skald::cli {

/// `~` marks what includes estimates. A price that is not known is said, never shown as $0.
std::string cost_table(const CostReport& report);
/// One JSON object a row, then the total.
std::string cost_json(const CostReport& report);
/// RFC 4180, with a header line and no total.
std::string cost_csv(const CostReport& report);

}  // namespace skald::cli
