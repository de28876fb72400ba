// One answer, by a plan.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "skald/llm/document.h"
#include "skald/llm/offline_answers.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"
#include "speech/offline/plan.h"

namespace skald::speech::offline {

/// Used once. Asks for words once for each value, and in the schema's order.
class Maker {
 public:
  Maker(const Plan& plan, AnswerSource& source, Rng rng)
      : plan_(plan), source_(source), rng_(rng) {}

  /// bad_content with the path, if a text cannot be had.
  Result<Value> run();

 private:
  struct Made {
    Value value;
    bool told = false;  // the source knew or said something of it
    std::string fault;  // the first; empty if there is none
  };

  /// A value that is neither required nor told is not used: it need not be complete. Recursion is
  /// bounded by the plan's depth.
  Made make(const Node& node, const std::string& path, bool required);
  Made make_text(const Node& node, const std::string& path);
  Made make_list(const Node& node, const std::string& path);
  Made make_object(const Node& node, const std::string& path);
  Made make_one_of_objects(const Node& node, const std::string& path, bool required);
  Value drawn(const Node& node);

  /// By what is known, else for some kinds by words.
  std::optional<Value> told(const Node& node, const std::string& path) const;
  std::optional<std::size_t> told_part(const Node& node, const std::string& path,
                                       bool ask_words) const;
  /// Without asking for words.
  bool is_known(const Node& node, const std::string& path) const;

  const Plan& plan_;
  AnswerSource& source_;
  Rng rng_;
  std::size_t elements_ = 0;  // that no schema asked for
};

}  // namespace skald::speech::offline
