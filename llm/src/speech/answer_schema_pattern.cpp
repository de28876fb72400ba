#include "speech/answer_schema_pattern.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "speech/answer_schema_code_points.h"

namespace skald::answer_schema {
namespace {

constexpr int kGroupDepthMax = 32;  // the parser recurses into groups
constexpr std::uint32_t kRepeatsMax = 1000;

using Program = std::vector<Instruction>;

std::optional<char32_t> control_escape(char32_t letter) {
  switch (letter) {
    case 't':
      return U'\t';
    case 'n':
      return U'\n';
    case 'v':
      return U'\v';
    case 'f':
      return U'\f';
    case 'r':
      return U'\r';
    default:
      return std::nullopt;
  }
}

std::optional<char32_t> hexadecimal(char32_t digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return std::nullopt;
}

bool is_ascii_punctuation(char32_t point) {
  return point > 0x20 && point < 0x7F && !(point >= '0' && point <= '9') &&
         !(point >= 'A' && point <= 'Z') && !(point >= 'a' && point <= 'z');
}

Instruction jump(std::int32_t offset) { return {Instruction::Kind::jump, 0, offset, 0}; }

Instruction split(std::int32_t offset, std::int32_t offset2) {
  return {Instruction::Kind::split, 0, offset, offset2};
}

std::int32_t length(const Program& program) { return static_cast<std::int32_t>(program.size()); }

void append(Program& into, const Program& program) {
  into.insert(into.end(), program.begin(), program.end());
}

class PatternParser {
 public:
  PatternParser(std::string_view pattern, std::size_t instructions_max)
      : instructions_max_(instructions_max) {
    if (pattern.find('\0') != std::string_view::npos) fail("a NUL; write \\x00");
    while (!pattern.empty()) points_.push_back(take_code_point(pattern));
  }

  Result<Pattern> parse() {
    result_.program = alternatives();
    if (!failed_ && at_ < points_.size()) fail("a ')' without its '('");
    if (!failed_ && result_.program.size() > instructions_max_) too_large();
    if (failed_) return Error{ErrorCode::invalid_argument, message_};
    return std::move(result_);
  }

 private:
  struct Repeats {
    std::uint32_t least = 1;
    std::optional<std::uint32_t> most = 1;  // none: without end
  };

