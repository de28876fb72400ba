#include "speech/lint/reach.h"

#include "skald/replay/spoken.h"

namespace skald::speech::lint {
namespace {

// What a narrator may leave out: lines of the speaker, of the listener and of all, and those that
// it tries for a text that was not said yet.
constexpr std::size_t kTried = 24;
constexpr std::size_t kListeners = 3;
constexpr std::size_t kBefore = Spoken::kLines + kListeners + LatelySpoken::kLines + kTried;

constexpr EntityId kSpeaker{1};
constexpr EntityId kListener{2};

}  // namespace

Reach::Reach(const NarratorContent& content)
    : content_(content), matcher_(*content.rules), reached_(content.lines.size()) {
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    // They are there for when all else is said.
    reached_[i] = content.lines[i].rule.ends_with("/last_resort");
  }
}

void Reach::try_for(std::uint32_t line, std::span<const Fact> moment, Rng rng) {
  matcher_.clear();
  matcher_.clear_left_out();
  for (const Fact& fact : moment) matcher_.set(fact.name, std::string_view(fact.value));
  for (std::size_t i = 0; i <= kBefore && !reached_[line]; ++i) {
    const ResponseOutcome spoken =
        matcher_.match(content_.lines[line].concept_name, kSpeaker, kListener, nothing_said_, rng);
    if (!spoken) return;
    reached_[spoken.line] = true;
    matcher_.leave_out(spoken.line);
  }
}

}  // namespace skald::speech::lint
