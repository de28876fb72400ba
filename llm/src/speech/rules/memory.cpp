// What was said: found, and recorded.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "skald/llm/response_rules.h"

namespace skald {
namespace {

/// Makes room, if the list is full, by leaving out what `is_older` puts first.
template <class T, class Older>
void make_room(std::vector<T>& list, std::size_t max, Older is_older) {
  if (list.size() < max) return;
  list.erase(std::min_element(list.begin(), list.end(), is_older));
}

SpeakerMemory& speaker_in(ResponseMemory& memory, EntityId speaker) {
  const auto place = [&] {
    return std::lower_bound(memory.speakers.begin(), memory.speakers.end(), speaker,
                            [](const SpeakerMemory& a, EntityId b) { return a.speaker < b; });
  };
  auto found = place();
  if (found != memory.speakers.end() && found->speaker == speaker) return *found;
  make_room(memory.speakers, ResponseMemory::kSpeakersMax,
            [](const SpeakerMemory& a, const SpeakerMemory& b) { return a.last_use < b.last_use; });
  found = memory.speakers.insert(place(), SpeakerMemory{});
  found->speaker = speaker;
  return *found;
}

RuleMemory& rule_in(SpeakerMemory& memory, std::uint64_t rule) {
  const auto place = [&] {
    return std::lower_bound(memory.rules.begin(), memory.rules.end(), rule,
                            [](const RuleMemory& a, std::uint64_t b) { return a.rule < b; });
  };
  auto found = place();
  if (found != memory.rules.end() && found->rule == rule) return *found;
  make_room(memory.rules, ResponseMemory::kRulesMax, [](const RuleMemory& a, const RuleMemory& b) {
    return std::tie(a.once, a.last_use) < std::tie(b.once, b.last_use);
  });
  found = memory.rules.insert(place(), RuleMemory{});
  found->rule = rule;
  return *found;
}

}  // namespace

const SpeakerMemory* ResponseMemory::find(EntityId speaker) const {
  const auto found =
      std::lower_bound(speakers.begin(), speakers.end(), speaker,
                       [](const SpeakerMemory& a, EntityId b) { return a.speaker < b; });
  return found != speakers.end() && found->speaker == speaker ? &*found : nullptr;
}

void apply(ResponseMemory& memory, const ResponseOutcome& outcome) {
  if (!outcome.found) return;
  const std::uint64_t now = ++memory.uses;
  SpeakerMemory& speaker = speaker_in(memory, outcome.speaker);
  speaker.last_use = now;
  std::copy_backward(speaker.lines.begin(), std::prev(speaker.lines.end()), speaker.lines.end());
  speaker.lines.front() = outcome.line_id;
  RuleMemory& rule = rule_in(speaker, outcome.rule_id);
  rule.dealt = outcome.dealt;
  rule.last_use = now;
  rule.once = outcome.once;
  ++rule.uses;
}

}  // namespace skald
