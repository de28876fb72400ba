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
#include "skald/llm/narrator_files.h"
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

std::string list_of(const std::vector<Fact>& facts) {
  std::string text;
  for (const Fact& fact : facts) {
    text += (text.empty() ? "" : ", ") + fact.name + '=' + fact.value;
  }
  return text;
}

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

struct Narrated {
  Utterance said;
  std::vector<std::string> why{};
  std::vector<Fact> chosen{};  // facts that the seed gave
};

void print_json(std::uint32_t n, const Narrated& narrated, bool trace) {
  const Utterance& said = narrated.said;
  tool::JsonLine json;
  json.put("n", n).put("text", said.text);
  if (!said.rule.empty()) json.put("rule", said.rule);
  if (!said.told.empty()) json.put("tells", said.told);
  if (!said.effects.empty()) json.put("effects", said.effects);
  if (!said.fault.empty()) json.put("fault", said.fault);
  if (trace) json.put("facts", list_of(narrated.chosen)).put("why", joined(narrated.why));
  json.print();
}

void print_text(const Narrated& narrated, bool trace) {
  const Utterance& said = narrated.said;
  fmt::print("{}\n", said.text);
  if (!said.fault.empty()) fmt::print(stderr, "{}\n", said.fault);
  if (!trace) return;
  if (!said.rule.empty()) fmt::print("  {}\n", said.rule);
  if (!said.told.empty()) fmt::print("  tells {}\n", said.told);
  if (!said.effects.empty()) fmt::print("  {}", said.effects);
  if (!narrated.chosen.empty()) fmt::print("  by chance: {}\n", list_of(narrated.chosen));
  for (const std::string& reason : narrated.why) fmt::print("    {}\n", reason);
}

void print(const NarrateArguments& arguments, std::uint32_t n, const Narrated& narrated) {
  if (arguments.json) return print_json(n, narrated, arguments.trace);
  print_text(narrated, arguments.trace);
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

/// A value that the content declares; for a text that may be any, its name.
std::string value_of(const FactDomain& domain, Rng rng) {
  switch (domain.kind) {
    case FactDomain::Kind::set:
      return rng.pick(std::span(domain.values));
    case FactDomain::Kind::range:
      return std::to_string(rng.between(static_cast<std::int32_t>(domain.low),
                                        static_cast<std::int32_t>(domain.high)));
    case FactDomain::Kind::text:
      break;
  }
  return '<' + std::string(domain.name) + '>';
}

/// Of what a request would carry, what was not given. The tone follows from the rest.
std::vector<Fact> missing_facts(const ResponseRules& rules, std::string_view cue, Rng rng,
                                const std::vector<Fact>& given) {
  std::vector<Fact> chosen;
  const std::vector<FactDomain> domains = rules.declared_facts();
  for (const std::string& name : rules.carried_facts(cue)) {
    const auto same = [&](const auto& one) { return one.name == name; };
    if (std::any_of(given.begin(), given.end(), same)) continue;
    const auto domain = std::find_if(domains.begin(), domains.end(), same);
    if (domain != domains.end()) chosen.push_back({name, value_of(*domain, rng)});
  }
  std::vector<Fact> all = given;
  all.insert(all.end(), chosen.begin(), chosen.end());
  if (rules.tone(all)) std::erase_if(chosen, [](const Fact& fact) { return fact.name == "tone"; });
  return chosen;
}

/// A fact that no file declares, or a value that it cannot have.
Status check_facts(const ResponseRules& rules, const std::vector<Fact>& given) {
  const std::vector<FactDomain> domains = rules.declared_facts();
  std::vector<std::string_view> names;
  for (const FactDomain& domain : domains) names.push_back(domain.name);
  for (const Fact& fact : given) {
    const auto domain = std::find_if(domains.begin(), domains.end(),
                                     [&](const FactDomain& one) { return one.name == fact.name; });
    if (domains.empty()) break;
    if (domain == domains.end()) {
      return Error{
          ErrorCode::invalid_argument,
          "--fact " + fact.name + ": no file declares this fact" + did_you_mean(fact.name, names)};
    }
    if (domain->kind != FactDomain::Kind::set) continue;
    const std::vector<std::string_view> values(domain->values.begin(), domain->values.end());
    if (std::find(values.begin(), values.end(), fact.value) != values.end()) continue;
    return Error{ErrorCode::invalid_argument,
                 "--fact " + fact.name + '=' + fact.value + ": it is one of " +
                     fmt::format("{}", fmt::join(values, ", ")) + did_you_mean(fact.value, values)};
  }
  return Done{};
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
    Narrated narrated;
    Utterance& said = narrated.said;
    expander.forget();
    const GrammarOutcome outcome = expander.expand(arguments.symbol, *facts, random, said.text);
    if (!outcome) {
      resolved = false;
      said.fault = outcome.unresolved.empty()
                       ? "stopped by the limit of " + std::string(to_string(outcome.stop))
                       : "nothing stands for '" + std::string(outcome.unresolved) + "'";
    }
    narrated.why.push_back(fmt::format("{} draws", stream.draws));
    print(arguments, n + 1, narrated);
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

/// What is named; else what skald.json names; else the village's.
Result<std::vector<ContentFile>> content_for(const NarrateArguments& arguments) {
  if (!arguments.files.empty()) return read_narrator_files(arguments.files);
  const auto config = config_with({}, process_environment());
  if (!config) return config.error();
  if (!config->narrator_files.empty()) return read_narrator_files(config->narrator_files);
  return village_content(arguments.village);
}

int tell_lines(const NarrateArguments& arguments) {
  auto files = content_for(arguments);
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
  if (Status status = check_facts(rules, *facts); !status) {
    return report(status.error(), arguments.json);
  }
  bool resolved = true;
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
    Narrated narrated;
    narrated.chosen = missing_facts(rules, arguments.cue, Rng(stream), *facts);
    request.ask.facts.insert(request.ask.facts.end(), narrated.chosen.begin(),
                             narrated.chosen.end());
    narrated.said = arguments.trace ? narrator->speak(request, memory, Rng(stream), narrated.why)
                                    : narrator->speak(request, memory, Rng(stream));
    resolved = resolved && narrated.said.fault.empty();
    print(arguments, n, narrated);
    memory.hear(heard(request, narrated.said));
  }
  return resolved ? Exit::kYes : Exit::kNo;
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
  command.add_option(
      "file", arguments->files,
      "the narrator's files or folders (default: those of skald.json, else the village's)");
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
      "Lines are those of one speaker, who remembers what was said. Exit status: 0; 1 if a line "
      "did not\n"
      "resolve.\n\n"
      "Example: skald narrate --cue reply.problem --fact problem=wolves --fact severity=4 --trace");
  command.callback([arguments, &exit] { exit = narrate(*arguments); });
}

}  // namespace skald::cli
