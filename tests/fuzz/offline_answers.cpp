// A schema and, after a NUL byte, lines with what is known ("path=value"), the last of which is
// what is said of everything: the schema is refused by place, or every answer satisfies it.
#include "skald/llm/offline_answers.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace {

using namespace skald;

class Lines final : public AnswerSource {
 public:
  explicit Lines(std::string_view text) {
    while (!text.empty()) {
      words_ = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), words_.size() + 1));
      const std::size_t end = words_.find('=');
      if (end != std::string_view::npos) known_[words_.substr(0, end)] = words_.substr(end + 1);
    }
  }

  std::optional<std::string> known(std::string_view path) const override {
    const auto found = known_.find(path);
    if (found == known_.end()) return std::nullopt;
    return std::string(found->second);
  }
  std::optional<std::string> words(std::string_view) override {
    if (words_.empty()) return std::nullopt;
    return std::string(words_);
  }

 private:
  std::map<std::string_view, std::string_view> known_;
  std::string_view words_;
};

void check_refusal(const Error& error) {
  SKALD_ASSERT(error.code == ErrorCode::bad_content, "another code than promised");
  SKALD_ASSERT(!error.message.empty(), "a refusal without a reason");
  SKALD_ASSERT(error.message.size() < 1000, "a message that quotes too much");
}

/// The answer, or empty.
std::string answer(const AnswerSchema& schema, const OfflineAnswers& answers,
                   std::string_view text) {
  Lines source(text);
  StreamState stream = open_stream(text.size(), "answers", 0, 0);
  const auto made = answers.answer(source, Rng(stream));
  if (made) {
    SKALD_ASSERT(schema.validate(*made), "an answer that its schema refuses");
    return *made;
  }
  check_refusal(made.error());
  SKALD_ASSERT(made.error().message.find("breaks its schema") == std::string::npos,
               "a plan whose answers cannot satisfy the schema");
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  const auto schema = AnswerSchema::parse(text.substr(0, end));
  if (!schema) return 0;
  const auto answers = OfflineAnswers::plan(*schema);
  if (!answers) {
    check_refusal(answers.error());
    return 0;
  }
  const std::string_view lines = text.substr(std::min(end + 1, text.size()));
  const std::string first = answer(*schema, *answers, lines);
  SKALD_ASSERT(first == answer(*schema, *answers, lines), "the same seed, another answer");
  answer(*schema, *answers, {});
  return 0;
}
