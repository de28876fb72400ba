// Response rules: of what a character could say now, the line that knows most of the moment. In the
// manner of Valve's response system; the format is in llm/RULES.md.
//
//     auto rules = ResponseRules::load(files);
//     ResponseMatcher matcher(*rules);                 // one for a thread, kept between ticks
//     matcher.set("problem", "wolves");
//     matcher.set("severity", 4);
//     const ResponseOutcome said = matcher.match("reply.problem", speaker, memory, rng);
//     if (said) apply(memory, said);                   // memory is the world's; say said.text
//
// Pure. A match takes three draws whatever comes of it, allocates nothing and changes no memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/ids.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"
#include "skald/replay/world.h"

namespace skald {

namespace speech::rules {
struct Compiled;
class Matching;
}  // namespace speech::rules

/// `then`: what is to be asked next, by the caller.
struct ResponseFollowUp {
  std::string concept_name;
  std::uint32_t after_ticks = 0;
  std::string speaker;  // a name that the game gives meaning to; empty: who has just spoken
};

/// One member of `sets`: a fact for the caller to keep, so that later matches know of this one.
struct ResponseFact {
  std::string name;
  std::string value;
  std::uint32_t for_ticks = 0;  // 0: for good
};

/// What one rule has said through one speaker.
struct RuleMemory {
  std::uint64_t rule = 0;      // ResponseOutcome::rule_id
  std::uint64_t dealt = 0;     // bit n: line n is out of the deck
  std::uint64_t last_use = 0;  // ResponseMemory::uses at that time
  std::uint32_t uses = 0;
  bool once = false;
};

/// What one speaker has said.
struct SpeakerMemory {
  static constexpr std::size_t kLines = 8;

  EntityId speaker{};
  std::uint64_t last_use = 0;
  std::array<std::uint64_t, kLines> lines{};  // ResponseOutcome::line_id, latest first; 0: none
  std::vector<RuleMemory> rules;              // by `rule`
};

/// What was said, for a world to hold in its state. Names are kept as hashes, so that it survives
/// an edited file; a rule that gets another name starts anew. At the limits the least recently used
/// entry is forgotten, rules of `once` last.
struct ResponseMemory {
  static constexpr std::size_t kSpeakersMax = 4'096;
  static constexpr std::size_t kRulesMax = 256;  // of one speaker

  std::uint64_t uses = 0;
  std::vector<SpeakerMemory> speakers;  // by `speaker`

  /// Null if it has said nothing.
  const SpeakerMemory* find(EntityId speaker) const;
};

template <class V>
void describe(V& v, RuleMemory& memory) {
  v("rule", memory.rule);
  v("dealt", memory.dealt);
  v("last_use", memory.last_use);
  v("uses", memory.uses);
  v("once", memory.once);
}

template <class V>
void describe(V& v, SpeakerMemory& memory) {
  v("speaker", memory.speaker);
  v("last_use", memory.last_use);
  v("lines", memory.lines);
  v("rules", memory.rules);
}

template <class V>
void describe(V& v, ResponseMemory& memory) {
  v("uses", memory.uses);
  v("speakers", memory.speakers);
}

/// The line that was chosen, and what is to be recorded of it. Views live as long as the rules.
struct ResponseOutcome {
  bool found = false;  // false: neither the concept nor a parent has a line that may be said
  EntityId speaker{};
  std::string_view concept_name;  // the one asked for, or the parent that answered
  std::string_view rule;          // "<concept>/last_resort" for a last line
  std::string_view text;
  std::int32_t score = 0;     // -1: a last line
  std::uint8_t left_out = 0;  // how many of the speaker's latest lines were left out: 8, 1, 0
  std::span<const ResponseFollowUp> then;
  std::span<const ResponseFact> sets;

  std::uint64_t rule_id = 0;
  std::uint64_t line_id = 0;  // equal texts have equal ids
  std::uint64_t dealt = 0;    // RuleMemory::dealt after this line
  bool once = false;
  std::uint32_t odds_draw = 0;  // what `odds` were decided by

  explicit operator bool() const { return found; }
};

/// Records an outcome; nothing for one that found nothing. The only way that memory changes.
void apply(ResponseMemory& memory, const ResponseOutcome& outcome);

/// What became of one rule in a match. Views live as long as the rules.
struct RuleVerdict {
  enum class Kind : std::uint8_t { chosen, tied, beaten, failed, spent, against_odds, said_lately };

