// Response rules: one match among many rules, against a plain scan of the same.
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench.h"
#include "skald/llm/response_rules.h"
#include "speech/rules/loader.h"
#include "support/plain_rule_scan.h"
#include "support/rule_generator.h"

namespace skald::cli {
namespace {

constexpr int kRuns = 9;
constexpr std::size_t kSpeakers = 50;
constexpr std::size_t kRounds = 40;
constexpr std::size_t kScannedRounds = 4;  // of each run: a scan takes long
constexpr TickNumber kTicks = 8;
constexpr StreamName kStream = "matcher";
constexpr std::size_t kMoments = kRounds * kSpeakers;
constexpr std::uint32_t kManyConcepts = 20;

/// A rule set with its moments, and what is measured of them.
class MatcherBench {
 public:
  static Result<MatcherBench> make(const test::GeneratedRules& size) {
    test::RuleGenerator generator(size);
    const std::vector<ContentFile> files = {{"bench.json", generator.file()}};
    auto rules = ResponseRules::load(files);
    if (!rules) return rules.error();
    auto compiled = speech::rules::load(files);
    if (!compiled) return compiled.error();
    MatcherBench made(std::move(*rules), std::move(*compiled));
    for (std::size_t i = 0; i < kMoments; ++i) {
      made.moments_.push_back(generator.moment(static_cast<std::uint32_t>(i) % size.concepts));
    }
    for (std::uint32_t i = 0; i < size.concepts; ++i) {
      made.concepts_.push_back(generator.concept_name(i));
    }
    for (std::uint32_t i = 0; i < size.facts; ++i) made.facts_.push_back(generator.fact(i));
    return made;
  }

  /// Rounds as in a game: all speakers' facts are new, then they stay for some ticks.
  Status run() {
    for (std::size_t round = 0; round < kRounds; ++round) {
      set_facts(round);
      for (std::size_t i = 0; i < kSpeakers; ++i) match_first(round, i);
      for (TickNumber tick = 1; tick <= kTicks; ++tick) match_again(round, tick);
    }
    for (std::size_t round = 0; round < kScannedRounds; ++round) {
      set_facts(round);
      for (std::size_t i = 0; i < kSpeakers; ++i) {
        if (Status status = scan(round, i); !status) return status;
      }
    }
    return Done{};
  }

  RuleStatistics statistics() const { return rules_->statistics(); }

  std::vector<double> first_ns;
  std::vector<double> match_ns;
  std::vector<double> scan_ns;
  std::vector<double> facts_ns;
  std::uint64_t match_allocations = 0;

 private:
  MatcherBench(ResponseRules rules, std::unique_ptr<const speech::rules::Compiled> compiled)
      : rules_(std::make_unique<ResponseRules>(std::move(rules))), compiled_(std::move(compiled)) {
    for (std::size_t i = 0; i < kSpeakers; ++i) {
      matchers_.emplace_back(*rules_);
      scans_.emplace_back(*compiled_);
    }
  }

  const std::string& concept_of(std::size_t moment) const {
    return concepts_[moment % concepts_.size()];
  }

  void set_facts(std::size_t round) {
    for (std::size_t i = 0; i < kSpeakers; ++i) {
      const std::vector<std::string>& values = moments_[round * kSpeakers + i];
      const std::int64_t started = wall_ns();
      matchers_[i].clear();
      for (std::size_t fact = 0; fact < values.size(); ++fact) {
        if (!values[fact].empty()) matchers_[i].set(facts_[fact], values[fact]);
      }
      facts_ns.push_back(static_cast<double>(wall_ns() - started));
      for (std::size_t fact = 0; fact < values.size(); ++fact) {
        scans_[i].set(facts_[fact], values[fact]);
      }
    }
  }

  /// Nothing that the rules and facts of this speaker need has been looked at lately.
  void match_first(std::size_t round, std::size_t i) {
    const std::uint64_t allocated = allocations();
    const std::int64_t started = wall_ns();
    said_[i] = match(round, i, 0);
    const std::int64_t ended = wall_ns();
    match_allocations += allocations() - allocated;
    first_ns.push_back(static_cast<double>(ended - started));
    hear(said_[i], round);
  }

