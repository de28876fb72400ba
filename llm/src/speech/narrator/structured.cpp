#include "speech/narrator/structured.h"

#include <utility>

#include "skald/llm/offline_answers.h"

namespace skald::speech {
namespace {

std::string_view last_name(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? path : path.substr(dot + 1);
}

const Fact* find_fact(const std::vector<Fact>& facts, std::string_view name) {
  for (const Fact& fact : facts) {
    if (fact.name == name) return &fact;
  }
  return nullptr;
}

constexpr std::string_view kIntent = "intent";

class MomentSource final : public AnswerSource {
 public:
  MomentSource(Telling& telling, const NarratorContent& content, const Ask& ask,
               const std::vector<Fact>& recognised)
      : telling_(telling), content_(content), ask_(ask), recognised_(recognised) {}

  std::optional<std::string> known(std::string_view path) const override {
    const std::string_view name = path.empty() ? kIntent : last_name(path);
    if (name == kIntent) asked_intent_ = true;
    const Fact* fact = find_fact(recognised_, name);
    if (fact == nullptr) fact = find_fact(telling_.facts(), name);
    if (fact == nullptr) return std::nullopt;
    return fact->value;
  }

  std::optional<std::string> words(std::string_view path) override {
    const std::string own = ask_.cue + '.' + std::string(path);
    if (content_.rules->has_concept(own)) {
      auto said = telling_.tell(own);
      if (said) return std::move(said->text);
    }
    if (ask_.purpose == Purpose::intent) return std::nullopt;  // a meaning is not made up
    said_ = telling_.tell_or_fall_back(ask_.cue);
    return said_.text;
  }

  /// The line that was taken for the cue itself: what memory is to keep.
  Utterance said() const { return said_; }
  bool asked_intent() const { return asked_intent_; }

 private:
  Telling& telling_;
  const NarratorContent& content_;
  const Ask& ask_;
  const std::vector<Fact>& recognised_;
  Utterance said_;
  mutable bool asked_intent_ = false;
};

Utterance refused(std::string_view what) {
  Utterance said;
  said.why = Why::bad_request;
  said.fault = "offline narrator: " + std::string(what);
  return said;
}

}  // namespace

std::vector<Fact> recognised(const NarratorContent& content, const Ask& ask) {
  if (content.intents == nullptr) return {};
  std::vector<std::vector<std::string>> names;
  std::vector<NamedThing> things;
  for (const Fact& fact : ask.facts) names.push_back({fact.value});
  for (std::size_t i = 0; i < ask.facts.size(); ++i) {
    things.push_back({ask.facts[i].name, static_cast<std::uint32_t>(i), names[i]});
  }
  const Intent intent = content.intents->recognise(ask.line, things);
  std::vector<Fact> facts = {{"intent", std::string(intent.name)},
                             {"is_question", intent.is_question ? "yes" : "no"}};
  if (intent.thing != Intent::kNoThing) {
    facts.push_back({"thing", ask.facts[intent.thing].value});
    facts.push_back({"kind", ask.facts[intent.thing].name});
  }
  if (intent.other_thing != Intent::kNoThing) {
    facts.push_back({"other_thing", ask.facts[intent.other_thing].value});
  }
  return facts;
}

Utterance intent_words(const std::vector<Fact>& recognised) {
  if (recognised.empty()) return refused("there is no intents.json to tell what is meant");
  Utterance said;
  said.text = recognised[0].value;
  if (const Fact* thing = find_fact(recognised, "thing")) said.text += ' ' + thing->value;
  return said;
}

Utterance structured_answer(Telling& telling, const NarratorContent& content, const Ask& ask,
                            const std::vector<Fact>& recognised, Rng rng) {
  const auto schema = AnswerSchema::parse(ask.answer_schema);
  if (!schema) return refused(schema.error().message);
  const auto answers = OfflineAnswers::plan(*schema);
  if (!answers) return refused(answers.error().message);
  MomentSource source(telling, content, ask, recognised);
  auto answer = answers->answer(source, rng);
  if (!answer) return refused(answer.error().message);
  if (!recognised.empty() && source.asked_intent()) {
    const std::string& meant = recognised[0].value;
    if (answer->find('"' + meant + '"') == answer->npos) {  // chosen by chance: that means nothing
      return refused("what is meant is '" + meant + "', which the schema does not have");
    }
  }
  Utterance said = source.said();
  said.text = std::move(*answer);
  return said;
}

}  // namespace skald::speech
