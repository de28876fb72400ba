// What the tests of the village share: its content from data/, a run of some days, and edits of
// content.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "skald/engine/village.h"
#include "skald/engine/village_view.h"
#include "skald/replay/session.h"
#include "support/data_files.h"
#include "support/scripted_speaker.h"

namespace skald::test {

inline constexpr std::uint32_t kDay = 14'400;
inline constexpr std::uint32_t kHour = 600;

inline std::vector<ContentFile> village_files(std::string_view language = "en") {
  auto files = village::village_content(data_files(), language);
  EXPECT_TRUE(files) << (files ? "" : files.error().message);
  return files ? *files : std::vector<ContentFile>();
}

inline Start village_start(std::uint64_t seed, const std::string& characters = "") {
  Start start;
  start.seed = seed;
  start.content = village_files();
  if (!characters.empty()) start.options["characters"] = characters;
  return start;
}

/// Not rehashed at every tick unless asked for: runs of days are long.
inline Session<Village> open_village(Start start, Speaker& speaker, bool check = false) {
  SessionOptions options;
  options.start = std::move(start);
  options.speaker = &speaker;
  options.check_every_tick = check;
  auto session = Session<Village>::open(std::move(options));
  EXPECT_TRUE(session) << (session ? "" : session.error().message);
  return std::move(*session);
}

/// How often each kind of entry came into the chronicle during a run.
inline std::map<village::EntryKind, int> run_and_count(Session<Village>& session,
                                                       std::uint32_t ticks) {
  std::map<village::EntryKind, int> kinds;
  std::uint32_t seen = session.world().annals[0].entries;
  for (std::uint32_t tick = 0; tick < ticks; ++tick) {
    session.tick();
    for (const village::Entry* entry : village::entries_after(session.world(), seen)) {
      ++kinds[entry->kind];
      seen = entry->number;
    }
  }
  return kinds;
}

}  // namespace skald::test
