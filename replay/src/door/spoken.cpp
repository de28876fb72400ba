#include "skald/replay/spoken.h"

#include <algorithm>
#include <charconv>

#include "skald/replay/rng.h"

namespace skald {
namespace {

std::uint32_t folded(std::uint64_t hash) { return static_cast<std::uint32_t>(hash ^ hash >> 32); }

void push_latest(std::vector<std::uint32_t>& lines, std::uint32_t line, std::size_t most) {
  lines.insert(lines.begin(), line);
  if (lines.size() > most) lines.pop_back();
}

/// A place at the end for what is the latest now; the oldest goes if there is no room.
template <class T>
T& renew(std::vector<T>& list, typename std::vector<T>::iterator found, std::size_t most) {
  if (found != list.end()) {
    std::rotate(found, found + 1, list.end());
  } else {
    if (list.size() >= most) list.erase(list.begin());
    list.emplace_back();
  }
  return list.back();
}

RuleUse& use_of(Spoken& spoken, std::uint32_t rule) {
  const auto by_key = [](const RuleUse& use, std::uint32_t key) { return use.rule < key; };
  auto place = std::lower_bound(spoken.rules.begin(), spoken.rules.end(), rule, by_key);
  if (place != spoken.rules.end() && place->rule == rule) return *place;
  if (spoken.rules.size() >= Spoken::kRules) {
    const auto least = [](const RuleUse& a, const RuleUse& b) { return a.uses < b.uses; };
    spoken.rules.erase(std::min_element(spoken.rules.begin(), spoken.rules.end(), least));
    place = std::lower_bound(spoken.rules.begin(), spoken.rules.end(), rule, by_key);
  }
  place = spoken.rules.insert(place, RuleUse{});
  place->rule = rule;
  return *place;
}

/// "name/3": the rule, and its line.
void remember_rule(Spoken& spoken, std::string_view id) {
  const std::size_t slash = id.rfind('/');
  if (slash == id.npos) return;
  std::uint32_t line = 0;
  std::from_chars(id.data() + slash + 1, id.data() + id.size(), line);
  RuleUse& use = use_of(spoken, spoken_key(id.substr(0, slash)));
  const std::uint64_t card = std::uint64_t{1} << (line % 64);
  use.dealt = (use.dealt & card) != 0 ? card : use.dealt | card;
  ++use.uses;
}

void remember_told(Spoken& spoken, const HeardWords& heard) {
  for (const std::uint32_t fact : heard.told) {
    const auto found = std::find_if(
        spoken.told.begin(), spoken.told.end(),
        [&](const ToldFact& told) { return told.fact == fact && told.listener == heard.listener; });
    renew(spoken.told, found, Spoken::kTold) = {fact, heard.listener, heard.tick};
  }
}

void meet(Spoken& spoken, EntityId listener, TickNumber tick) {
  const auto found =
      std::find_if(spoken.met.begin(), spoken.met.end(),
                   [&](const Acquaintance& met) { return met.listener == listener; });
  Acquaintance& met = renew(spoken.met, found, Spoken::kMet);
  met.listener = listener;
  met.tick = tick;
  ++met.times;
}

/// Takes the text up to the next `end` away from `text`.
std::string_view take(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return taken;
}

std::uint32_t number_in(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void keep_facts(Spoken& spoken, std::string_view effects, TickNumber now) {
  while (!effects.empty()) {
    std::string_view effect = take(effects, '\n');
    if (take(effect, ' ') != "sets") continue;
    const std::string_view name = take(effect, ' ');
    const std::uint32_t ticks = number_in(take(effect, ' '));
    const auto found = std::find_if(spoken.kept.begin(), spoken.kept.end(),
                                    [&](const KeptFact& kept) { return kept.name == name; });
    KeptFact& kept = renew(spoken.kept, found, Spoken::kKept);
    kept.name = name;
    kept.value = effect;
    kept.until = ticks == 0 ? 0 : now + ticks;
  }
}

}  // namespace

std::uint32_t spoken_key(std::string_view text) { return folded(StreamName::fnv1a(text)); }

std::uint32_t spoken_key(std::string_view name, std::string_view value) {
  std::string text(name);
  text += '=';
  text += value;
  return spoken_key(text);
}

const RuleUse* Spoken::rule(std::uint32_t key) const {
  const auto found =
      std::lower_bound(rules.begin(), rules.end(), key,
                       [](const RuleUse& use, std::uint32_t wanted) { return use.rule < wanted; });
  return found != rules.end() && found->rule == key ? &*found : nullptr;
}

void TextRing::add(std::uint32_t key, std::size_t most) {
  if (keys.size() < most) {
    keys.push_back(key);
    return;
  }
  const std::size_t place = next % keys.size();  // a save may hold anything
  keys[place] = key;
  next = static_cast<std::uint32_t>((place + 1) % keys.size());
}

std::size_t TextRing::ago(std::uint32_t key) const {
  for (std::size_t back = 1; back <= keys.size(); ++back) {
    if (keys[(next % keys.size() + keys.size() - back) % keys.size()] == key) return back;
  }
  return 0;
}

const ToldFact* Spoken::told_to(EntityId listener, std::uint32_t fact) const {
  const auto found = std::find_if(told.begin(), told.end(), [&](const ToldFact& one) {
    return one.fact == fact && one.listener == listener;
  });
  return found == told.end() ? nullptr : &*found;
}

const Acquaintance* Spoken::met_with(EntityId listener) const {
  const auto found = std::find_if(
      met.begin(), met.end(), [&](const Acquaintance& one) { return one.listener == listener; });
  return found == met.end() ? nullptr : &*found;
}

const Spoken* SpokenMemory::find(EntityId speaker) const {
  const auto found = std::find_if(speakers_.begin(), speakers_.end(),
                                  [&](const Spoken& one) { return one.speaker == speaker; });
  return found == speakers_.end() ? nullptr : &*found;
}

bool SpokenMemory::was_told(EntityId speaker, EntityId listener, std::string_view name,
                            std::string_view value) const {
  const Spoken* spoken = find(speaker);
  return spoken != nullptr && spoken->told_to(listener, spoken_key(name, value)) != nullptr;
}

Spoken& SpokenMemory::speaker_row(EntityId speaker) {
  std::size_t oldest = 0;
  for (std::size_t row = 0; row < speakers_.size(); ++row) {
    if (speakers_[row].speaker == speaker) return speakers_.edit(row);
    if (speakers_[row].tick < speakers_[oldest].tick) oldest = row;
  }
  if (speakers_.size() < kSpeakers) {
    Spoken& added = speakers_.add({});
    added.speaker = speaker;
    return added;
  }
  Spoken& replaced = speakers_.edit(oldest);
  replaced = Spoken{};
  replaced.speaker = speaker;
  return replaced;
}

void SpokenMemory::hear(const HeardWords& heard) {
  Spoken& spoken = speaker_row(heard.speaker);
  spoken.tick = heard.tick;
  const std::uint32_t text = spoken_key(heard.text);
  spoken.texts.add(text, Spoken::kTexts);
  lately_.edit(0).texts.add(text, LatelySpoken::kTexts);
  meet(spoken, heard.listener, heard.tick);
  remember_told(spoken, heard);
  keep_facts(spoken, heard.effects, heard.tick);
  if (heard.rule.empty()) return;
  const std::uint32_t line = spoken_key(heard.rule);
  push_latest(spoken.lines, line, Spoken::kLines);
  push_latest(lately_.edit(0).lines, line, LatelySpoken::kLines);
  remember_rule(spoken, heard.rule);
}

FollowUp follow_up(std::string_view effects) {
  while (!effects.empty()) {
    std::string_view effect = take(effects, '\n');
    if (take(effect, ' ') != "then") continue;
    FollowUp next;
    next.cue = take(effect, ' ');
    next.after_ticks = number_in(take(effect, ' '));
    next.speaker = effect;
    return next;
  }
  return {};
}

}  // namespace skald
