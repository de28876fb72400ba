#include "speech/intents/recognising.h"

#include <algorithm>

#include "speech/intents/loader.h"
#include "speech/intents/matching.h"

namespace skald::speech::intents {
namespace {

/// A pattern that matched in a sentence. Of equal scores, the first intent of the file counts.
struct Winner {
  Match match;
  std::size_t entry = 0;
  const Pattern* pattern = nullptr;
  Sentence sentence;

  bool beats(const Winner& other) const {
    if (match.score != other.match.score) return match.score > other.match.score;
    return match && entry < other.entry;
  }
};

class Recogniser {
 public:
  Recogniser(const Compiled& compiled, std::string_view text, std::span<const NamedThing> things)
      : compiled_(compiled), text_(compiled, text, things), matcher_(compiled, text_) {}

  Intent recognise() {
    bool is_any_question = false;
    for (const Sentence& sentence : text_.words().sentences()) {
      matcher_.enter(sentence);
      const bool is_question = is_asked(sentence);
      is_any_question |= is_question;
      if (try_sentence(sentence)) is_question_ = is_question;
    }
    Intent intent;
    intent.name = kNoIntent;
    intent.is_question = best_.pattern == nullptr ? is_any_question : is_question_;
    if (best_.pattern != nullptr) {
      intent.name = compiled_.intents[best_.entry].name;
      intent.score = std::max(1, best_.match.score);
      intent.pattern = best_.pattern->text;
    }
    add_named();
    if (best_.match.thing != kNone) intent.thing = best_.match.thing;
    if (best_.match.other != kNone) intent.other_thing = best_.match.other;
    return intent;
  }

 private:
  bool is_asked(const Sentence& sentence) const {
    const auto is_question_word = [&](std::uint32_t word) {
      return word < sentence.last && compiled_.is_question_word(text_.numbers()[word]);
    };
    return sentence.has_question_mark || is_question_word(sentence.first) ||
           is_question_word(matcher_.inner_start());
  }

  bool try_sentence(const Sentence& sentence) {
    bool is_better = false;
    for (std::size_t i = 0; i < compiled_.intents.size(); ++i) {
      const IntentEntry& entry = compiled_.intents[i];
      Winner found{{}, i, nullptr, sentence};
      for (const Pattern& pattern : entry.patterns) {
        if (found.match.keep_better(matcher_.match(pattern))) found.pattern = &pattern;
      }
      if (found.pattern == nullptr) continue;
      found.match.score += entry.weight;
      if (!found.beats(best_) || is_taken_out(entry)) continue;
      best_ = found;
      is_better = true;
    }
    return is_better;
  }

  bool is_taken_out(const IntentEntry& entry) {
    return std::any_of(entry.unless.begin(), entry.unless.end(), [&](const Pattern& pattern) {
      return static_cast<bool>(matcher_.match(pattern));
    });
  }

  /// What the pattern did not take: the things that are named in its sentence, then in the others.
  void add_named() {
    for (const bool is_inside : {true, false}) {
      for (const Naming& naming : text_.namings().list()) {
        const Sentence& sentence = best_.sentence;
        const bool is_in_sentence = naming.first >= sentence.first && naming.last <= sentence.last;
        if (is_in_sentence != is_inside || is_of_pattern(naming)) continue;
        add(naming.things.front());
      }
    }
  }

  void add(std::uint32_t thing) {
    Match& match = best_.match;
    if (match.thing == kNone) {
      match.thing = thing;
    } else if (match.other == kNone && match.thing != thing) {
      match.other = thing;
    }
  }

  /// "Well met" names no well: the words are the pattern's own.
  bool is_of_pattern(const Naming& naming) const {
    if (best_.pattern == nullptr) return false;
    for (std::uint32_t word = naming.first; word < naming.last; ++word) {
      if (!has_word(*best_.pattern, text_.numbers()[word])) return false;
    }
    return true;
  }

  static bool has_word(const Pattern& pattern, std::uint32_t number) {
    for (const Part& part : pattern.parts) {
      for (const Alternative& tokens : part) {
        for (const Token& token : tokens) {
          if (token.kind == Token::Kind::word && token.number == number) return true;
        }
      }
    }
    return false;
  }

  const Compiled& compiled_;
  Text text_;
  Matcher matcher_;
  Winner best_;
  bool is_question_ = false;
};

}  // namespace

Intent recognise(const Compiled& compiled, std::string_view text,
                 std::span<const NamedThing> things) {
  return Recogniser(compiled, text, things).recognise();
}

}  // namespace skald::speech::intents
