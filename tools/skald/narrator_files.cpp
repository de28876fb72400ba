#include "narrator_files.h"

#include <algorithm>
#include <filesystem>

#include "skald/llm/narrator.h"
#include "text_files.h"

namespace skald::cli {
namespace {

Status add_file(const std::string& path, const std::string& name, std::vector<ContentFile>& into) {
  auto bytes = read_whole_file(path);
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
  if (failed) return Error{ErrorCode::not_found, path + ": " + failed.message()};
  if (found.empty()) {
    return Error{ErrorCode::not_found, path + ": has no folder 'rules' or 'grammars' with files"};
  }
  std::sort(found.begin(), found.end());
  for (const std::string& file : found) {
    if (Status status = add_file(file, file, into); !status) return status;
  }
  return Done{};
}

}  // namespace

Result<std::vector<ContentFile>> narrator_files(const std::vector<std::string>& paths) {
  std::vector<ContentFile> files;
  for (const std::string& path : paths) {
    if (std::filesystem::is_directory(path)) {
      if (Status status = add_folder(path, files); !status) return status.error();
      continue;
    }
    std::string name = path;  // its folder tells what it is, also where that is the present one
    if (!OfflineNarrator::reads(name)) name = std::filesystem::absolute(path).generic_string();
    if (!OfflineNarrator::reads(name)) {
      return Error{ErrorCode::invalid_argument,
                   path +
                       ": the narrator reads *.json in folders named 'rules' and 'grammars', and "
                       "files named facts.json, language.json and intents.json"};
    }
    if (Status status = add_file(path, name, files); !status) return status.error();
  }
  return files;
}

Result<Language> language_of(const VillageFlags& flags) {
  auto files = data_files(flags.folder);
  if (!files) return files.error();
  const std::string name = "languages/" + flags.language + ".json";
  for (const ContentFile& file : *files) {
    if (file.name == name) return Language::load(file.name, file.bytes);
  }
  return Error{ErrorCode::not_found, "no rules for the language '" + flags.language + "' (" + name +
                                         "); llm/LANGUAGES.md tells how to add one"};
}

}  // namespace skald::cli
