// The steps of load_config, in memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/document.h"
#include "skald/replay/result.h"

namespace skald::voices {

/// What a file says. Opens nothing: `file` is its name, for messages and for the folder that other
/// files are relative to.
Result<VoicesConfig> read_config(const std::string& file, std::string_view text);

/// Reads the entries of "providers". Those of a file start with config.timeouts.
Status read_providers(const Document& document, const Value& providers, VoicesConfig& config);

Status apply_environment(VoicesConfig& config, const EnvironmentLookup& environment);

// For readers of the file's parts.
using Check = std::string_view (*)(std::string_view);
void read_checked(ObjectReader& reader, std::string_view name, std::string& into, Check fault_in);
/// A text without control characters.
void read_plain_text(ObjectReader& reader, std::string_view name, std::string& into);
/// A text out of a short list.
void read_choice(ObjectReader& reader, std::string_view name, std::string& into,
                 const std::vector<std::string_view>& choices);
/// "'a', 'b' or 'c'"
std::string list_of_choices(const std::vector<std::string_view>& choices);
void read_timeouts(const Document& document, ObjectReader& reader, TimeoutsConfig& into);
void read_limits(ObjectReader& reader, std::optional<std::int32_t>& max_tokens,
                 std::optional<Thousandths>& temperature);
/// Faults for a member that would hold a key, without its value.
void refuse_inline_keys(ObjectReader& reader, const Value& object);
/// A name in the configuration's file, as seen from where one works.
std::string from_folder_of(const std::string& config_file, const std::string& name);

/// One of an enumeration's names, which are in its order.
template <class Enum, std::size_t size>
void read_named(ObjectReader& reader, std::string_view name, Enum& into,
                const std::array<std::string_view, size>& names) {
  std::string given;
  read_choice(reader, name, given, {names.begin(), names.end()});
  const auto found = std::find(names.begin(), names.end(), given);
  if (found != names.end()) into = static_cast<Enum>(found - names.begin());
}

}  // namespace skald::voices
