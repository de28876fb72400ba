// `village` and `dorf`: the sample world with a scripted player; the offline narrator has the
// words, in English and in German.
#include <variant>

#include "scenario/world/run_of.h"
#include "skald/engine/scripted_player.h"
#include "skald/engine/village.h"
#include "skald/llm/narrator.h"
#include "skald_embedded_scenario_village.h"
#include "support/scripted_speaker.h"

namespace skald::scenario {
namespace {

/// Copies share the narrator: it is immutable.
class SharedNarrator final : public Narrator {
 public:
  explicit SharedNarrator(OfflineNarrator narrator)
      : narrator_(std::make_shared<const OfflineNarrator>(std::move(narrator))) {}
  Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng) const override {
    return narrator_->speak(request, memory, rng);
  }

 private:
  std::shared_ptr<const OfflineNarrator> narrator_;
};
using Offline = test::InlineSpeakerOf<SharedNarrator>;

Result<std::vector<ContentFile>> content_in(std::string_view language) {
  std::vector<ContentFile> all;
  for (const embedded::File& file : embedded::scenario_village()) {
    all.push_back({std::string(file.name), std::string(file.bytes)});
  }
  return village::village_content(all, language);
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

Result<std::unique_ptr<Run>> open(const RunOptions& options, std::string_view language) {
  auto content = content_in(language);
  if (!content) return content.error();
  auto narrator = OfflineNarrator::from(*content);
  if (!narrator) return narrator.error();
  // Every 40 ticks: 5,000 ticks are a third of a day, and hold a visit to most people.
  return RunOf<VillageScript>::open(
      {.start = {.seed = options.seed, .content = std::move(*content)},
       .offline = Offline(SharedNarrator(std::move(*narrator))),
       .player = {.seed = options.seed, .every_ticks = 40}},
      options.recorder);
}

}  // namespace

Result<std::unique_ptr<Run>> open_village(const RunOptions& options) { return open(options, "en"); }

Result<std::unique_ptr<Run>> open_german_village(const RunOptions& options) {
  return open(options, "de");
}

}  // namespace skald::scenario
