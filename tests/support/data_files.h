// The project's content: every file below data/village and data/languages, by its name below data/.
// Tests run at the project's root.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "skald/replay/world.h"

namespace skald::test {

inline std::vector<ContentFile> data_files() {
  std::vector<ContentFile> files;
  for (const char* folder : {"data/village", "data/languages"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files.push_back({entry.path().lexically_relative("data").generic_string(),
                       std::string((std::istreambuf_iterator<char>(file)), {})});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.name < b.name; });
  return files;
}

}  // namespace skald::test
