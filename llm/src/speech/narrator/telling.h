// One request being answered: lines are matched, rendered, held against memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "skald/llm/response_rules.h"
#include "skald/replay/speaker.h"
#include "speech/narrator/content.h"

namespace skald::speech {

class Telling {
 public:
  /// `why` may be null.
  Telling(const NarratorContent& content, const Request& request, const SpokenMemory& memory,
          Rng rng, std::vector<std::string>* why);

  /// A line for this concept; nothing if neither it nor a parent has one that can be said.
  std::optional<Utterance> tell(std::string_view concept_name);
  /// The same; then the last resort, which always has one.
  Utterance tell_or_fall_back(std::string_view concept_name);

  /// What is known of the moment: the ask's facts and those that come of memory.
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  /// A line with its text, and how many texts ago the speaker said that: 0 for never.
  struct Candidate {
    ResponseOutcome outcome;
    std::string text;
    std::size_t ago = 0;
  };

  void gather_facts();
  void set_told_facts();
  bool answers(std::string_view concept_name) const;
  std::size_t texts_ago(std::string_view text) const;
  bool render(Candidate& candidate);
  void note_fault(const ResponseOutcome& outcome, const GrammarOutcome& expanded);
  std::string trace_of(const ResponseOutcome& outcome) const;
  void explain(std::string_view concept_name, const Candidate& candidate);
  Utterance utter(const Candidate& candidate);

  const NarratorContent& content_;
  const Ask& ask_;
  const TickNumber now_;
  const SpokenMemory& memory_;
  const Spoken* const spoken_;  // what the speaker has said; null if nothing
  Rng rng_;
  std::vector<std::string>* const why_;
  ResponseMatcher matcher_;
  GrammarExpander expander_;
  std::vector<Fact> facts_;
  std::string fault_;
  std::string trace_;  // of what is in fault_
};

}  // namespace skald::speech
