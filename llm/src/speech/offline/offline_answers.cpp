#include "skald/llm/offline_answers.h"

#include <utility>

#include "speech/offline/maker.h"
#include "speech/offline/plan.h"
#include "speech/offline/planner.h"

namespace skald {

using speech::offline::Plan;

Result<OfflineAnswers> OfflineAnswers::plan(const AnswerSchema& schema) {
  auto own = AnswerSchema::parse(schema.json());
  if (!own) return own.error();
  auto plan = std::make_unique<Plan>(Plan{std::move(*own), {}, {}});
  const std::string& json = plan->schema.json();
  const Status parsed = answer_schema::parse_json(json, json.size(), "the schema", plan->tree);
  if (!parsed) return parsed.error();
  auto root = speech::offline::Planner(plan->tree).run();
  if (!root) return root.error();
  plan->root = std::move(*root);
  return OfflineAnswers(std::move(plan));
}

Result<std::string> OfflineAnswers::answer(AnswerSource& source, Rng rng) const {
  const auto made = speech::offline::Maker(*plan_, source, rng).run();
  if (!made) return made.error();
  std::string json = to_json(*made);
  if (const Status valid = plan_->schema.validate(json); !valid) {
    return Error{ErrorCode::bad_content,
                 "the answer made without a model breaks its schema: " + valid.error().message};
  }
  return json;
}

OfflineAnswers::OfflineAnswers(std::unique_ptr<const Plan> plan) : plan_(std::move(plan)) {}
OfflineAnswers::OfflineAnswers(OfflineAnswers&&) noexcept = default;
OfflineAnswers& OfflineAnswers::operator=(OfflineAnswers&&) noexcept = default;
OfflineAnswers::~OfflineAnswers() = default;

}  // namespace skald
