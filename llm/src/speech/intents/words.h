// What was typed, as words that can be compared: case, apostrophes and the spelling of umlauts make
// no difference. Words are kept in capitals, because that is the way in which letters are mapped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skald::speech::intents {

/// The words from `first` up to, not including, `last`.
struct Sentence {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool has_question_mark = false;

  std::uint32_t size() const { return last - first; }
};

/// May be used for one text after another, so that its memory is.
class Words {
 public:
  /// Any bytes; what is not UTF-8 separates words.
  void read(std::string_view text);

  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t word) const {
    const std::size_t first = word == 0 ? 0 : ends_[word - 1];
    return std::string_view(letters_).substr(first, ends_[word] - first);
  }
  /// In order; every word is in one, and none is empty.
  const std::vector<Sentence>& sentences() const { return sentences_; }

 private:
  void take(std::string_view character);
  void append(std::string_view letter);
  void end_word();
  void end_sentence();

  std::string letters_;
  std::vector<std::uint32_t> ends_;  // of the words, in letters_
  std::vector<Sentence> sentences_;
};

/// A letter or digit: words are made of them.
bool is_letter(std::string_view character);

/// Left out of words: "don't" is "dont".
bool is_apostrophe(std::string_view character);

/// The text, or as many of its first words as fit in so many bytes.
std::string_view cut_at_word(std::string_view text, std::size_t bytes);

}  // namespace skald::speech::intents
