// What `doctor` finds out: which settings would be used, where they are from, whether it works.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "provider_flags.h"
#include "skald/llm/config.h"

namespace skald::cli {

struct Setting {
  std::string name{};
  std::string value{};
  std::string place{};  // "skald.json:7", "SKALD_MODEL", "--model" or "default"
};

struct Problem {
  std::string what{};
  std::string remedy{};  // empty: `what` says it already
};

struct ProviderFindings {
  std::string name{};
  std::string kind{};
  std::string place{};  // where its entry is; empty: a kind used by its name
  bool is_chosen = false;
  std::size_t fallback = 0;  // its number among the fallbacks, from 1; 0: it is none
  std::vector<Setting> settings{};
  std::optional<bool> answers{};  // nothing: it was not asked
  std::string answer{};           // how it was found out, or why not
  std::vector<Problem> problems{};
};

struct Findings {
  std::string config_path{};
  bool config_exists = false;
  Setting provider{};  // the chosen one
  /// Who is asked in turn, the narrator at the end.
  std::vector<std::string> chain{};
  /// What is said about scheduling and is not default: "queue.high.waiting".
  std::vector<Setting> settings{};
  /// Those of the configuration as a whole; with one there is nothing else.
  std::vector<Problem> problems{};
  /// The chosen one first, then its fallbacks.
  std::vector<ProviderFindings> providers{};

  /// Whether the chosen one would.
  bool works() const;
};

/// With `ask_servers` each is asked for its health and its models, which costs no tokens.
Findings examine(const ProviderFlags& flags, const EnvironmentLookup& environment,
                 bool ask_servers);

}  // namespace skald::cli
