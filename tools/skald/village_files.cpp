#include "village_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "skald/replay/recorded_answers.h"
#include "skald_embedded_village.h"

namespace skald::cli {
namespace {

constexpr std::string_view kFolder = "village/";

std::vector<ContentFile> built_in() {
  std::vector<ContentFile> files;
  for (const embedded::File& file : embedded::village()) {
    const std::string_view name = file.name;
    files.push_back({std::string(name.substr(kFolder.size())), std::string(file.bytes)});
  }
  return files;
}

}  // namespace

Result<std::vector<ContentFile>> village_content(const std::string& folder) {
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

std::vector<ContentFile> lines_of(const std::vector<ContentFile>& content) {
  std::vector<ContentFile> lines;
  for (const ContentFile& file : content) {
    if (file.name.starts_with("lines/")) lines.push_back(file);
  }
  return lines;
}

Result<Voices> open_voices(const ProviderFlags& flags, const std::vector<ContentFile>& content) {
  auto config = config_with(flags, process_environment());
  if (!config) return config.error();
  VoicesContext context;
  context.content = lines_of(content);
  context.open_answer_book = read_recorded_answers;
  return Voices::open(*config, std::move(context));
}

}  // namespace skald::cli
