// A recording as a speaker: its requests get the answers that they got then. For running a world
// again with its words but without its provider: after a change of rules, in a test, in a demo.
// (A replay needs none of this: it takes arrivals from the log, at their ticks.)
#pragma once

#include <memory>
#include <string>

#include "skald/replay/result.h"
#include "skald/replay/speaker.h"

namespace skald {

/// Reads the whole recording. Requests are matched by the hash of their provider-neutral form; a
/// redacted reply counts as none. The errors are those of LogReader::open.
Result<std::unique_ptr<AnswerBook>> read_recorded_answers(const std::string& path);

}  // namespace skald
