// A grammar's file: refused with its name, or expanded within its limits. A file that is no JSON is
// taken as one rule, so that notation is met more often.
#include "skald/llm/grammar.h"

namespace {

using namespace skald;

constexpr std::string_view kFile = "grammar.json";
constexpr GrammarLimits kLimits{.depth = 64, .steps = 20'000, .bytes = 16U * 1024U};

/// Every choice comes up at some time.
class Counting final : public GrammarRandom {
 public:
  std::uint32_t below(std::uint32_t bound) override {
    SKALD_ASSERT(bound != 0, "a choice among nothing");
    return next_++ % bound;
  }

 private:
  std::uint32_t next_ = 0;
};

std::string as_rule(std::string_view text) {
  std::string json = R"({"origin": ")";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return json + R"(", "a": ["x", "#b#"], "b": ["[a:y]", "#a.s#", "word"]})";
}

void expand(const Grammar& grammar, std::string_view text) {
  GrammarExpander expander(grammar, kLimits);
  const std::vector<Fact> facts = {{"fact", std::string(text.substr(0, 200))}, {"k", "#a#"}};
  Counting random;
  std::string into;
  for (const std::string_view symbol : grammar.symbols()) {
    const GrammarOutcome outcome = expander.expand(symbol, facts, random, into);
    SKALD_ASSERT(into.size() <= kLimits.bytes, "a text longer than its limit");
    SKALD_ASSERT(outcome.stop == GrammarOutcome::Stop::none || into.empty(), "half a text");
  }
}

void check(std::string_view json, std::string_view text) {
  GrammarOptions options;
  const auto grammar = Grammar::load(kFile, json, options);
  options.strict = true;
  const auto strict = Grammar::load(kFile, json, options);
  SKALD_ASSERT(grammar || !strict, "strict takes what is refused");
  if (grammar) return expand(*grammar, text);
  const Error& error = grammar.error();
  SKALD_ASSERT(error.code == ErrorCode::bad_content, "another code than promised");
  SKALD_ASSERT(error.message.compare(0, kFile.size(), kFile) == 0, "no place in the message");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, text);
  check(as_rule(text), text);
  return 0;
}
