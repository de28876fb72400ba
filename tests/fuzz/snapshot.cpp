// A saved game of somebody's disk: it is loaded whole and saves as the same bytes, or it is refused
// and nothing has changed.
#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace {

using skald::Session;
using skald::test::Tavern;

Session<Tavern> open_session() {
  static skald::test::InlineSpeaker speaker;
  skald::SessionOptions options;
  options.start.seed = 42;
  options.speaker = &speaker;
  options.check_every_tick = false;
  return std::move(*Session<Tavern>::open(std::move(options)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Session<Tavern> session = open_session();
  const skald::SavedGame before = session.save();
  const skald::SavedGame saved{std::string(Tavern::kCompatibility), {data, data + size}};
  const auto loaded = session.load(saved);
  const skald::SavedGame after = session.save();
  if (!loaded) {
    SKALD_ASSERT(after.snapshot == before.snapshot, "a refused save changed the world");
    return 0;
  }
  // What was in flight ends with the load, so only what a load makes of a save is a fixed point.
  SKALD_ASSERT(session.load(after), "a save of the session itself is refused");
  SKALD_ASSERT(session.save().snapshot == after.snapshot, "a save that loads as another one");
  for (int i = 0; i < 3; ++i) session.tick();
  return 0;
}
