#include "speech/narrator/telling.h"

#include <utility>

#include "skald/replay/assert.h"

namespace skald::speech {
namespace {

constexpr int kLinesMax = 24;        // that are tried for one that was not said yet
constexpr int kTextsMax = 6;         // of one line
constexpr std::size_t kLongAgo = 8;  // texts
constexpr int kTraceMax = 8;         // rules that a fault tells of

/// Counts draws: a line that takes none has one text.
class CountedChoices final : public GrammarRandom {
 public:
  explicit CountedChoices(Rng rng) : from_(rng) {}
  std::uint32_t below(std::uint32_t bound) override {
    if (bound > 1) ++count;
    return from_.below(bound);
  }
  int count = 0;

 private:
  KeyedGrammarRandom from_;
};

}  // namespace

Telling::Telling(const NarratorContent& content, const Request& request, const SpokenMemory& memory,
                 Rng rng, std::vector<std::string>* why)
    : content_(content),
      ask_(request.ask),
      now_(request.asked),
      memory_(memory),
      spoken_(memory.find(request.ask.speaker)),
      rng_(rng),
      why_(why),
      matcher_(*content.rules),
      expander_(*content.grammar) {
  gather_facts();
}

void Telling::gather_facts() {
  facts_ = ask_.facts;
  facts_.push_back({"line", ask_.line});
  if (spoken_ != nullptr) {
    for (const KeptFact& kept : spoken_->kept) {
      if (kept.until == 0 || kept.until > now_) facts_.push_back({kept.name, kept.value});
    }
  }
  if (const auto tone = content_.rules->tone(facts_)) {
    facts_.push_back({"tone", std::to_string(*tone)});
  }
  // Of two facts with one name the first counts, here as in a grammar.
  for (auto fact = facts_.rbegin(); fact != facts_.rend(); ++fact) {
    matcher_.set(fact->name, std::string_view(fact->value));
  }
  set_told_facts();
}

void Telling::set_told_facts() {
  if (spoken_ == nullptr || spoken_->told.empty()) return;
  for (const Fact& fact : ask_.facts) {
    if (spoken_->told_to(ask_.listener, spoken_key(fact.name, fact.value)) == nullptr) continue;
    matcher_.set("told_" + fact.name, std::string_view("yes"));
  }
}

std::optional<Utterance> Telling::tell(std::string_view concept_name) {
  Candidate oldest;
  matcher_.clear_left_out();
  for (int tried = 0; tried < kLinesMax; ++tried) {
    Candidate candidate;
    candidate.outcome = matcher_.match(concept_name, ask_.speaker, ask_.listener, memory_, rng_);
    if (!candidate.outcome) break;
    // What this concept said long ago is better than what fits every occasion.
    const bool elsewhere = candidate.outcome.concept_name != concept_name;
    if (elsewhere && oldest.ago > kLongAgo) break;
    if (render(candidate)) {
      if (candidate.ago == 0) {
        explain(concept_name, candidate);
        return utter(candidate);
      }
      if (candidate.ago > oldest.ago) oldest = candidate;
    }
    matcher_.leave_out(candidate.outcome.line);
  }
  if (oldest.ago == 0) return std::nullopt;
  explain(concept_name, oldest);
  return utter(oldest);
}

Utterance Telling::tell_or_fall_back(std::string_view concept_name) {
  if (auto said = tell(concept_name)) return std::move(*said);
  if (fault_.empty() && !answers(concept_name)) {
    fault_ = "there is no concept '" + std::string(concept_name) + "' and no parent of it";
  }
  auto said = tell(kFallbackConcept);
  SKALD_ASSERT(said, "the last resort has lines that can always be said");
  return std::move(*said);
}

bool Telling::answers(std::string_view concept_name) const {
  for (std::string_view name = concept_name; !name.empty();) {
    if (content_.rules->has_concept(name)) return true;
    const std::size_t dot = name.rfind('.');
    name = dot == name.npos ? std::string_view() : name.substr(0, dot);
  }
  return false;
}

/// What others said lately counts as said longer ago than anything of one's own.
std::size_t Telling::texts_ago(std::string_view text) const {
  const std::uint32_t key = spoken_key(text);
  const std::size_t own = spoken_ == nullptr ? 0 : spoken_->texts.ago(key);
  if (own != 0) return own;
  const std::size_t lately = memory_.lately().texts.ago(key);
  return lately == 0 ? 0 : Spoken::kTexts + lately;
}

/// Expands the line until it has a text that the speaker has not said. False if it does not
/// resolve.
bool Telling::render(Candidate& candidate) {
  for (int i = 0; i < kTextsMax; ++i) {
    CountedChoices choices(rng_);
    std::string text;
    expander_.forget();  // a shuffled deck would remember other requests
    const GrammarOutcome expanded =
        expander_.expand_line(candidate.outcome.line, facts_, choices, text);
    if (!expanded) {
      note_fault(candidate.outcome, expanded);
      return false;
    }
    if (content_.language != nullptr) content_.language->change("capital", text);
    const std::size_t ago = texts_ago(text);
    if (i == 0 || ago == 0 || ago > candidate.ago) {
      candidate.text = std::move(text);
      candidate.ago = ago;
    }
    if (ago == 0 || choices.count == 0) break;
  }
  if (why_ != nullptr && candidate.ago > 0) {
    why_->push_back(std::string(candidate.outcome.line_id) + ": its text was said " +
                    std::to_string(candidate.ago) + " texts ago");
  }
  return true;
}

void Telling::note_fault(const ResponseOutcome& outcome, const GrammarOutcome& expanded) {
  const RuleLine& line = content_.lines[outcome.line];
  std::string fault(line.file);
  fault += ':' + std::to_string(line.line) + ": line '" + std::string(line.id) + "': ";
  if (expanded.unresolved.empty()) {
    fault += "too much of it (" + std::string(to_string(expanded.stop)) + ')';
  } else {
    fault += "nothing stands for '" + std::string(expanded.unresolved) + "' here";
  }
  if (why_ != nullptr) why_->push_back(fault);
  trace_ += trace_of(outcome);
  if (!fault_.empty()) fault_ += "; ";
  fault_ += fault;
}

/// The rules that might have spoken: " [a.json:3: x chosen: score 1 of 1; ...]".
std::string Telling::trace_of(const ResponseOutcome& outcome) const {
  std::string trace;
  int told = 0;
  for (const RuleVerdict& verdict : matcher_.explain(outcome.concept_name, memory_, outcome)) {
    if (verdict.kind == RuleVerdict::Kind::failed || ++told > kTraceMax) continue;
    trace.append(trace.empty() ? " [" : "; ").append(to_text(verdict));
  }
  return trace.empty() ? trace : trace + ']';
}

void Telling::explain(std::string_view concept_name, const Candidate& candidate) {
  if (why_ == nullptr) return;
  for (const RuleVerdict& verdict : matcher_.explain(concept_name, memory_, candidate.outcome)) {
    why_->push_back(to_text(verdict));
  }
}

Utterance Telling::utter(const Candidate& candidate) {
  Utterance said;
  said.text = candidate.text;
  said.rule = candidate.outcome.line_id;
  for (const std::string& fact : candidate.outcome.tells) {
    said.told += (said.told.empty() ? "" : ",") + fact;
  }
  said.effects = candidate.outcome.effects;
  if (!fault_.empty()) {
    said.fault = "offline narrator: " + std::exchange(fault_, {}) + "; '" + said.rule + "' spoke" +
                 std::exchange(trace_, {});
  }
  return said;
}

}  // namespace skald::speech
