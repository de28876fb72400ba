// What several commands do with recordings: find them, and read all that they hold.
#include <algorithm>
#include <filesystem>

#include "commands.h"

namespace skald::tool {

Result<std::vector<std::string>> find_recordings(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) {
      found.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, failed)) {
      if (entry.path().extension() == ".skald") inside.push_back(entry.path().string());
    }
    if (failed) return Error{ErrorCode::io, path + ": " + failed.message()};
    std::sort(inside.begin(), inside.end());
    found.insert(found.end(), inside.begin(), inside.end());
  }
  if (found.empty()) return Error{ErrorCode::not_found, "no recording (*.skald) was found"};
  return found;
}

Status read_all(const LogReader& reader, EventSink& sink, EventDecoder::Words words) {
  EventBlock block;
  for (std::size_t i = 0; i < reader.segments().size(); ++i) {
    if (Status done = reader.read(i, block); !done) return done;
    EventDecoder decoder(block, words);
    auto step = decoder.next(sink);
    while (step == EventDecoder::Step::event) step = decoder.next(sink);
    if (step == EventDecoder::Step::redacted) {
      return Error{ErrorCode::redacted, reader.path() + ": words of segment " +
                                            std::to_string(i + 1) + " were redacted"};
    }
    if (step != EventDecoder::Step::end) {
      return Error{ErrorCode::damaged, reader.path() + ": segment " + std::to_string(i + 1) +
                                           " holds what is not an event"};
    }
  }
  return Done{};
}

}  // namespace skald::tool
