// `village`: the sample world with a scripted player; the offline narrator has the words.
#include <cstdio>
#include <variant>

#include "scenario/world/run_of.h"
#include "skald/engine/scripted_player.h"
#include "skald/engine/village.h"
#include "skald/llm/narrator.h"

namespace skald::scenario {
namespace {

/// The offline narrator as a speaker. Copies share it: it is immutable.
class Offline final : public Speaker {
 public:
  explicit Offline(OfflineNarrator narrator)
      : narrator_(std::make_shared<const OfflineNarrator>(std::move(narrator))) {}
  const Narrator& narrator() const override { return *narrator_; }
  bool answers_inline() const override { return true; }
  void ask(const RequestKey&, const Request&) override {}
  void cancel(const RequestKey&) override {}
  void collect(std::vector<Reply>&) override {}
  void wait_for(const RequestKey&) override {}

 private:
  std::shared_ptr<const OfflineNarrator> narrator_;
};

/// Read with C stdio, which WASI and mingw have in full.
Result<std::string> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return Error{ErrorCode::not_found, path + " can't be opened: --content names the folder of it"};
  }
  std::string bytes;
  char part[4096];
  std::size_t got = 0;
  while ((got = std::fread(part, 1, sizeof part, file)) > 0) bytes.append(part, got);
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) return Error{ErrorCode::io, path + " can't be read"};
  return bytes;
}

Result<std::vector<ContentFile>> read_content(const std::string& folder) {
  std::vector<ContentFile> files;
  for (const std::string& name : village::village_content_names()) {
    auto bytes = read_file(folder + '/' + name);
    if (!bytes) return bytes.error();
    files.push_back({name, std::move(*bytes)});
  }
  return files;
}

/// What OfflineNarrator reads: the files with lines, and no other.
std::vector<ContentFile> lines_of(const std::vector<ContentFile>& files) {
  std::vector<ContentFile> lines;
  for (const ContentFile& file : files) {
    if (file.name.starts_with("lines/")) lines.push_back(file);
  }
  return lines;
}

struct VillageScript {
  using World = Village;
  static constexpr bool kReportsHeard = false;
  Start start;
  Offline offline;
  village::ScriptedPlayer player;

  Speaker* speaker() { return &offline; }
  void before(detail::Housed<Village>& housed, std::uint64_t) {
    const auto input = player.input_at(housed.world, housed.door.tick_number() + 1);
    if (input) std::visit([&](const auto& given) { give(housed, given); }, *input);
  }
};

}  // namespace

Result<std::unique_ptr<Run>> open_village(const RunOptions& options) {
  auto content = read_content(options.content);
  if (!content) return content.error();
  auto narrator = OfflineNarrator::from(lines_of(*content));
  if (!narrator) return narrator.error();
  // Every 40 ticks: 5,000 ticks are a third of a day, and hold a visit to most people.
  return RunOf<VillageScript>::open(
      {.start = {.seed = options.seed, .content = std::move(*content)},
       .offline = Offline(std::move(*narrator)),
       .player = {.seed = options.seed, .every_ticks = 40}},
      options.recorder);
}

}  // namespace skald::scenario
