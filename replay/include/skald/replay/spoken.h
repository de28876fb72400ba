// Memory of what was said: who said which line to whom, which facts were told, what saying it has
// changed. The door keeps it for every world, from what was heard; it is part of the state, hashed
// and saved with it. Narrators choose by it; worlds read it (Tick::spoken).
//
// Rules, texts and facts are kept as 32-bit hashes, so that memory survives edited content: a rule
// that gets another name starts anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/ids.h"
#include "skald/replay/request.h"
#include "skald/replay/table.h"

namespace skald {

/// The hash by which memory knows a rule, a line or a text.
std::uint32_t spoken_key(std::string_view text);
/// And a fact: its name with its value.
std::uint32_t spoken_key(std::string_view name, std::string_view value);

/// The latest texts as they were said, by key.
struct TextRing {
  std::vector<std::uint32_t> keys;
  std::uint32_t next = 0;  // where the next one goes once there are `most`

  void add(std::uint32_t key, std::size_t most);
  /// How many texts ago this one was said: 1 for the last one, 0 for never.
  std::size_t ago(std::uint32_t key) const;
};

/// What one rule has said through one speaker.
struct RuleUse {
  std::uint32_t rule = 0;  // spoken_key of its name
  std::uint32_t uses = 0;
  std::uint64_t dealt = 0;  // bit n: line n is out of the deck
};

struct ToldFact {
  std::uint32_t fact = 0;  // spoken_key of name and value
  EntityId listener{};
  TickNumber tick = 0;
};

/// A fact that a line has set when it was said ("sets" in rule files).
struct KeptFact {
  std::string name;
  std::string value;
  TickNumber until = 0;  // 0: for good
};

struct Acquaintance {
  EntityId listener{};
  TickNumber tick = 0;      // when something was last said to them
  std::uint32_t times = 0;  // how often
};

/// What one speaker has said. At its limits the oldest is forgotten.
struct Spoken {
  static constexpr std::size_t kLines = 40;
  static constexpr std::size_t kTexts = 1'024;
  static constexpr std::size_t kRules = 4'096;
  static constexpr std::size_t kTold = 256;
  static constexpr std::size_t kKept = 32;
  static constexpr std::size_t kMet = 64;

  EntityId speaker{};
  TickNumber tick = 0;               // when something was last said
  std::vector<std::uint32_t> lines;  // keys of "rule/line", latest first
  TextRing texts;                    // as rendered
  std::vector<RuleUse> rules;        // by `rule`
  std::vector<ToldFact> told;        // latest last
  std::vector<KeptFact> kept;
  std::vector<Acquaintance> met;  // latest last

  /// Null if the rule has said nothing.
  const RuleUse* rule(std::uint32_t key) const;
  /// When this listener was told this fact last; null for never.
  const ToldFact* told_to(EntityId listener, std::uint32_t fact) const;
  const Acquaintance* met_with(EntityId listener) const;
};

/// What the village, ship or town has heard lately, whoever said it. One row.
struct LatelySpoken {
  static constexpr std::size_t kLines = 24;
  static constexpr std::size_t kTexts = 512;
  std::vector<std::uint32_t> lines;  // keys of "rule/line", latest first
  TextRing texts;
};

/// Something that was heard, whole or in part.
struct HeardWords {
  EntityId speaker{};
  EntityId listener{};
  std::string_view text;
  std::string_view rule;              // "name/line"; empty for a model's words
  std::vector<std::uint32_t> told{};  // keys of facts
  std::string_view effects;           // see Utterance::effects
  TickNumber tick = 0;
};

class SpokenMemory {
 public:
  static constexpr std::size_t kSpeakers = 4'096;

  /// Null if the speaker has said nothing.
  const Spoken* find(EntityId speaker) const;
  const LatelySpoken& lately() const { return lately_[0]; }

  /// Whether the speaker has told the listener that `name` is `value`.
  bool was_told(EntityId speaker, EntityId listener, std::string_view name,
                std::string_view value) const;

  void hear(const HeardWords& heard);

  SpokenMemory() { lately_.resize(1); }

 private:
  friend class Door;
  Spoken& speaker_row(EntityId speaker);
  bool is_sound() const { return lately_.size() == 1; }

  Table<Spoken> speakers_;  // in the order in which they spoke first
  Table<LatelySpoken> lately_;
};

/// What saying a line does beside telling: one a line of Utterance::effects,
/// "sets NAME TICKS VALUE" and "then CONCEPT TICKS SPEAKER".
struct FollowUp {
  std::string_view cue;
  std::uint32_t after_ticks = 0;
  std::string_view speaker;  // a name that the game gives meaning to; empty: who has just spoken
};
/// The first `then`; its cue is empty if there is none. The views are into `effects`.
FollowUp follow_up(std::string_view effects);

template <class V>
void describe(V& v, TextRing& ring) {
  v("keys", ring.keys);
  v("next", ring.next);
}
template <class V>
void describe(V& v, RuleUse& use) {
  v("rule", use.rule);
  v("uses", use.uses);
  v("dealt", use.dealt);
}
template <class V>
void describe(V& v, ToldFact& told) {
  v("fact", told.fact);
  v("listener", told.listener);
  v("tick", told.tick);
}
template <class V>
void describe(V& v, KeptFact& kept) {
  v("name", kept.name);
  v("value", kept.value);
  v("until", kept.until);
}
template <class V>
void describe(V& v, Acquaintance& met) {
  v("listener", met.listener);
  v("tick", met.tick);
  v("times", met.times);
}
template <class V>
void describe(V& v, Spoken& spoken) {
  v("speaker", spoken.speaker);
  v("tick", spoken.tick);
  v("lines", spoken.lines);
  v("texts", spoken.texts);
  v("rules", spoken.rules);
  v("told", spoken.told);
  v("kept", spoken.kept);
  v("met", spoken.met);
}
template <class V>
void describe(V& v, LatelySpoken& lately) {
  v("lines", lately.lines);
  v("texts", lately.texts);
}

}  // namespace skald
