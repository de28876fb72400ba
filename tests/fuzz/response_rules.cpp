// A file of response rules: refused with its name, or matched as a plain scan would, within
// memory's bounds. The bytes are facts' values, too.
#include "skald/llm/response_rules.h"

#include <set>

#include "speech/rules/loader.h"
#include "support/plain_rule_scan.h"

namespace {

using namespace skald;

constexpr std::string_view kFile = "rules.json";

void hear(SpokenMemory& memory, const ResponseOutcome& said, TickNumber tick) {
  HeardWords heard;
  heard.speaker = said.speaker;
  heard.listener = said.listener;
  heard.text = said.text;
  heard.rule = said.line_id;
  heard.effects = said.effects;
  heard.tick = tick;
  memory.hear(heard);
  SKALD_ASSERT(memory.find(said.speaker)->lines.front() == spoken_key(said.line_id),
               "memory knows the line by another name");
}

/// No line comes again that was left out, so that there is an end to it.
void leave_out_all(ResponseMatcher& matcher, std::string_view concept_name,
                   const SpokenMemory& memory) {
  std::set<std::uint32_t> left_out;
  StreamState stream = open_stream(1, "leave_out", 1, 1);
  while (const ResponseOutcome said =
             matcher.match(concept_name, EntityId{1}, EntityId{2}, memory, Rng(stream))) {
    SKALD_ASSERT(left_out.insert(said.line).second, "a line that was left out");
    matcher.leave_out(said.line);
  }
  matcher.clear_left_out();
}

void match_all(const ResponseRules& rules, const speech::rules::Compiled& compiled,
               std::string_view text) {
  ResponseMatcher matcher(rules);
  test::PlainRuleScan scan(compiled);
  SpokenMemory memory;
  for (std::uint32_t fact = 0; fact < compiled.facts.size(); ++fact) {
    const std::string_view value = compiled.texts.size() != 0 && fact % 2 == 0
                                       ? compiled.texts[fact % compiled.texts.size()]
                                       : text.substr(fact % text.size(), 1);
    if (value.empty()) continue;
    matcher.set(compiled.facts[fact], value);
    scan.set(compiled.facts[fact], value);
  }
  TickNumber tick = 0;
  for (const speech::rules::Concept& one : compiled.concepts) {
    for (std::uint32_t turns = 0; turns < 24; ++turns) {
      const EntityId speaker{1 + turns % 2};
      const EntityId listener{2 - turns % 2};
      StreamState stream = open_stream(1, "fuzz", 1, ++tick);
      StreamState again = stream;
      const ResponseOutcome said = matcher.match(one.name, speaker, listener, memory, Rng(stream));
      SKALD_ASSERT(!said.found || !said.text.empty(), "a line without words");
      SKALD_ASSERT(!matcher.explain(one.name, memory, said).empty() || !said.found, "no reason");
      speech::rules::Turn turn(memory, speaker, listener);
      turn.odds_draw = Rng(again).bits();
      turn.rule_draw = Rng(again).bits();
      turn.leave_out(said.left_out);
      if (said.concept_name == one.name) {
        SKALD_ASSERT(scan.match(one.name, turn) == said.rule, "a plain scan chooses another");
      }
      if (said) hear(memory, said, tick);
    }
    leave_out_all(matcher, one.name, memory);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<ContentFile> files = {{std::string(kFile), std::string(text)}};
  const auto rules = ResponseRules::load(files);
  if (!rules) {
    SKALD_ASSERT(rules.error().code == ErrorCode::bad_content, "another code than promised");
    SKALD_ASSERT(rules.error().message.compare(0, kFile.size(), kFile) == 0, "no place");
    return 0;
  }
  for (const RuleFinding& finding : rules->lint()) {
    SKALD_ASSERT(!to_text(finding).empty(), "a finding without words");
  }
  const std::vector<Fact> facts = {{"severity", "3"}, {"mood", "glad"}};
  const auto tone = rules->tone(facts);
  SKALD_ASSERT(!tone || (*tone >= -1'000 && *tone <= 1'000), "a tone that can't be declared");
  const auto compiled = speech::rules::load(files);
  SKALD_ASSERT(compiled, "the same file is refused");
  SKALD_ASSERT(rules->lines().size() == (*compiled)->lines.size(), "lines are missing");
  match_all(*rules, **compiled, text);
  return 0;
}
