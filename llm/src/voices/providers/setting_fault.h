// What is said about a setting of a provider that cannot work.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald::voices {

/// "skald.json:7: provider 'home': MESSAGE", as bad_content; or, for a provider that no file
/// describes, as invalid_argument and without a place.
inline Error setting_fault(const ProviderConfig& config, std::string_view message) {
  const bool in_file = !config.place.empty();
  std::string text = in_file ? config.place + ": " : std::string();
  text += "provider '" + config.name + "': ";
  text += message;
  return {in_file ? ErrorCode::bad_content : ErrorCode::invalid_argument, std::move(text)};
}

}  // namespace skald::voices
