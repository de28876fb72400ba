// The offline narrator's files, read from disk.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald {

/// Files, and of folders every file below that narrators read (narrator.h), in the order of names.
/// not_found or io for what cannot be read; invalid_argument for a file that narrators would leave
/// alone, or a folder without any.
Result<std::vector<ContentFile>> read_narrator_files(std::span<const std::string> paths);

}  // namespace skald
