// A file of response rules: refused with its name, or matched as a plain scan would, within
// memory's bounds. The bytes are facts' values, too.
#include "skald/llm/response_rules.h"

#include "speech/rules/loader.h"
#include "support/plain_rule_scan.h"

namespace {

using namespace skald;

constexpr std::string_view kFile = "rules.json";

void match_all(const ResponseRules& rules, const speech::rules::Compiled& compiled,
               std::string_view text) {
  ResponseMatcher matcher(rules);
  test::PlainRuleScan scan(compiled);
  ResponseMemory memory;
  for (std::uint32_t fact = 0; fact < compiled.facts.size(); ++fact) {
    const std::string_view value = compiled.texts.size() != 0 && fact % 2 == 0
                                       ? compiled.texts[fact % compiled.texts.size()]
                                       : text.substr(fact % text.size(), 1);
    if (value.empty()) continue;
    matcher.set(compiled.facts[fact], value);
    scan.set(compiled.facts[fact], value);
  }
  const EntityId speaker{1};
  TickNumber tick = 0;
  for (const speech::rules::Concept& one : compiled.concepts) {
    for (int turns = 0; turns < 12; ++turns) {
      StreamState stream = open_stream(1, "fuzz", 1, ++tick);
      StreamState again = stream;
      const ResponseOutcome said = matcher.match(one.name, speaker, memory, Rng(stream));
      SKALD_ASSERT(!said.found || !said.text.empty(), "a line without words");
      SKALD_ASSERT(!matcher.explain(one.name, memory, said).empty() || !said.found, "no reason");
      speech::rules::Turn turn;
      turn.said = memory.find(speaker);
      turn.odds_draw = Rng(again).bits();
      turn.rule_draw = Rng(again).bits();
      turn.left_out = said.left_out;
      if (said.concept_name == one.name) {
        SKALD_ASSERT(scan.match(one.name, turn) == said.rule, "a plain scan chooses another");
      }
      apply(memory, said);
    }
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
  const auto compiled = speech::rules::load(files);
  SKALD_ASSERT(compiled, "the same file is refused");
  match_all(*rules, **compiled, text);
  return 0;
}
