// A game's files as linters see them, also those that narrators leave alone; a language's rules by
// its name.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "skald/llm/language.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"
#include "village_files.h"

namespace skald::cli {

struct FoundFiles {
  std::vector<ContentFile> files{};     // that narrators read, by names that tell so
  std::vector<std::string> not_read{};  // *.json that they leave alone
};

/// Files, and every *.json below folders. not_found or io for what cannot be read;
/// invalid_argument for a file that is given twice.
Result<FoundFiles> find_narrator_files(std::span<const std::string> paths);

/// Why narrators leave the file alone, and what to do.
std::string why_not_read(const std::string& path);

/// The rules of the language that the flags name.
Result<Language> language_of(const VillageFlags& flags);

}  // namespace skald::cli
