// The village's content: built into the program, or read from a folder; in the language asked for.
#pragma once

#include <string>
#include <vector>

#include "provider_flags.h"
#include "skald/llm/voices.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace CLI {
class App;
}

namespace skald::cli {

struct VillageFlags {
  std::string folder;  // laid out as data/ is; empty: what is built in
  std::string language = "en";
};

void add_village_flags(CLI::App& command, VillageFlags& flags);

/// Every file below the folder, by its name there ("village/people.json", "languages/en.json"). An
/// empty name: what is built in.
Result<std::vector<ContentFile>> data_files(const std::string& folder);

/// All files of the village that speaks this language, as Village::start and the narrator know
/// them.
Result<std::vector<ContentFile>> village_content(const VillageFlags& flags);

/// Opens the voices that the configuration and these flags choose, with the village's words.
Result<Voices> open_voices(const ProviderFlags& flags, const std::vector<ContentFile>& content);

}  // namespace skald::cli
