// What offline answers are made from in tests: two tables.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/offline_answers.h"

namespace skald::test {

class TableSource final : public AnswerSource {
 public:
  using Table = std::map<std::string, std::string, std::less<>>;

  explicit TableSource(Table known = {}, Table words = {})
      : known_(std::move(known)), words_(std::move(words)) {}

  std::optional<std::string> known(std::string_view path) const override {
    return found(known_, path);
  }
  std::optional<std::string> words(std::string_view path) override {
    asked.emplace_back(path);
    return found(words_, path);
  }

  std::vector<std::string> asked;  // the paths that words were asked for

 private:
  static std::optional<std::string> found(const Table& table, std::string_view path) {
    const auto one = table.find(path);
    return one == table.end() ? std::nullopt : std::optional(one->second);
  }

  Table known_;
  Table words_;
};

/// The plan of a schema's answers, or why there is none.
inline Result<OfflineAnswers> planned(std::string_view schema) {
  const auto parsed = AnswerSchema::parse(schema);
  if (!parsed) return parsed.error();
  return OfflineAnswers::plan(*parsed);
}

/// An answer, or a message: of the schema, or of the answer.
inline std::string answered(std::string_view schema, AnswerSource& source, std::uint64_t seed = 1) {
  const auto answers = planned(schema);
  if (!answers) return answers.error().message;
  StreamState stream = open_stream(seed, "answers", 0, 0);
  const auto answer = answers->answer(source, Rng(stream));
  return answer ? *answer : answer.error().message;
}

}  // namespace skald::test