  bool more() const { return !failed_ && at_ < points_.size(); }
  char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < points_.size() ? points_[at_ + ahead] : 0;
  }
  bool take(char32_t wanted) {
    if (!more() || points_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void fail(std::string_view sentence) {
    if (failed_) return;
    failed_ = true;
    message_ = std::string(sentence) + " (at character " + std::to_string(at_ + 1) + ")";
  }
  void too_large() { fail("the pattern repeats too much: it needs too many states"); }

  Program alternatives() {
    Program result = sequence();
    while (take('|')) {
      const Program other = sequence();
      Program both = {split(1, length(result) + 2)};
      append(both, result);
      both.push_back(jump(length(other) + 1));
      append(both, other);
      result = std::move(both);
      if (result.size() > instructions_max_) too_large();
    }
    return result;
  }

  Program sequence() {
    Program result;
    while (more() && peek() != '|' && peek() != ')') {
      append(result, term());
      if (result.size() > instructions_max_) too_large();
    }
    return result;
  }

  Program term() {
    if (take('^')) return {{Instruction::Kind::at_begin, 0, 0, 0}};
    if (take('$')) return {{Instruction::Kind::at_end, 0, 0, 0}};
    const Program once = atom();
    const Repeats repeats = quantifier();
    take('?');  // a lazy quantifier finds a match elsewhere, but not more or fewer texts
    return failed_ ? Program{} : repeated(once, repeats);
  }

  Program atom() {
    if (take('(')) return group();
    if (take('[')) return one_of(bracket_set());
    if (take('.')) return one_of(complement(line_ends()));
    if (take('\\')) return one_of(escape());
    const char32_t point = peek();
    if (point == '*' || point == '+' || point == '?') fail("nothing to repeat");
    if (point == '{' || point == '}' || point == ']') {
      fail("a bracket that stands for itself must be escaped with \\");
    }
    ++at_;
    return one_of({{point, point}});
  }

  Program group() {
    if (take('?') && !take(':')) {
      fail("look-around and named groups are not supported; (...) and (?:...) are");
    }
    if (++group_depth_ > kGroupDepthMax) fail("groups nest too deep");
    Program result = failed_ ? Program{} : alternatives();
    --group_depth_;
    if (!take(')')) fail("a '(' without its ')'");
    return result;
  }

  Program one_of(CodePointSet set) {
    result_.sets.push_back(std::move(set));
    const auto index = static_cast<std::uint32_t>(result_.sets.size() - 1);
    return {{Instruction::Kind::one_of, index, 0, 0}};
  }

  /// After a backslash: what it and the next characters stand for.
  CodePointSet escape() {
    if (!more()) {
      fail("a backslash at the end");
      return {};
    }
    const char32_t letter = peek();
    if (auto set = named_set(letter)) {
      ++at_;
      return *set;
    }
    std::optional<char32_t> point = control_escape(letter);
    if (is_ascii_punctuation(letter)) point = letter;
    if (letter == 'x') point = hexadecimal_escape(2);
    if (letter == 'u') point = hexadecimal_escape(4);
    if (!point) {
      fail(std::string("the escape \\") + (letter < 0x80 ? static_cast<char>(letter) : '?') +
           " is not supported; \\d \\w \\s, \\t \\n \\v \\f \\r, \\xHH, \\uHHHH and escaped "
           "punctuation are");
      return {};
    }
    ++at_;
    return {{*point, *point}};
  }

  /// Leaves the last digit to be taken.
  std::optional<char32_t> hexadecimal_escape(int digits) {
    char32_t point = 0;
    for (int i = 0; i < digits; ++i) {
      const auto digit = hexadecimal(peek(1));
      if (!digit) return std::nullopt;
      point = point * 16 + *digit;
      ++at_;
    }
    if (point >= 0xD800 && point <= 0xDFFF) {
      fail("half of a surrogate pair: write the character itself");
    }
    return point;
  }

  CodePointSet bracket_set() {
    const bool negated = take('^');
    CodePointSet set;
    while (more() && peek() != ']') {
      CodePointSet first = bracket_element();
      if (peek() != '-' || peek(1) == ']' || peek(1) == 0) {
        set.insert(set.end(), first.begin(), first.end());
        continue;
      }
      ++at_;
      const CodePointSet last = bracket_element();
      if (failed_) return {};
      if (!is_single(first) || !is_single(last) || first[0].first > last[0].first) {
        fail("a range in [...] must go from a character to a later one");
        return {};
      }
      set.push_back({first[0].first, last[0].first});
    }
    if (!take(']')) fail("a '[' without its ']'");
    set = normalised(std::move(set));
    return negated ? complement(set) : set;
  }

  CodePointSet bracket_element() {
    if (take('\\')) return escape();
    const char32_t point = peek();
    ++at_;
    return {{point, point}};
  }

  static bool is_single(const CodePointSet& set) {
    return set.size() == 1 && set[0].first == set[0].last;
  }

  Repeats quantifier() {
    if (take('*')) return {0, std::nullopt};
    if (take('+')) return {1, std::nullopt};
    if (take('?')) return {0, 1};
    if (!take('{')) return {};
    Repeats result;
    result.least = count();
    result.most = result.least;
    if (take(',')) {
      result.most = std::nullopt;
      if (peek() != '}') result.most = count();
    }
    if (!take('}')) fail("expected {n}, {n,} or {n,m}");
    if (result.most && *result.most < result.least) fail("a repetition's end is below its begin");
    return result;
  }

  std::uint32_t count() {
    std::uint32_t result = 0;
    const std::size_t begin = at_;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      result = std::min(kRepeatsMax + 1, result * 10 + static_cast<std::uint32_t>(peek() - '0'));
    }
    if (at_ == begin) fail("expected {n}, {n,} or {n,m}");
    if (result > kRepeatsMax) fail("at most " + std::to_string(kRepeatsMax) + " repetitions");
    return result;
  }

  Program repeated(const Program& once, Repeats repeats) {
    if (repeats.least == 1 && repeats.most == 1U) return once;
    const std::size_t copies = std::max(repeats.least, repeats.most.value_or(0)) + std::size_t{1};
    if ((once.size() + 1) * copies > instructions_max_ + 2) {
      too_large();
      return {};
    }
    Program result;
    for (std::uint32_t i = 0; i < repeats.least; ++i) append(result, once);
    const std::int32_t size = length(once);
    if (!repeats.most) {
      result.push_back(split(1, size + 2));
      append(result, once);
      result.push_back(jump(-size - 1));
      return result;
    }
    for (std::uint32_t i = repeats.least; i < *repeats.most; ++i) {
      const auto rest = static_cast<std::int32_t>(*repeats.most - i);
      result.push_back(split(1, rest * (size + 1)));
      append(result, once);
    }
    return result;
  }

  std::vector<char32_t> points_;
  std::size_t at_ = 0;
  std::size_t instructions_max_;
  int group_depth_ = 0;
  Pattern result_;
  bool failed_ = false;
  std::string message_;
};

}  // namespace

Result<Pattern> compile_pattern(std::string_view pattern, std::size_t instructions_max) {
  return PatternParser(pattern, instructions_max).parse();
}

}  // namespace skald::answer_schema
