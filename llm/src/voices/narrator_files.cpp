#include "skald/llm/narrator_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "skald/llm/narrator.h"
#include "voices/files.h"

namespace skald {
namespace {

constexpr std::string_view kWhatIsRead =
    "the narrator reads *.json in folders named 'rules' and 'grammars', and files named "
    "facts.json, language.json and intents.json";

Status add_file(const std::string& path, const std::string& name, std::vector<ContentFile>& into) {
  auto bytes = voices::read_file(path);
  if (!bytes) return bytes.error();
  into.push_back({name, std::move(*bytes)});
  return Done{};
}

Status add_folder(const std::string& path, std::vector<ContentFile>& into) {
  std::error_code failed;
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path, failed)) {
    const std::string name = entry.path().generic_string();
    if (OfflineNarrator::reads(name)) found.push_back(name);
  }
  if (failed) return Error{ErrorCode::io, path + ": " + failed.message()};
  if (found.empty()) {
    return Error{ErrorCode::invalid_argument,
                 path + ": nothing to read below it; " + std::string(kWhatIsRead)};
  }
  std::sort(found.begin(), found.end());
  for (const std::string& file : found) {
    if (Status status = add_file(file, file, into); !status) return status;
  }
  return Done{};
}

}  // namespace

Result<std::vector<ContentFile>> read_narrator_files(std::span<const std::string> paths) {
  std::vector<ContentFile> files;
  std::error_code ignored;
  for (const std::string& path : paths) {
    if (std::filesystem::is_directory(path, ignored)) {
      if (Status status = add_folder(path, files); !status) return status.error();
      continue;
    }
    std::string name = path;  // its folder tells what it is, also where that is the present one
    if (!OfflineNarrator::reads(name)) {
      name = std::filesystem::absolute(path, ignored).generic_string();
    }
    const bool is_there = std::filesystem::exists(path, ignored);
    if (is_there && !OfflineNarrator::reads(name)) {
      return Error{ErrorCode::invalid_argument, path + ": " + std::string(kWhatIsRead)};
    }
    if (Status status = add_file(path, name, files); !status) return status.error();
  }
  return files;
}

}  // namespace skald
