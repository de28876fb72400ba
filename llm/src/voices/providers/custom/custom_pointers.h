// What may be wrong with a mapping (CustomMapping).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "skald/llm/config.h"
#include "skald/replay/result.h"
#include "voices/config/mapping_places.h"

namespace skald::voices {

/// What is wrong with a mapping, in words that setting_fault() puts a place before.
inline Error mapping_fault(std::string_view name, std::string_view what) {
  std::string message = "mapping.";
  message += name;
  message += ' ';
  message += what;
  return {ErrorCode::invalid_argument, std::move(message)};
}

/// A mapping_fault() for the first of these pointers that is none.
Status check_pointers(const CustomMapping& mapping, std::span<const MappedPlace> places);

}  // namespace skald::voices