  Kind kind = Kind::failed;
  std::string_view concept_name;
  std::string_view rule;
  std::string_view file;
  int line = 0;
  std::int32_t score = 0;       // 0 if it failed
  std::int32_t best_score = 0;  // that it could have
  std::string wanted;           // of the first criterion that failed: "severity in [3, 5]"
  std::string actual;           // "2", "'calm'" or "missing"
};

std::string_view to_string(RuleVerdict::Kind kind);
/// "wolves.json:12: wolves_near failed: wanted severity in [3, 5], it is 2". One line.
std::string to_text(const RuleVerdict& verdict);

/// A fault that does not keep a rule set from being used. Views live as long as the rules.
struct RuleFinding {
  enum class Kind : std::uint8_t {
    unreachable,     // another rule always beats it
    outside_domain,  // a criterion that no declared value meets
    unknown_fact,    // not among the declared facts
    no_last_resort,  // neither the concept nor a parent has one
    duplicate_rule,  // the same criteria and lines as another
    duplicate_line,  // the same text twice in a rule
  };

  Kind kind = Kind::unreachable;
  std::string_view concept_name;
  std::string_view rule;  // empty: about the concept
  std::string_view file;
  int line = 0;
  std::string message;
};

std::string_view to_string(RuleFinding::Kind kind);
/// "wolves.json:12: unknown_fact: rule 'near': ..."
std::string to_text(const RuleFinding& finding);

/// How large a rule set is and how well it is split: for reports.
struct RuleStatistics {
  std::size_t concepts = 0;
  std::size_t rules = 0;
  std::size_t criteria = 0;
  std::size_t facts = 0;
  std::size_t largest_bucket = 0;  // rules that one match may have to test in a row
};

/// Immutable after it is made; any thread may match by it, each with its own ResponseMatcher.
class ResponseRules {
 public:
  /// bad_content with file, line, rule and the nearest known name for a file with a fault. Files
  /// may add to each other's concepts.
  static Result<ResponseRules> load(std::span<const ContentFile> files);

  ResponseRules(ResponseRules&&) noexcept;
  ResponseRules& operator=(ResponseRules&&) noexcept;
  ~ResponseRules();

  /// In the order of concepts, then of rules. Facts are held against the declared ones, if any are.
  std::vector<RuleFinding> lint() const;
  RuleStatistics statistics() const;

 private:
  friend class ResponseMatcher;
  explicit ResponseRules(std::unique_ptr<const speech::rules::Compiled> compiled);
  std::unique_ptr<const speech::rules::Compiled> compiled_;
};

/// The facts of the moment and the memory that matching needs, kept between matches. The rules must
/// outlive it, where they are. One thread at a time.
class ResponseMatcher {
 public:
  explicit ResponseMatcher(const ResponseRules& rules);
  ResponseMatcher(ResponseMatcher&&) noexcept;
  ResponseMatcher& operator=(ResponseMatcher&&) noexcept;
  ~ResponseMatcher();

  /// Facts stay until they are set anew or cleared. A text of an integer ("-3") is that integer.
  /// A name that no rule tests is let pass: the world need not know what rules ask for.
  void set(std::string_view fact, std::string_view text);
  void set(std::string_view fact, std::int64_t number);
  void clear(std::string_view fact);
  void clear();

  /// Of the rules whose criteria hold and which have a line that is not among the speaker's last
  /// eight, those with the highest score; of these one by weight; of its lines one by its order. If
  /// there is no such rule, the last line alone is left out; then nothing is. A concept without any
  /// gives way to its parent ("reply.problem" to "reply").
  [[nodiscard]] ResponseOutcome match(std::string_view concept_name, EntityId speaker,
                                      const ResponseMemory& memory, Rng rng);

  /// Why this outcome and no other: every rule of the concepts that were tried, in order. `memory`
  /// and the facts are those of the match, before apply(). For people: it allocates.
  std::vector<RuleVerdict> explain(std::string_view concept_name, const ResponseMemory& memory,
                                   const ResponseOutcome& outcome) const;

 private:
  std::unique_ptr<speech::rules::Matching> matching_;
};

}  // namespace skald
