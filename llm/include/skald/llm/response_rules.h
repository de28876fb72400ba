// Response rules: of what a character could say now, the line that knows most of the moment. In the
// manner of Valve's response system; the format is in llm/RULES.md.
//
//     auto rules = ResponseRules::load(files);
//     ResponseMatcher matcher(*rules);                 // one for a thread, kept between ticks
//     matcher.set("problem", "wolves");
//     matcher.set("severity", 4);
//     ResponseOutcome said = matcher.match("reply.problem", speaker, listener, memory, rng);
//     while (said && !can_say(said.line)) {            // it names a fact that is not there
//       matcher.leave_out(said.line);
//       said = matcher.match("reply.problem", speaker, listener, memory, rng);
//     }
//
// Pure. A match takes three draws whatever comes of it, allocates nothing and changes no memory:
// the door adds to it what was heard (SpokenMemory).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/ids.h"
#include "skald/replay/request.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"
#include "skald/replay/spoken.h"
#include "skald/replay/world.h"

namespace skald {

namespace speech::rules {
struct Compiled;
class Matching;
}  // namespace speech::rules

/// Which of the lines that were said a match left out.
enum class LeftOut : std::uint8_t {
  lately,   // the speaker's last 40, the listener's last three, and SpokenMemory::lately()
  own,      // the speaker's last eight
  last,     // the speaker's last one
  nothing,  // none
};

/// The line that was chosen. Views live as long as the rules.
struct ResponseOutcome {
  bool found = false;  // false: neither the concept nor a parent has a line that may be said
  EntityId speaker{};
  EntityId listener{};
  std::string_view concept_name;  // the one asked for, or the parent that answered
  std::string_view rule;          // "<concept>/last_resort" for a last line
  std::uint32_t line_number = 0;  // in the rule, as it deals them: `first` is 0
  std::uint32_t line = 0;         // in the rule set: its place in ResponseRules::lines()
  std::string_view line_id;       // "<rule>/<line_number>": what SpokenMemory knows it by
  std::string_view text;
  std::span<const std::string> tells;  // names of the facts that it tells
  std::string_view effects;            // of `sets` and `then`: see Utterance::effects
  std::int32_t intensity = 0;          // 1 to 5; 0: the rule does not say
  std::int32_t score = 0;              // -1: a last line
  LeftOut left_out = LeftOut::nothing;
  std::uint32_t odds_draw = 0;  // what `odds` were decided by

  explicit operator bool() const { return found; }
};

/// What became of one rule in a match. Views live as long as the rules.
struct RuleVerdict {
  enum class Kind : std::uint8_t {
    chosen,
    tied,
    beaten,
    failed,
    spent,
    against_odds,
    said_lately,
    left_out,  // every line, by ResponseMatcher::leave_out
  };

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
    unreachable,     // another rule always beats it, or its criteria contradict each other
    outside_domain,  // a criterion that no declared value meets, or a value that is set
    unknown_fact,    // not among the declared facts
    never_told,      // a fact that is to have been told, and no rule tells
    no_last_resort,  // neither the concept nor a parent has one
    duplicate_rule,  // the same criteria and lines as another
    duplicate_line,  // the same text twice in a rule
    intensity,       // it does not go with the severities that the rule speaks for
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

/// A line as it is written, for what compiles lines and for reports. Views live as long as the
/// rules.
struct RuleLine {
  std::string_view concept_name;
  std::string_view rule;
  std::string_view id;
  std::string_view text;
  std::string_view file;
  int line = 0;                         // of the file
  bool is_copy = false;                 // of the line before ("copies")
  std::vector<std::string_view> facts;  // that are there whenever it speaks, by its rule's criteria
};

/// What a file declares that a fact may be.
struct FactDomain {
  enum class Kind : std::uint8_t { range, set, text };

  std::string_view name;  // lives as long as the rules
  Kind kind = Kind::text;
  std::int64_t low = 0;  // of a range
  std::int64_t high = 0;
  std::vector<std::string> values{};  // of a set
};

/// A fact that rules of a concept test.
struct TestedFact {
  std::string_view name;  // lives as long as the rules
  std::size_t rules = 0;
  /// Of a declared set: the values that no rule asks for, if some rule asks for one.
  std::vector<std::string> values_left_out{};
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

  bool has_concept(std::string_view name) const;
  /// The facts that every request of this concept carries, groups resolved, each once. None for a
  /// concept that does not say so, or that is not there.
  std::span<const std::string> carried_facts(std::string_view concept_name) const;
  /// By ResponseOutcome::line.
  std::vector<RuleLine> lines() const;
  /// How grave it is to who speaks: the fact that `tone` starts from, shifted by at most 1, within
  /// what is declared of `tone`. Nothing if no file says how, or that fact is not there.
  std::optional<std::int32_t> tone(std::span<const Fact> facts) const;

  /// In the order of concepts, then of rules. Facts are held against the declared ones, if any are.
  std::vector<RuleFinding> lint() const;
  RuleStatistics statistics() const;

  // For linters and reports.

  /// In the order in which the files name them.
  std::vector<FactDomain> declared_facts() const;
  /// By the rules of this concept, in the order of names.
  std::vector<TestedFact> tested_facts(std::string_view concept_name) const;
  /// Facts of a moment at which the line's rule fits: `given`, what its concept carries and its
  /// rule asks for; where that leaves a choice, by chance, as for facts that other rules of the
  /// concept test. `tone` follows from the others. A text that may be any is the fact's name.
  /// Nothing if no such moment was found: the rule's criteria don't go together, or with `given`.
  std::optional<std::vector<Fact>> sample(std::uint32_t line, std::span<const Fact> given,
                                          Rng rng) const;

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

  /// A line that the caller could not use is no candidate until all are let in again. A rule is
  /// dealt anew if that takes the rest of its deck.
  void leave_out(std::uint32_t line);
  void clear_left_out();

  /// Of the rules whose criteria hold and which have a line that was not said lately, those with
  /// the highest score; of these one by weight; of its lines one by its order. What "lately" is
  /// gets less, step by step (LeftOut), where nothing else is there to say; a concept without any
  /// gives way to its parent ("reply.problem" to "reply"). The steps are in llm/RULES.md.
  [[nodiscard]] ResponseOutcome match(std::string_view concept_name, EntityId speaker,
                                      EntityId listener, const SpokenMemory& memory, Rng rng);

  /// Why this outcome and no other: every rule of the concepts that were tried, in order. Memory,
  /// facts and lines left out are those of the match. For people: it allocates.
  std::vector<RuleVerdict> explain(std::string_view concept_name, const SpokenMemory& memory,
                                   const ResponseOutcome& outcome) const;

 private:
  std::unique_ptr<speech::rules::Matching> matching_;
};

}  // namespace skald
