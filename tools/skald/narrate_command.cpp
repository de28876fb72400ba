// `narrate`: expand a grammar, or ask the village's rules (or a game's) for lines.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "commands.h"
#include "failure_report.h"
#include "narrator_files.h"
#include "skald/llm/document.h"
#include "skald/llm/grammar.h"
#include "skald/llm/language.h"
#include "skald/llm/narrator.h"
#include "skald/llm/response_rules.h"
#include "skald/replay/rng.h"
#include "terminal.h"
#include "text_files.h"
#include "tool/json_lines.h"
#include "village_files.h"

namespace skald::cli {
namespace {

struct NarrateArguments {
  std::string grammar{};
  std::string symbol = "origin";
  std::vector<std::string> files{};
  std::string cue{};
  std::vector<std::string> facts{};
  std::string line{};
  VillageFlags village{};
  std::uint64_t seed = 1;
  std::uint32_t count = 1;
  bool trace = false;
  bool json = false;
};

void print(const NarrateArguments& arguments, std::uint32_t n, const Utterance& said,
           const std::vector<std::string>& why) {
  if (arguments.json) {
    tool::JsonLine json;
    json.put("n", n).put("text", said.text);
    if (!said.rule.empty()) json.put("rule", said.rule);
    if (!said.told.empty()) json.put("told", said.told);
    if (!said.fault.empty()) json.put("fault", said.fault);
    json.print();
    return;
  }
  fmt::print("{}\n", said.text);
  if (!said.fault.empty()) fmt::print(stderr, "{}\n", said.fault);
  if (!arguments.trace) return;
  if (!said.rule.empty()) fmt::print("  {}\n", said.rule);
  for (const std::string& reason : why) fmt::print("    {}\n", reason);
}

Result<std::vector<Fact>> given_facts(const NarrateArguments& arguments) {
  std::vector<Fact> facts;
  for (const std::string& text : arguments.facts) {
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) {
      return Error{ErrorCode::invalid_argument,
                   "--fact " + text + ": expected NAME=VALUE, as in --fact problem=wolves"};
    }
    facts.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return facts;
}

/// Of what a request would carry, what was not given: any value that the content declares.
void fill_facts(const ResponseRules& rules, std::string_view cue, Rng rng,
                std::vector<Fact>& facts) {
  const std::vector<FactDomain> domains = rules.declared_facts();
  for (const std::string& name : rules.carried_facts(cue)) {
    const auto same = [&](const auto& one) { return one.name == name; };
    if (std::any_of(facts.begin(), facts.end(), same)) continue;
    const auto domain = std::find_if(domains.begin(), domains.end(), same);
    if (domain == domains.end()) continue;
    switch (domain->kind) {
      case FactDomain::Kind::set:
        facts.push_back({name, std::string(rng.pick(std::span(domain->values)))});
        break;
      case FactDomain::Kind::range:
        facts.push_back(
            {name, std::to_string(rng.between(static_cast<std::int32_t>(domain->low),
                                              static_cast<std::int32_t>(domain->high)))});
        break;
      case FactDomain::Kind::text:
        facts.push_back({name, "<" + name + ">"});
        break;
    }
  }
}

int expand_grammar(const NarrateArguments& arguments) {
  const auto bytes = read_whole_file(arguments.grammar);
  if (!bytes) return report(bytes.error(), arguments.json);
  const auto language = language_of(arguments.village);
  if (!language) return report(language.error(), arguments.json);
  GrammarOptions options;
  add_language_modifiers(options.modifiers, *language);
  const auto facts = given_facts(arguments);
  if (!facts) return report(facts.error(), arguments.json);
  const auto grammar = Grammar::load(arguments.grammar, *bytes, options);
  if (!grammar) return report(grammar.error(), arguments.json);
  if (!grammar->has(arguments.symbol)) {
    return report(Error{ErrorCode::invalid_argument,
                        arguments.grammar + " has no symbol '" + arguments.symbol + "'" +
                            did_you_mean(arguments.symbol, grammar->symbols())},
                  arguments.json);
  }
  GrammarExpander expander(*grammar);
  bool resolved = true;
  for (std::uint32_t n = 0; n < arguments.count; ++n) {
    StreamState stream = open_stream(arguments.seed, "narrate", n, 0);
    KeyedGrammarRandom random{Rng(stream)};
    Utterance said;
    expander.forget();
    const GrammarOutcome outcome = expander.expand(arguments.symbol, *facts, random, said.text);
    if (!outcome) {
      resolved = false;
      said.fault = outcome.unresolved.empty()
                       ? "stopped by the limit of " + std::string(to_string(outcome.stop))
                       : "nothing stands for '" + std::string(outcome.unresolved) + "'";
    }
    print(arguments, n + 1, said, {fmt::format("{} draws", stream.draws)});
  }
  return resolved ? Exit::kYes : Exit::kNo;
}

HeardWords heard(const Request& request, const Utterance& said) {
  const Ask& ask = request.ask;
  HeardWords words{ask.speaker, ask.listener, said.text,    said.rule,
                   {},          said.effects, request.asked};
  for (const Fact& fact : ask.facts) {
    const bool told = (',' + said.told + ',').find(',' + fact.name + ',') != std::string::npos;
    if (told) words.told.push_back(spoken_key(fact.name, fact.value));
  }
  return words;
}

std::vector<std::string_view> concepts_of(const ResponseRules& rules) {
  std::vector<std::string_view> names;
  for (const RuleLine& line : rules.lines()) {
    if (names.empty() || names.back() != line.concept_name) names.push_back(line.concept_name);
  }
  return names;
}

int tell_lines(const NarrateArguments& arguments) {
  auto files = arguments.files.empty() ? village_content(arguments.village)
                                       : narrator_files(arguments.files);
  if (!files) return report(files.error(), arguments.json);
  const auto facts = given_facts(arguments);
  if (!facts) return report(facts.error(), arguments.json);
  const auto narrator = OfflineNarrator::with_built_in(*files);
  if (!narrator) return report(narrator.error(), arguments.json);
  const ResponseRules& rules = narrator->rules();
  if (!rules.has_concept(arguments.cue)) {
    return report(
        Error{ErrorCode::invalid_argument, "no concept '" + arguments.cue + "'" +
                                               did_you_mean(arguments.cue, concepts_of(rules))},
        arguments.json);
  }
  SpokenMemory memory;  // one speaker, who does not repeat themselves
  for (std::uint32_t n = 1; n <= arguments.count; ++n) {
    StreamState stream = open_stream(arguments.seed, "narrate", 0, n);
    Request request;
    request.asked = n;
    request.ask.speaker = EntityId{0};
    request.ask.listener = EntityId{1};
    request.ask.cue = arguments.cue;
    request.ask.line = arguments.line;
    request.ask.facts = *facts;
    fill_facts(rules, arguments.cue, Rng(stream), request.ask.facts);
    std::vector<std::string> why;
    const Utterance said = arguments.trace ? narrator->speak(request, memory, Rng(stream), why)
                                           : narrator->speak(request, memory, Rng(stream));
    print(arguments, n, said, why);
    memory.hear(heard(request, said));
  }
  return Exit::kYes;
}

int narrate(const NarrateArguments& arguments) {
  if (!arguments.grammar.empty()) return expand_grammar(arguments);
  if (!arguments.cue.empty()) return tell_lines(arguments);
  return report(Error{ErrorCode::invalid_argument,
                      "nothing to narrate: give --grammar FILE, or --cue CONCEPT"},
                arguments.json);
}

}  // namespace

void add_narrate(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("narrate", "expand a grammar, or ask rules for lines");
  auto arguments = std::make_shared<NarrateArguments>();
  CLI::Option* const grammar =
      command.add_option("--grammar", arguments->grammar, "a Tracery file to expand");
  command.add_option("--symbol", arguments->symbol, "what of it (default: origin)");
  CLI::Option* const cue =
      command.add_option("--cue", arguments->cue, "a concept of the rules: \"reply.problem\"");
  grammar->excludes(cue);
  command.add_option("file", arguments->files,
                     "the narrator's files or folders (default: the village's)");
  command.add_option("--fact", arguments->facts,
                     "NAME=VALUE; what a request carries beside is chosen by the seed");
  command.add_option("--line", arguments->line, "what was said to the speaker");
  add_village_flags(command, arguments->village);
  command.add_option("--seed", arguments->seed, "the same seed, the same lines (default: 1)");
  command.add_option("--count", arguments->count, "how many (default: 1)")
      ->check(CLI::Range(1U, 1'000'000U));
  command.add_flag("--trace", arguments->trace, "say why: every rule, and what it wanted");
  command.add_flag("--json", arguments->json, "one JSON object a line");
  command.footer(
      "Lines are those of one speaker, who remembers what was said.\n\n"
      "Example: skald narrate --cue reply.problem --fact problem=wolves --fact severity=4 --trace");
  command.callback([arguments, &exit] { exit = narrate(*arguments); });
}

}  // namespace skald::cli
