#include <array>

#include "village/content/reading.h"

namespace skald::village {
namespace {

struct Reader {
  std::string_view file;
  Status (*read)(const Document&, VillageContent&);
};

constexpr std::array<Reader, 5> kReaders = {{
    {"places.json", read_places},
    {"generated.json", read_generated},
    {"goods.json", read_goods},
    {"problems.json", read_problems},
    {"people.json", read_people},
}};

/// The narrator's lines, one file a cue.
constexpr std::string_view kCues[] = {
    "fallback",
    "narrate.broken_promise",
    "narrate.escalation",
    "narrate.gift",
    "narrate.help",
    "narrate.kept_promise",
    "narrate.lost",
    "narrate.mainstay",
    "narrate.meeting",
    "narrate.neglect",
    "narrate.problem_appears",
    "narrate.quarrel",
    "narrate.reconciliation",
    "narrate.resolved",
    "narrate.tall_tale",
    "narrate.worsens",
    "reply.busy",
    "reply.gift",
    "reply.greeting",
    "reply.help",
    "reply.person",
    "reply.place",
    "reply.problem",
    "reply.rumour",
    "reply.smalltalk",
    "reply.thanks",
    "reply.unknown",
    "summary.day",
    "talk.answer",
    "talk.doubt",
    "talk.farewell",
    "talk.greeting",
    "talk.problem",
    "talk.promise",
    "talk.quarrel",
    "talk.reconcile",
    "talk.rumour",
    "talk.smalltalk",
    "talk.work",
};

const ContentFile* find_file(const std::vector<ContentFile>& files, std::string_view name) {
  for (const ContentFile& file : files) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> village_content_names() {
  std::vector<std::string> names;
  for (const Reader& reader : kReaders) names.emplace_back(reader.file);
  for (const std::string_view cue : kCues) names.push_back("lines/" + std::string(cue) + ".json");
  return names;
}

Result<std::shared_ptr<const VillageContent>> load_village_content(
    const std::vector<ContentFile>& files) {
  auto content = std::make_shared<VillageContent>();
  for (const Reader& reader : kReaders) {
    const ContentFile* file = find_file(files, reader.file);
    if (file == nullptr) {
      return Error{ErrorCode::not_found, "the village's content has no " +
                                             std::string(reader.file) +
                                             ": pass all files that village_content_names() lists"};
    }
    auto document = parse_document(file->name, file->bytes);
    if (!document) return document.error();
    if (Status status = reader.read(*document, *content); !status) return status.error();
  }
  return std::shared_ptr<const VillageContent>(std::move(content));
}

}  // namespace skald::village
