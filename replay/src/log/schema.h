// The tables of a recording, and the head as it stands in them.
#pragma once

#include "block_codec.h"
#include "skald/replay/log.h"
#include "store/sqlite.h"

namespace skald {

/// Marks the file for `file` and for us: "SKLD".
inline constexpr std::int64_t kApplicationId = 0x534B4C44;

/// Makes the tables of an empty recording.
Status create_tables(sqlite::Database& database);

/// Writes head and content. Returns the chain's first link, which covers both.
Result<Sha256> write_head(sqlite::Database& database, const RecordingHead& head);

/// Reads and checks what write_head wrote.
struct HeadAndLink {
  RecordingHead head;
  Sha256 genesis{};
};
Result<HeadAndLink> read_head(sqlite::Database& database);

/// The row that says how a recording ended. Always there.
struct Ending {
  bool closed = false;
  std::uint64_t segments = 0;
  std::uint64_t ticks = 0;
  Sha256 link{};
};
Status write_ending(sqlite::Database& database, const Ending& ending);
Result<Ending> read_ending(sqlite::Database& database);

Status write_segment(sqlite::Statement& insert, const SegmentInfo& segment,
                     const PackedBlock& packed, const Sha256& link);
inline constexpr const char* kInsertSegment =
    "INSERT INTO segment(id, first_tick, ticks, events, speech, link) VALUES(?,?,?,?,?,?)";
Status write_snapshot(sqlite::Database& database, const Digest& digest, Bytes packed);

}  // namespace skald
