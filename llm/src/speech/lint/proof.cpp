#include "speech/lint/proof.h"

#include <algorithm>
#include <map>
#include <utility>

#include "speech/lint/conditionals.h"
#include "speech/lint/expansions.h"
#include "speech/lint/needs.h"
#include "speech/lint/reach.h"

namespace skald::speech::lint {
namespace {

constexpr int kMomentsMax = 64;      // for the combinations that a symbol does not cover
constexpr int kExpansionsEach = 24;  // of them: the symbol is in one of several texts
constexpr std::size_t kLinesEach = 24;

class Proof {
 public:
  Proof(const Loaded& loaded, const LintOptions& options)
      : loaded_(loaded),
        rules_(*loaded.content.rules),
        options_(options),
        reach_(loaded.content),
        expansions_(loaded) {}

  void try_all_lines(std::vector<ContentFinding>& findings) {
    for (std::uint32_t line = 0; line < loaded_.content.lines.size(); ++line) {
      StreamState stream = open_stream(options_.seed, "lint", line, 0);
      Rng rng(stream);
      bool has_moment = false;
      for (std::uint32_t i = 0; i < options_.samples; ++i) {
        const auto moment = rules_.sample(line, {}, rng);
        if (!moment) break;
        has_moment = true;
        if (!reach_.has(line)) reach_.try_for(line, *moment, rng);
        expansions_.try_for(line, *moment, rng);
      }
      const std::string_view rule = loaded_.content.lines[line].rule;
      if (!has_moment && loaded_.misread_rules.contains(rule)) continue;
      if (!reach_.has(line)) findings.push_back(never_reached(line, has_moment));
    }
  }

  void try_what_is_not_covered() {
    const std::vector<FactDomain> domains = rules_.declared_facts();
    const auto symbols = symbols_by_line(loaded_);
    for (const Conditional& one : conditional_symbols(loaded_)) {
      if (expansions_.has_failed(one.symbol)) continue;
      const auto moments = uncovered(one, domains);
      if (!moments.empty()) try_conditional(one.symbol, moments, lines_with(one.symbol, symbols));
    }
  }

  void take_findings(std::vector<ContentFinding>& findings) { expansions_.add_to(findings); }

 private:
  /// Of each rule the first that comes to it: what it tests decides.
  std::vector<std::uint32_t> lines_with(
      std::string_view symbol, const std::vector<std::vector<std::string_view>>& symbols) const {
    std::vector<std::uint32_t> found;
    std::string_view rule;
    for (std::uint32_t line = 0; line < symbols.size() && found.size() < kLinesEach; ++line) {
      const bool has_it =
          std::find(symbols[line].begin(), symbols[line].end(), symbol) != symbols[line].end();
      if (!has_it || loaded_.content.lines[line].rule == rule) continue;
      rule = loaded_.content.lines[line].rule;
      found.push_back(line);
    }
    return found;
  }

  void try_conditional(std::string_view symbol, const std::vector<std::vector<Fact>>& moments,
                       const std::vector<std::uint32_t>& lines) {
    int left = kMomentsMax;
    for (const std::uint32_t line : lines) {
      StreamState stream = open_stream(options_.seed, "lint.uncovered", line, 0);
      Rng rng(stream);
      for (const std::vector<Fact>& given : moments) {
        const auto moment = rules_.sample(line, given, rng);
        if (!moment) continue;
        if (left-- == 0) return;
        for (int i = 0; i < kExpansionsEach; ++i) expansions_.try_for(line, *moment, rng);
        if (expansions_.has_failed(symbol)) return;
      }
    }
  }

  ContentFinding never_reached(std::uint32_t number, bool has_moment) const {
    const RuleLine& line = loaded_.content.lines[number];
    ContentFinding made{"never_reached", Severity::warning, std::string(line.file), line.line, {}};
    made.message = "line '" + std::string(line.id) + "' ";
    if (!has_moment) {
      made.message += "is never said: no declared values meet its rule's criteria together";
    } else {
      made.message += "was never chosen in " + std::to_string(options_.samples) +
                      " moments that fit its rule, even when others were said lately: rules that "
                      "test more always have something to say";
    }
    return made;
  }

  const Loaded& loaded_;
  const ResponseRules& rules_;
  const LintOptions& options_;
  Reach reach_;
  Expansions expansions_;
};

}  // namespace

void prove_by_samples(const Loaded& loaded, const LintOptions& options,
                      std::vector<ContentFinding>& findings) {
  Proof proof(loaded, options);
  proof.try_all_lines(findings);
  proof.try_what_is_not_covered();
  proof.take_findings(findings);
}

}  // namespace skald::speech::lint
