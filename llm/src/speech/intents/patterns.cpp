#include "speech/intents/patterns.h"

#include <algorithm>
#include <utility>

#include "speech/grammar/conditions.h"
#include "speech/intents/words.h"
#include "speech/language/letters.h"

namespace skald::speech::intents {
namespace {

constexpr std::size_t kPatternBytesMax = 500;
constexpr std::string_view kSigns = " ()|<^$";  // end a run of words
constexpr std::string_view kGap = "...";

class PatternReader {
 public:
  PatternReader(std::string_view text, Compiled& names, Pattern& into)
      : rest_(text), names_(names), into_(into) {}

  std::string read() {
    if (rest_.size() > kPatternBytesMax) {
      return "it is longer than " + std::to_string(kPatternBytesMax) + " bytes; split it";
    }
    take_anchors();
    while (!rest_.empty() && fault_.empty()) read_next();
    if (fault_.empty() && is_in_group_) fault_ = "'(' is not closed; add ')'";
    if (fault_.empty()) check_gaps();
    if (fault_.empty() && may_be_empty()) {
      fault_ = "it fits a text without any words; leave a word or <thing> outside of options";
    }
    if (fault_.empty()) note_needs();
    return std::move(fault_);
  }

 private:
  void take_anchors() {
    if (rest_.starts_with('^')) {
      into_.is_at_start = true;
      rest_.remove_prefix(1);
    }
    if (rest_.ends_with('$')) {
      into_.is_at_end = true;
      rest_.remove_suffix(1);
    }
  }

  void read_next() {
    switch (rest_.front()) {
      case ' ':
        return rest_.remove_prefix(1);
      case '(':
        return open();
      case '|':
        if (!is_in_group_) return fail("'|' stands between '(' and ')' only; write (a|b)");
        rest_.remove_prefix(1);
        group_.emplace_back();
        return;
      case ')':
        return close();
      case '<':
        return read_thing();
      case '^':
        return fail("'^' is the first sign of a pattern, or none of it");
      case '$':
        return fail("'$' is the last sign of a pattern, or none of it");
      default:
        return read_words();
    }
  }

  void open() {
    if (is_in_group_) return fail("a '(' in another; write the alternatives out");
    is_in_group_ = true;
    rest_.remove_prefix(1);
    group_.assign(1, {});
  }

  void close() {
    if (!is_in_group_) return fail("')' without '('; add '(' or leave it out");
    is_in_group_ = false;
    rest_.remove_prefix(1);
    into_.parts.push_back(std::move(group_));
  }

  void read_thing() {
    const std::size_t end = rest_.find('>');
    if (end == rest_.npos) return fail("'<' is not closed; write <thing> or <thing:kind>");
    const std::string_view inside = rest_.substr(1, end - 1);
    const std::size_t colon = std::min(inside.find(':'), inside.size());
    if (inside.substr(0, colon) != "thing") {
      return fail("'<" + std::string(inside) + ">' is not known; write <thing> or <thing:kind>");
    }
    Token token{Token::Kind::thing, kNone};
    if (colon < inside.size()) {
      const std::string_view kind = inside.substr(colon + 1);
      if (!is_name(kind, "_")) return fail("a kind of thing has a to z, 0 to 9 and _ only");
      token.number = names_.kinds.intern(kind);
    }
    rest_.remove_prefix(end + 1);
    add(token);
  }

  void read_words() {
    const std::string_view run = rest_.substr(0, rest_.find_first_of(kSigns));
    rest_.remove_prefix(run.size());
    if (run == kGap) return add({Token::Kind::gap, kNone});
    for (std::string_view left = run; !left.empty();) {
      const std::string_view character = left.substr(0, language::bytes_of_first(left));
      if (!is_letter(character) && !is_apostrophe(character) && character != "-") {
        return fail("'" + std::string(run) +
                    "' is no word; patterns have letters, digits, ' and - beside their notation, "
                    "and '...' stands alone");
      }
      left.remove_prefix(character.size());
    }
    words_.read(run);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      add({Token::Kind::word, names_.words.intern(words_[i])});
    }
  }

  void add(Token token) {
    if (!is_in_group_) group_.assign(1, {});
    group_.back().push_back(token);
    if (!is_in_group_) into_.parts.push_back(std::move(group_));
  }

  static bool is_gap(const Alternative& tokens, std::size_t at) {
    return at < tokens.size() && tokens[at].kind == Token::Kind::gap;
  }

  void check_gaps() {
    const std::vector<Part>& parts = into_.parts;
    const auto is_gap_part = [&](std::size_t at) {
      return at < parts.size() && parts[at].size() == 1 && is_gap(parts[at][0], 0);
    };
    const bool is_first = is_gap_part(0) && !into_.is_at_start;
    const bool is_last = is_gap_part(parts.size() - 1) && !into_.is_at_end;
    if (is_first || is_last) {
      return fail("'...' stands between words; leave it out at the start and the end");
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (is_gap_part(i) && is_gap_part(i + 1)) return fail("'...' twice in a row; write it once");
    }
  }

  bool may_be_empty() const {
    const auto is_of_gaps = [](const Alternative& tokens) {
      return std::all_of(tokens.begin(), tokens.end(),
                         [](const Token& token) { return token.kind == Token::Kind::gap; });
    };
    return std::all_of(into_.parts.begin(), into_.parts.end(), [&](const Part& part) {
      return std::any_of(part.begin(), part.end(), is_of_gaps);
    });
  }

  void note_needs() {
    for (const Part& part : into_.parts) {
      if (part.size() != 1) continue;
      for (const Token& token : part.front()) {
        if (token.kind == Token::Kind::thing) into_.needs_thing = true;
        if (token.kind == Token::Kind::word) into_.needed_word = token.number;
      }
    }
  }

  void fail(std::string message) { fault_ = std::move(message); }

  std::string_view rest_;
  Compiled& names_;
  Pattern& into_;
  Part group_;
  bool is_in_group_ = false;
  Words words_;
  std::string fault_;
};

}  // namespace

std::string read_pattern(std::string_view text, Compiled& names, Pattern& into) {
  into.text = text;
  return PatternReader(text, names, into).read();
}

}  // namespace skald::speech::intents
