// The village's content: built into the program, or read from a folder.
#pragma once

#include <string>
#include <vector>

#include "provider_flags.h"
#include "skald/llm/voices.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald::cli {

/// All files of the village by their names below the folder ("people.json", "lines/greet.json").
/// An empty folder name: those built in.
Result<std::vector<ContentFile>> village_content(const std::string& folder);

/// Those that the narrator reads.
std::vector<ContentFile> lines_of(const std::vector<ContentFile>& content);

/// Opens the voices that the configuration and these flags choose, with the village's lines.
Result<Voices> open_voices(const ProviderFlags& flags, const std::vector<ContentFile>& content);

}  // namespace skald::cli
