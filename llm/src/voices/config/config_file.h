// The steps of load_config, in memory.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

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
void read_timeouts(const Document& document, ObjectReader& reader, TimeoutsConfig& into);
void read_limits(ObjectReader& reader, std::optional<std::int32_t>& max_tokens,
                 std::optional<Thousandths>& temperature);
/// Faults for a member that would hold a key, without its value.
void refuse_inline_keys(ObjectReader& reader, const Value& object);
/// A name in the configuration's file, as seen from where one works.
std::string from_folder_of(const std::string& config_file, const std::string& name);

}  // namespace skald::voices
