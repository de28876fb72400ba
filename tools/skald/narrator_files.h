// A game's narrator files, from paths on the command line; a language's rules by its name.
#pragma once

#include <string>
#include <vector>

#include "skald/llm/language.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"
#include "village_files.h"

namespace skald::cli {

/// Files, and every *.json below folders, by the paths given: "rules/" and "grammars/" tell what
/// they are. invalid_argument for a file that the narrator would not read.
Result<std::vector<ContentFile>> narrator_files(const std::vector<std::string>& paths);

/// The rules of the language that the flags name.
Result<Language> language_of(const VillageFlags& flags);

}  // namespace skald::cli
