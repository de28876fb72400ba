// What files declare of facts: their values, groups of them, and `tone`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/document.h"
#include "skald/replay/request.h"
#include "skald/replay/result.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// Documents must stay where they are until the last call.
class Vocabulary {
 public:
  explicit Vocabulary(Compiled& into) : into_(into) {}

  /// The members `facts`, `groups` and `tone` of a file; null where there is none.
  Status read(const Document& document, const Value* facts, const Value* groups, const Value* tone);
  /// After the last file: looks at the facts that groups and `tone` name.
  Status finish();
  /// The facts of a list of facts and groups, each once. After finish().
  Status resolve(const Document& document, const Value& names, std::string_view concept_name,
                 std::vector<std::string>& into) const;
  /// After the last rule: the facts that tell of declared facts are declared.
  void declare_told();

 private:
  struct Source {
    const Document* document = nullptr;
    const Value* value = nullptr;
  };
  struct Group {
    Source source;
    std::vector<std::string> facts{};
  };

  Status read_domain(const Document& document, const std::string& name, const Value& values);
  Status read_groups(const Document& document, const Value& groups);
  Status finish_group(const std::string& name, Group& group) const;
  Status finish_tone();
  Status read_shifts(const Document& document, const Value::Member& member);
  const Domain* find(std::string_view fact) const;
  Error unknown_fact(const Source& at, std::string_view who, std::string_view fact) const;

  Compiled& into_;
  std::map<std::string, Group, std::less<>> groups_;
  Source tone_;
};

/// See ResponseRules::tone.
std::optional<std::int32_t> tone_of(const Compiled& compiled, std::span<const Fact> facts);

}  // namespace skald::speech::rules
