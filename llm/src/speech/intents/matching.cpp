#include "speech/intents/matching.h"

#include <algorithm>

namespace skald::speech::intents {
namespace {

constexpr std::int32_t kWordScore = 4;
constexpr std::int32_t kThingScore = 3;
constexpr std::int32_t kAnchorScore = 1;
constexpr std::uint32_t kGapWordsMax = 4;
constexpr std::size_t kTextBytesMax = 4096;

}  // namespace

bool Match::keep_better(const Match& than) {
  if (than.score <= score) return false;
  *this = than;
  return true;
}

Text::Text(const Compiled& compiled, std::string_view text, std::span<const NamedThing> things)
    : things_(things) {
  words_.read(cut_at_word(text, kTextBytesMax));
  numbers_.reserve(words_.size());
  for (std::size_t i = 0; i < words_.size(); ++i) {
    numbers_.push_back(compiled.words.find(words_[i]));
  }
  namings_.find(words_, numbers_, compiled, things);
}

bool Text::has_word(std::uint32_t number) const {
  return std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end();
}

void Matcher::enter(const Sentence& sentence) {
  sentence_ = sentence;
  inner_start_ = sentence.first;
  inner_end_ = sentence.last;
  for (const Naming& naming : text_.namings().list()) {
    if (naming.start == sentence.first) inner_start_ = naming.last;
    if (naming.last == sentence.last) inner_end_ = naming.start;
  }
}

Match Matcher::match(const Pattern& pattern) {
  if (pattern.needed_word != kNone && !text_.has_word(pattern.needed_word)) return {};
  if (pattern.needs_thing && text_.namings().list().empty()) return {};
  start(pattern);
  for (const Part& part : pattern.parts) {
    if (!pass_part(part)) return {};
  }
  Match best;
  for (std::uint32_t i = 0; i < done_.size(); ++i) {
    const std::uint32_t word = sentence_.first + i;
    if (pattern.is_at_end && word != sentence_.last && word != inner_end_) continue;
    best.keep_better(done_[i]);
  }
  if (best && pattern.is_at_end) best.score += kAnchorScore;
  return best;
}

void Matcher::start(const Pattern& pattern) {
  done_.assign(sentence_.size() + 1, {});
  for (std::uint32_t i = 0; i < done_.size(); ++i) {
    const std::uint32_t word = sentence_.first + i;
    if (!pattern.is_at_start) {
      done_[i].score = 0;
    } else if (word == sentence_.first || word == inner_start_) {
      done_[i].score = kAnchorScore;
    }
  }
}

bool Matcher::pass_part(const Part& part) {
  merged_.assign(done_.size(), {});
  bool is_any = false;
  for (const Alternative& tokens : part) {
    way_ = done_;
    if (!pass_all(tokens)) continue;
    is_any = true;
    for (std::size_t i = 0; i < way_.size(); ++i) merged_[i].keep_better(way_[i]);
  }
  done_.swap(merged_);
  return is_any;
}

bool Matcher::pass_all(const Alternative& tokens) {
  for (const Token& token : tokens) {
    if (!pass_token(token)) return false;
  }
  return true;
}

bool Matcher::pass_token(const Token& token) {
  next_.assign(way_.size(), {});
  bool is_any = false;
  switch (token.kind) {
    case Token::Kind::word:
      is_any = pass_word(token.number);
      break;
    case Token::Kind::thing:
      is_any = pass_thing(token.number);
      break;
    case Token::Kind::gap:
      is_any = pass_gap();
      break;
  }
  way_.swap(next_);
  return is_any;
}

bool Matcher::pass_word(std::uint32_t number) {
  bool is_any = false;
  for (std::uint32_t i = 0; i < sentence_.size(); ++i) {
    if (!way_[i] || text_.numbers()[sentence_.first + i] != number) continue;
    next_[i + 1] = way_[i];
    next_[i + 1].score += kWordScore;
    is_any = true;
  }
  return is_any;
}

bool Matcher::pass_thing(std::uint32_t kind) {
  const std::string_view wanted = kind == kNone ? std::string_view() : compiled_.kinds[kind];
  bool is_any = false;
  for (std::uint32_t i = 0; i < sentence_.size(); ++i) {
    if (!way_[i]) continue;
    const Naming* naming = text_.namings().at(sentence_.first + i);
    if (naming == nullptr || naming->last > sentence_.last) continue;
    const std::uint32_t thing = naming->of_kind(wanted, text_.things());
    if (thing == kNone) continue;
    Match match = way_[i];
    match.score += kThingScore;
    if (match.thing == kNone) {
      match.thing = thing;
    } else if (match.thing != thing && match.other == kNone) {
      match.other = thing;
    }
    is_any |= next_[naming->last - sentence_.first].keep_better(match);
  }
  return is_any;
}

bool Matcher::pass_gap() {
  bool is_any = false;
  for (std::uint32_t i = 0; i < way_.size(); ++i) {
    if (!way_[i]) continue;
    const std::uint32_t end = std::min(i + kGapWordsMax, sentence_.size());
    for (std::uint32_t to = i; to <= end; ++to) {
      Match match = way_[i];
      match.score -= static_cast<std::int32_t>(to - i);
      is_any |= next_[to].keep_better(match);
    }
  }
  return is_any;
}

}  // namespace skald::speech::intents
