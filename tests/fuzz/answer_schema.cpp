// A schema and an answer, a NUL byte between them: whatever they are, the schema is refused by
// place or decides the answer, and a schema's own text is a schema again.
#include "skald/llm/answer_schema.h"

#include <cstdint>

namespace {

void check_refusal(const skald::Error& error) {
  SKALD_ASSERT(error.code == skald::ErrorCode::bad_content, "another code than promised");
  SKALD_ASSERT(!error.message.empty(), "a refusal without a reason");
  SKALD_ASSERT(error.message.size() < 1000, "a message that quotes too much");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\0');
  const auto schema = skald::AnswerSchema::parse(text.substr(0, end));
  if (!schema) {
    check_refusal(schema.error());
    return 0;
  }
  const auto again = skald::AnswerSchema::parse(schema->json());
  SKALD_ASSERT(again && again->json() == schema->json(), "a schema's text is another schema");
  if (end == std::string_view::npos) return 0;
  const skald::Status first = schema->validate(text.substr(end + 1));
  const skald::Status second = again->validate(text.substr(end + 1));
  SKALD_ASSERT(bool{first} == bool{second}, "two equal schemas decide differently");
  if (!first) check_refusal(first.error());
  return 0;
}
