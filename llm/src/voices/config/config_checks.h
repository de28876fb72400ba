// What a setting may be. A check returns what is wrong with a value, to be put behind the setting's
// name, or nothing. It never repeats the value: people paste keys into the wrong places.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skald::voices {

inline constexpr std::int32_t kMaxTokensMax = 10'000'000;
inline constexpr std::uint32_t kTimeoutMsMax = 24U * 60 * 60 * 1000;
inline constexpr std::uint32_t kCallsMax = 4096;

/// A well-known beginning of a key, such as "sk-".
bool starts_like_key(std::string_view text);
/// That, or a long run of letters and digits.
bool looks_like_key(std::string_view text);
/// The text in quotes; for one that looks like a key, a phrase instead.
std::string shown(std::string_view text);

bool holds_control_character(std::string_view text);

/// http or https, a host, perhaps a port and a path; no user, password, query or fragment.
std::string_view fault_in_url(std::string_view text);
std::string_view fault_in_provider_name(std::string_view text);
std::string_view fault_in_variable_name(std::string_view text);
std::string_view fault_in_key_file(std::string_view text);
/// What comes after a custom endpoint's URL.
std::string_view fault_in_path(std::string_view text);
std::string_view fault_in_json_pointer(std::string_view text);
std::string_view fault_in_keep_alive(std::string_view text);
std::string_view fault_in_header_name(std::string_view text);
/// Also a "${" that does not end in a variable's name and "}", and a key that stands there itself.
std::string_view fault_in_header_value(std::string_view header, std::string_view value);

/// The next "${NAME}" in a checked value from `from` on; npos in `begin` if there is none.
struct VariablePlace {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;  // behind the brace
  std::string_view name;
};
VariablePlace next_variable(std::string_view value, std::size_t from);

}  // namespace skald::voices
