// `voices`: the test tavern with voices whose replies are a script, so that everything the door
// does with replies happens: pieces, ends, failures, fallbacks, late words, both deadlines, fixed
// and cosmetic delivery, cancels, words half heard, and loads of older saves.
#include <deque>

#include "scenario/world/run_of.h"
#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace skald::scenario {
namespace {

struct VoicesScript {
  using World = test::Tavern;
  using Housed = detail::Housed<World>;
  static constexpr bool kReportsHeard = true;
  static constexpr std::size_t kAnswerable = 24;  // of the last requests, some are answered
  static constexpr std::size_t kSaves = 5;

  Start start;
  test::ScriptedSpeaker voices;
  std::vector<bool> ended;  // by request, in the order in which they were asked
  std::deque<std::vector<std::uint8_t>> saves;

  Speaker* speaker() { return &voices; }

  void before(Housed& housed, std::uint64_t n) {
    StreamState stream = open_stream(start.seed, "script", 0, n);
    Rng rng(stream);
    save_and_load(housed, rng, n);
    speak(housed, rng, n);
    reply(rng);
    answer_when_waited_for(rng);
    listen(housed, rng);
  }

  void save_and_load(Housed& housed, Rng& rng, std::uint64_t n) {
    if (n % 41 == 0) {
      saves.push_back(housed.door.snapshot());
      if (saves.size() > kSaves) saves.pop_front();
    }
    if (n % 173 != 0 || saves.empty()) return;
    const std::vector<std::uint8_t>& save =
        saves[rng.below(static_cast<std::uint32_t>(saves.size()))];
    SKALD_ASSERT(housed.door.load(save), "a save does not fit its own world");
  }

  void speak(Housed& housed, Rng& rng, std::uint64_t n) {
    if (rng.chance(1, 5)) {
      test::PlayerSays says;
      says.text = "Seen wolves, at " + std::to_string(n) + "? \xC3\x9C\xE2\x80\xA6";
      says.first_words_within = static_cast<std::uint32_t>(rng.between(5, 40));
      says.finish_within = says.first_words_within + rng.below(60);
      says.delivery = static_cast<Delivery>(rng.below(3));
      says.fixed_ticks = rng.below(25);  // 0 means 1
      give(housed, says);
    }
    if (rng.chance(1, 60)) give(housed, test::PlayerLeaves{.guest = rng.below(10)});
  }

  /// Also for requests that were cancelled or are past their deadline: that is what comes late.
  void reply(Rng& rng) {
    ended.resize(voices.asked.size());
    const std::size_t count = voices.asked.size();
    for (std::size_t i = count > kAnswerable ? count - kAnswerable : 0; i < count; ++i) {
      if (ended[i] || !rng.chance(1, 9)) continue;
      const std::uint32_t kind = rng.below(10);
      const std::string words = "Words " + std::to_string(rng.below(100)) + ". ";
      if (kind < 6) {
        voices.piece(i, words);
        continue;
      }
      ended[i] = true;
      if (kind == 6) {
        voices.fall_back(i, Why::budget_exhausted);
      } else if (kind == 7) {
        voices.ready.push_back({voices.asked[i].key,
                                Reply::Kind::failed,
                                {},
                                {},
                                Why::overloaded,
                                Usage{11, 0, 5'000'000}});
      } else {
        const std::uint32_t tokens = rng.below(50);
        voices.finish(i, kind == 8 ? words : "", Usage{20, tokens, rng.bits()});
      }
    }
  }

  /// Half of the fixed ones are ready when the door waits for them; the others time out.
  void answer_when_waited_for(Rng& rng) {
    voices.when_waited_for.clear();
    const std::size_t count = voices.asked.size();
    for (std::size_t i = count > kAnswerable ? count - kAnswerable : 0; i < count; ++i) {
      if (ended[i] || !rng.chance(1, 2)) continue;
      voices.when_waited_for.push_back({voices.asked[i].key, Reply::Kind::finished, "At last.",
                                        "scripted", Why::none, Usage{1, 2, 3}});
    }
  }

  /// The game tells what was heard, sometimes more than was said, sometimes of what is long over.
  void listen(Housed& housed, Rng& rng) {
    const std::size_t count = voices.asked.size();
    for (std::size_t i = count > kAnswerable ? count - kAnswerable : 0; i < count; ++i) {
      if (!rng.chance(1, 12)) continue;
      housed.door.queue_heard(voices.asked[i].key.id, rng.below(40));
    }
  }
};

}  // namespace

Result<std::unique_ptr<Run>> open_voices(const RunOptions& options) {
  VoicesScript script;
  script.start = {.seed = options.seed, .content = {}, .options = {{"guests", "10"}}};
  return RunOf<VoicesScript>::open(std::move(script), options.recorder);
}

}  // namespace skald::scenario
