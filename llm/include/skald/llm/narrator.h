// The offline narrator: lines from content files, chosen by facts and keyed randomness.
//
// A lines file holds one cue, or a list of cues:
//
//     {"cue": "reply.problem",
//      "facts": ["listener", "place"],          what every ask with this cue carries
//      "lines": [
//        {"when": {"problem": "wolves", "relation": ["friend", "kin"], "severity": [3, 5]},
//         "text": "Wolves, {listener}. By {place}.", "tells": ["problem"], "weight": 2},
//        {"text": "There is always something."},
//        {"text": "{Place} has seen better days.", "id": "weary"}]}
//
// `when` compares facts of the ask: a text is equality, a list of texts any of them, a list of two
// integers a range, both ends included. A slot is filled with the fact of its name; with a capital
// ("{Place}") the value gets one too. "{line}" is what was said to the speaker; "{{" is a brace.
#pragma once

#include <memory>
#include <span>

#include "skald/replay/result.h"
#include "skald/replay/speaker.h"
#include "skald/replay/world.h"

namespace skald {

namespace speech {
struct LineBook;
}

/// Immutable after it is made; any thread may ask it.
class OfflineNarrator final : public Narrator {
 public:
  /// Reads these files and nothing else. They may add to each other's cues. bad_content, with file
  /// and line, for a file with a fault, a cue that could only repeat itself (less than two lines
  /// without `when`), or a missing last resort: the cue "fallback" needs three lines that have
  /// neither `when` nor slots.
  static Result<OfflineNarrator> from(std::span<const ContentFile> files);

  /// The same, with Skald's own generic lines for the cues that the files do not have: with no
  /// file at all, there is still something to say.
  static Result<OfflineNarrator> with_built_in(std::span<const ContentFile> files);

  OfflineNarrator(OfflineNarrator&& other) noexcept;
  OfflineNarrator& operator=(OfflineNarrator&& other) noexcept;
  ~OfflineNarrator() override;

  /// One line, for exactly one draw. Of the lines whose `when` holds and whose slots can be filled,
  /// those that test most facts are likeliest; those named by `ask.avoid` are left out while there
  /// is another, and the last one said is left out longest. A cue that is not known, or has no such
  /// line, gives way to its parent ("reply.problem" to "reply") and then to "fallback".
  Utterance speak(const Request& request, Rng rng) const override;

 private:
  explicit OfflineNarrator(speech::LineBook book);
  std::unique_ptr<const speech::LineBook> book_;
};

}  // namespace skald
