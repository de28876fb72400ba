// The places of a mapping (CustomMapping) by their names, in requests and in responses.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "skald/llm/config.h"

namespace skald::voices {

/// One setting of a mapping that is a JSON pointer.
struct MappedPlace {
  std::string_view name;
  std::string CustomMapping::*pointer;
};

inline constexpr std::array<MappedPlace, 7> kRequestPlaces = {{
    {"prompt_at", &CustomMapping::prompt_at},
    {"messages_at", &CustomMapping::messages_at},
    {"system_at", &CustomMapping::system_at},
    {"model_at", &CustomMapping::model_at},
    {"max_tokens_at", &CustomMapping::max_tokens_at},
    {"temperature_at", &CustomMapping::temperature_at},
    {"stream_at", &CustomMapping::stream_at},
}};

inline constexpr std::array<MappedPlace, 6> kResponsePlaces = {{
    {"text_at", &CustomMapping::text_at},
    {"delta_at", &CustomMapping::delta_at},
    {"done_at", &CustomMapping::done_at},
    {"error_at", &CustomMapping::error_at},
    {"tokens_in_at", &CustomMapping::tokens_in_at},
    {"tokens_out_at", &CustomMapping::tokens_out_at},
}};

}  // namespace skald::voices
