#include "speech/answer_schema_pattern.h"

namespace skald::answer_schema {
namespace {

/// All places of the program that the text so far can have led to, each once.
class Search {
 public:
  Search(const Pattern& pattern, Effort& effort)
      : pattern_(pattern), effort_(effort), seen_(pattern.program.size() + 1, 0) {}

  bool run(std::string_view text) {
    for (bool at_begin = true;; at_begin = false) {
      // A match may begin anywhere.
      add(0, at_begin, text.empty());
      if (matched_) return true;
      if (text.empty() || !effort_.spend(1 + places_.size())) return false;
      step(text);
      if (matched_) return true;
    }
  }

 private:
  void step(std::string_view& text) {
    const char32_t point = take_code_point(text);
    before_.swap(places_);
    places_.clear();
    ++round_;
    for (const std::size_t place : before_) {
      const Instruction& instruction = pattern_.program[place];
      if (contains(pattern_.sets[instruction.set], point)) add(place + 1, false, text.empty());
    }
  }

  /// Adds what can be reached without taking a code point.
  void add(std::size_t from, bool at_begin, bool at_end) {
    pending_.push_back(from);
    while (!pending_.empty()) {
      const std::size_t place = pending_.back();
      pending_.pop_back();
      if (seen_[place] == round_) continue;
      seen_[place] = round_;
      if (place == pattern_.program.size()) {
        matched_ = true;
        continue;
      }
      effort_.spend(1);
      follow(place, at_begin, at_end);
    }
  }

  void follow(std::size_t place, bool at_begin, bool at_end) {
    const Instruction& instruction = pattern_.program[place];
    const auto target = [&](std::int32_t offset) {
      return static_cast<std::size_t>(static_cast<std::int64_t>(place) + offset);
    };
    switch (instruction.kind) {
      case Instruction::Kind::one_of:
        places_.push_back(place);
        return;
      case Instruction::Kind::split:
        pending_.push_back(target(instruction.offset2));
        pending_.push_back(target(instruction.offset));
        return;
      case Instruction::Kind::jump:
        pending_.push_back(target(instruction.offset));
        return;
      case Instruction::Kind::at_begin:
        if (at_begin) pending_.push_back(place + 1);
        return;
      case Instruction::Kind::at_end:
        if (at_end) pending_.push_back(place + 1);
        return;
    }
  }

  const Pattern& pattern_;
  Effort& effort_;
  std::vector<std::uint64_t> seen_;  // the round in which a place was added last
  std::uint64_t round_ = 1;
  std::vector<std::size_t> places_;
  std::vector<std::size_t> before_;
  std::vector<std::size_t> pending_;
  bool matched_ = false;
};

}  // namespace

bool occurs(const Pattern& pattern, std::string_view text, Effort& effort) {
  return Search(pattern, effort).run(text);
}

}  // namespace skald::answer_schema
