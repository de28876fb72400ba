#include <algorithm>
#include <array>

#include "village/content/reading.h"
#include "village/terms.h"

namespace skald::village {
namespace {

struct Reader {
  std::string_view file;
  Status (*read)(const Document&, VillageContent&);
};

constexpr std::array<Reader, 6> kReaders = {{
    {"places.json", read_places},
    {"generated.json", read_generated},
    {"goods.json", read_goods},
    {"problems.json", read_problems},
    {"people.json", read_people},
    {"names.json", read_names},
}};

Result<const ContentFile*> find_file(const std::vector<ContentFile>& files, std::string_view name) {
  for (const ContentFile& file : files) {
    if (file.name == name) return &file;
  }
  return Error{ErrorCode::not_found, "the village's content has no " + std::string(name) +
                                         ": pass what village_content() gives"};
}

Status read_terms(const std::vector<ContentFile>& files, Terms& into) {
  auto rules = find_file(files, "language.json");
  if (!rules) return rules.error();
  auto language = Language::load((*rules)->name, (*rules)->bytes);
  if (!language) return language.error();
  into.language = std::make_unique<const Language>(std::move(*language));
  auto file = find_file(files, "terms.json");
  if (!file) return file.error();
  auto grammar = load_terms(**file, *into.language);
  if (!grammar) return grammar.error();
  into.grammar = std::make_unique<const Grammar>(std::move(*grammar));
  return Done{};
}

Status read_intents(const std::vector<ContentFile>& files, VillageContent& into) {
  auto file = find_file(files, "intents.json");
  if (!file) return file.error();
  auto intents = IntentRules::load((*file)->name, (*file)->bytes);
  if (!intents) return intents.error();
  into.intents = std::make_unique<const IntentRules>(std::move(*intents));
  return Done{};
}

/// "en" of "village/en/names.json"; empty for other files.
std::string_view language_of(std::string_view name) {
  constexpr std::string_view kBefore = "village/";
  constexpr std::string_view kAfter = "/names.json";
  if (!name.starts_with(kBefore) || !name.ends_with(kAfter)) return {};
  return name.substr(kBefore.size(), name.size() - kBefore.size() - kAfter.size());
}

Error unknown_language(const std::vector<ContentFile>& all, std::string_view language) {
  std::string known;
  for (const ContentFile& file : all) {
    const std::string_view one = language_of(file.name);
    if (!one.empty()) known += (known.empty() ? "" : ", ") + std::string(one);
  }
  return {ErrorCode::not_found, "the village does not speak '" + std::string(language) +
                                    "'; it speaks: " + (known.empty() ? "nothing" : known)};
}

}  // namespace

Result<std::vector<ContentFile>> village_content(const std::vector<ContentFile>& all,
                                                 std::string_view language) {
  const std::string common = "village/";
  const std::string own = common + std::string(language) + '/';
  const std::string words = "languages/" + std::string(language) + ".json";
  std::vector<ContentFile> files;
  bool speaks = false;
  for (const ContentFile& file : all) {
    const std::string_view name = file.name;
    speaks = speaks || (!language.empty() && language_of(name) == language);
    if (name == words) {
      files.push_back({"language.json", file.bytes});
    } else if (name.starts_with(own)) {
      files.push_back({std::string(name.substr(own.size())), file.bytes});
    } else if (name.starts_with(common) && name.find('/', common.size()) == name.npos) {
      files.push_back({std::string(name.substr(common.size())), file.bytes});
    }
  }
  if (!speaks) return unknown_language(all, language);
  std::sort(files.begin(), files.end(),
            [](const ContentFile& a, const ContentFile& b) { return a.name < b.name; });
  return files;
}

Result<std::shared_ptr<const VillageContent>> load_village_content(
    const std::vector<ContentFile>& files) {
  auto content = std::make_shared<VillageContent>();
  for (const Reader& reader : kReaders) {
    auto file = find_file(files, reader.file);
    if (!file) return file.error();
    auto document = parse_document((*file)->name, (*file)->bytes);
    if (!document) return document.error();
    if (Status status = reader.read(*document, *content); !status) return status.error();
  }
  if (Status status = read_terms(files, content->terms); !status) return status.error();
  if (Status status = read_intents(files, *content); !status) return status.error();
  return std::shared_ptr<const VillageContent>(std::move(content));
}

}  // namespace skald::village