  /// All speakers in turn, as if nothing had been said since: a scan is measured over all rules
  /// once, too. The clock is read once, as that takes long beside a match.
  void match_again(std::size_t round, TickNumber tick) {
    const std::uint64_t allocated = allocations();
    const std::int64_t started = wall_ns();
    for (std::size_t i = 0; i < kSpeakers; ++i) said_[i] = match(round, i, tick);
    const std::int64_t ended = wall_ns();
    match_allocations += allocations() - allocated;
    match_ns.push_back(static_cast<double>(ended - started) / kSpeakers);
    keep(said_);
  }

  ResponseOutcome match(std::size_t round, std::size_t i, TickNumber tick) {
    const EntityId speaker{static_cast<std::uint32_t>(i)};
    StreamState stream = open_stream(7, kStream, speaker.value, tick);
    return matchers_[i].match(concept_of(round * kSpeakers + i), speaker, listener_of(i), memory_,
                              Rng(stream));
  }

  static EntityId listener_of(std::size_t i) {
    return EntityId{static_cast<std::uint32_t>((i + 1) % kSpeakers)};
  }

  void hear(const ResponseOutcome& said, TickNumber tick) {
    HeardWords heard;
    heard.speaker = said.speaker;
    heard.listener = said.listener;
    heard.text = said.text;
    heard.rule = said.line_id;
    heard.tick = tick;
    memory_.hear(heard);
  }

  /// What the scan chooses of the same, without a memory.
  Status scan(std::size_t round, std::size_t i) {
    const EntityId speaker{static_cast<std::uint32_t>(i)};
    const std::string& name = concept_of(round * kSpeakers + i);
    StreamState stream = open_stream(7, kStream, speaker.value, round);
    const ResponseOutcome said = matchers_[i].match(name, speaker, listener_of(i), {}, Rng(stream));
    StreamState again = open_stream(7, kStream, speaker.value, round);
    Rng rng(again);
    speech::rules::Turn turn;
    turn.odds_draw = rng.bits();
    turn.rule_draw = rng.bits();
    const std::int64_t started = wall_ns();
    const std::string_view rule = scans_[i].match(name, turn);
    scan_ns.push_back(static_cast<double>(wall_ns() - started));
    if (rule == said.rule) return Done{};
    return Error{ErrorCode::damaged, "the plain scan chooses " + std::string(rule) +
                                         ", the matcher " + std::string(said.rule)};
  }

  std::unique_ptr<ResponseRules> rules_;  // where matchers find them
  std::unique_ptr<const speech::rules::Compiled> compiled_;
  std::vector<ResponseMatcher> matchers_;  // a speaker's
  std::vector<test::PlainRuleScan> scans_;
  SpokenMemory memory_;
  std::array<ResponseOutcome, kSpeakers> said_{};
  std::vector<std::string> facts_;
  std::vector<std::string> concepts_;
  std::vector<std::vector<std::string>> moments_;
};

Result<MatcherBench> measure(std::uint32_t concepts) {
  test::GeneratedRules size;
  size.concepts = concepts;
  auto bench = MatcherBench::make(size);
  if (!bench) return bench.error();
  for (int run = 0; run < kRuns; ++run) {
    if (Status status = bench->run(); !status) return status.error();
  }
  return bench;
}

}  // namespace

Result<BenchReport> bench_matcher() {
  auto one = measure(1);
  if (!one) return one.error();
  auto many = measure(kManyConcepts);
  if (!many) return many.error();
  const RuleStatistics rules = one->statistics();
  BenchReport report;
  report.runs = kRuns;
  report.add("match_10000_rules_p99", percentile(one->first_ns, 99) / 1e3, "us");
  report.add("match_10000_rules_median", median(one->match_ns) / 1e3, "us");
  report.add("first_match_median", median(one->first_ns) / 1e3, "us");
  report.add("plain_scan_median", median(one->scan_ns) / 1e3, "us");
  report.add("vs_plain_scan", median(one->scan_ns) / median(one->match_ns), "ratio");
  report.add("vs_plain_scan_20_concepts", median(many->scan_ns) / median(many->match_ns), "ratio");
  report.add("match_allocations",
             static_cast<double>(one->match_allocations + many->match_allocations), "count");
  report.add("set_200_facts", median(one->facts_ns) / 1e3, "us");
  report.add("concepts", static_cast<double>(rules.concepts), "count");
  report.add("criteria_a_rule",
             static_cast<double>(rules.criteria) / static_cast<double>(rules.rules), "count");
  report.add("hottest_bucket", static_cast<double>(rules.largest_bucket), "rules");
  return report;
}

}  // namespace skald::cli
