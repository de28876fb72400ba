#include "village_files.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "skald/engine/village_content.h"
#include "skald/replay/recorded_answers.h"
#include "skald_embedded_village.h"

namespace skald::cli {
namespace {

std::vector<ContentFile> built_in() {
  std::vector<ContentFile> files;
  for (const embedded::File& file : embedded::village()) {
    files.push_back({std::string(file.name), std::string(file.bytes)});
  }
  return files;
}

}  // namespace

void add_village_flags(CLI::App& command, VillageFlags& flags) {
  command.add_option("--content", flags.folder,
                     "a folder with village/ and languages/ (default: what is built in)");
  command.add_option("--language", flags.language, "what the village speaks: en (default), de");
}

Result<std::vector<ContentFile>> data_files(const std::string& folder) {
  if (folder.empty()) return built_in();
  std::vector<ContentFile> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (!file) return Error{ErrorCode::io, entry.path().string() + ": cannot be read"};
    files.push_back({entry.path().lexically_relative(folder).generic_string(), std::move(bytes)});
  }
  if (failed) return Error{ErrorCode::not_found, folder + ": " + failed.message()};
  std::sort(files.begin(), files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.name < b.name; });
  return files;
}

Result<std::vector<ContentFile>> village_content(const VillageFlags& flags) {
  auto files = data_files(flags.folder);
  if (!files) return files.error();
  return village::village_content(*files, flags.language);
}

Result<Voices> open_voices(const ProviderFlags& flags, const std::vector<ContentFile>& content) {
  auto config = config_with(flags, process_environment());
  if (!config) return config.error();
  VoicesContext context;
  context.content = content;
  context.open_answer_book = read_recorded_answers;
  return Voices::open(*config, std::move(context));
}

}  // namespace skald::cli
