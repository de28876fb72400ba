// Patterns against a sentence. The best way to match one is found word by word and token by token:
// the time grows with the words times the tokens, however the text is made.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "skald/llm/intents.h"
#include "speech/intents/compiled.h"
#include "speech/intents/things.h"
#include "speech/intents/words.h"

namespace skald::speech::intents {

/// A way to match. `thing` and `other` are the first two different things in it, or kNone.
struct Match {
  static constexpr std::int32_t kNever = -1'000'000;

  std::int32_t score = kNever;
  std::uint32_t thing = kNone;
  std::uint32_t other = kNone;

  explicit operator bool() const { return score > kNever; }
  bool keep_better(const Match& than);
};

/// A text of a player, ready to be matched.
class Text {
 public:
  Text(const Compiled& compiled, std::string_view text, std::span<const NamedThing> things);

  const Words& words() const { return words_; }
  const Namings& namings() const { return namings_; }
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }
  std::span<const NamedThing> things() const { return things_; }

  bool has_word(std::uint32_t number) const;

 private:
  Words words_;
  std::vector<std::uint32_t> numbers_;  // of the words; kNone for one that no pattern has
  Namings namings_;
  std::span<const NamedThing> things_;
};

/// For one sentence after another.
class Matcher {
 public:
  Matcher(const Compiled& compiled, const Text& text) : compiled_(compiled), text_(text) {}

  void enter(const Sentence& sentence);

  /// The best match. The weight is not in it.
  Match match(const Pattern& pattern);

  /// Where the sentence starts and ends if a thing that is addressed is left out: "Maud, wait".
  std::uint32_t inner_start() const { return inner_start_; }
  std::uint32_t inner_end() const { return inner_end_; }

 private:
  /// By word of the sentence, and one behind the last: the best match up to there.
  using Column = std::vector<Match>;

  void start(const Pattern& pattern);
  /// Each: false if nothing is left that matches.
  bool pass_part(const Part& part);
  bool pass_all(const Alternative& tokens);
  bool pass_token(const Token& token);
  bool pass_word(std::uint32_t number);
  bool pass_thing(std::uint32_t kind);
  bool pass_gap();

  const Compiled& compiled_;
  const Text& text_;
  Sentence sentence_;
  std::uint32_t inner_start_ = 0;
  std::uint32_t inner_end_ = 0;
  Column done_;    // what the parts before have matched
  Column way_;     // what an alternative has, up to its last token
  Column next_;    // the same with the token that is passed
  Column merged_;  // the alternatives of a part
};

}  // namespace skald::speech::intents
