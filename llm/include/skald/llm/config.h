// What voices are configured by: defaults, then a file, then the environment.
//
//     {"provider": "offline", "lines_files": ["lines/tavern.json"]}
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"

namespace skald {

/// The file that is looked for when none is named. It need not exist.
inline constexpr std::string_view kDefaultConfigFile = "skald.json";

struct VoicesConfig {
  /// Who speaks: the name of an inline speaker or of a provider.
  std::string provider = "offline";
  /// Lines for the offline narrator (narrator.h). In a configuration file, relative to its folder.
  std::vector<std::string> lines_files;

  /// Where the values that are not defaults came from, for messages and reports.
  struct Origin {
    std::string key;
    std::string place;  // "skald.json:2" or "SKALD_PROVIDER"
  };
  std::vector<Origin> origins;

  /// The place that set `key`, or "default".
  std::string_view origin_of(std::string_view key) const;
};

/// The value of an environment variable, or nothing. Passed in, so that a test or a game decides
/// what is seen. A variable that is set to nothing counts as not set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Looks in the environment of this process.
EnvironmentLookup process_environment();

/// Reads a file, then SKALD_PROVIDER. not_found for a file that does not exist, unless it is the
/// default one; bad_content, with file and line, for a key that is not known or a value that
/// cannot be. Whether the provider exists is for Voices::open to say.
Result<VoicesConfig> load_config(const std::string& path, const EnvironmentLookup& environment);

}  // namespace skald
