#include "narrator_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "skald/llm/document.h"
#include "skald/llm/narrator.h"
#include "text_files.h"

namespace skald::cli {
namespace {

class Finder {
 public:
  Status add(const std::string& path) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) return add_file(path);
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, failed)) {
      if (entry.path().extension() != ".json") continue;
      found.push_back(entry.path().lexically_normal().generic_string());
    }
    if (failed) return Error{ErrorCode::not_found, path + ": " + failed.message()};
    std::sort(found.begin(), found.end());
    for (const std::string& file : found) {
      if (Status status = add_file(file); !status) return status;
    }
    return Done{};
  }
  FoundFiles take() { return std::move(found_); }

 private:
  /// By a name by which the narrator knows it: as it was given, or else with all its folders.
  Status add_file(const std::string& path) {
    std::error_code ignored;
    if (!seen_.insert(std::filesystem::weakly_canonical(path, ignored)).second) {
      return Error{ErrorCode::invalid_argument, path + ": the file is given twice: name it once"};
    }
    auto bytes = read_whole_file(path);
    if (!bytes) return bytes.error();
    std::string name = path;
    if (!OfflineNarrator::reads(name)) name = std::filesystem::absolute(path).generic_string();
    if (OfflineNarrator::reads(name)) {
      found_.files.push_back({std::move(name), std::move(*bytes)});
    } else {
      found_.not_read.push_back(path);
    }
    return Done{};
  }

  FoundFiles found_;
  std::set<std::filesystem::path> seen_;
};

}  // namespace

Result<FoundFiles> find_narrator_files(std::span<const std::string> paths) {
  Finder finder;
  for (const std::string& path : paths) {
    if (Status status = finder.add(path); !status) return status.error();
  }
  return finder.take();
}

std::string why_not_read(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  const std::string name = whole.filename().string();
  const std::string folder = whole.parent_path().filename().string();
  std::string hint = did_you_mean(name, {"facts.json", "language.json", "intents.json"});
  if (!hint.empty()) return "no narrator reads a file of this name" + hint;
  hint = did_you_mean(folder, {"rules", "grammars"});
  if (!hint.empty()) return "no narrator reads the folder '" + folder + '\'' + hint;
  return "no narrator reads it: put it into a folder named 'rules' or 'grammars', without folders "
         "between, or take it out";
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
