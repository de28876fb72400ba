// Saved games of `play` on disk: a header, the world's compatibility string and the snapshot.
#pragma once

#include <string>

#include "skald/replay/result.h"
#include "skald/replay/session.h"

namespace skald::cli {

/// Writes beside the target, then renames: a save is whole or the old one.
Status write_save(const std::string& path, const SavedGame& saved);
/// Refuses what is not a save, or is damaged, with the reason.
Result<SavedGame> read_save(const std::string& path);

}  // namespace skald::cli
