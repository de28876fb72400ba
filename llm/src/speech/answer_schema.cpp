#include "skald/llm/answer_schema.h"

#include <utility>

#include "speech/answer_schema_check.h"
#include "speech/answer_schema_compiler.h"
#include "speech/answer_schema_json.h"

namespace skald {
namespace {

constexpr std::size_t kSchemaBytesMax = 256 * 1024;
constexpr std::size_t kAnswerBytesMax = 1024 * 1024;

}  // namespace

struct AnswerSchema::Compiled {
  std::string json;
  answer_schema::Compiled schema;
};

Result<AnswerSchema> AnswerSchema::parse(std::string_view json) {
  auto compiled = std::make_unique<Compiled>();
  Status status =
      answer_schema::parse_json(json, kSchemaBytesMax, "the schema", compiled->schema.tree);
  if (status) status = answer_schema::Compiler(compiled->schema).run();
  if (!status) return status.error();
  compiled->json = answer_schema::without_white_space(json);
  return AnswerSchema(std::move(compiled));
}

Status AnswerSchema::validate(std::string_view answer_json) const {
  answer_schema::JsonTree answer;
  Status status = answer_schema::parse_json(answer_json, kAnswerBytesMax, "the answer", answer);
  if (status) status = answer_schema::check(compiled_->schema, answer);
  return status;
}

const std::string& AnswerSchema::json() const { return compiled_->json; }

AnswerSchema::AnswerSchema(std::unique_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}
AnswerSchema::AnswerSchema(AnswerSchema&&) noexcept = default;
AnswerSchema& AnswerSchema::operator=(AnswerSchema&&) noexcept = default;
AnswerSchema::~AnswerSchema() = default;

}  // namespace skald
