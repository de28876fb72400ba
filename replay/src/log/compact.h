// What closing a recording does: fewer, larger segments, the call index, and the closing row.
#pragma once

#include <string>

#include "skald/replay/log.h"

namespace skald {

/// Writes a compacted, closed copy beside an unclosed recording and renames it over the original,
/// so that a crash leaves one or the other. On an error the original is as it was. It is an error
/// if it does not read back as `ticks` ticks, all that were committed.
Status compact_recording(const std::string& path, std::uint64_t ticks, const Entropy& entropy);

}  // namespace skald
