// Reading whole small files: configuration and content.
#pragma once

#include <string>

#include "skald/replay/result.h"

namespace skald::voices {

/// All bytes of a file. not_found if there is none, io if it cannot be read.
Result<std::string> read_file(const std::string& path);

}  // namespace skald::voices
