// Whole small files: prompts, schemas, pictures, conversations.
#pragma once

#include <string>
#include <string_view>

#include "skald/replay/result.h"

namespace skald::cli {

/// All bytes; not_found or io, with the name.
Result<std::string> read_whole_file(const std::string& path);
/// What comes on stdin until its end.
Result<std::string> read_stdin();
/// Writes it beside the target first: a file is replaced whole or not at all.
Status write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace skald::cli
