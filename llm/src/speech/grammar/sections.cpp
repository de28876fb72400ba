#include "speech/grammar/sections.h"

#include <cstddef>
#include <utility>

namespace skald::speech::grammar {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// Finds where parameters end, in time linear in the text for all questions together: a hostile
/// rule has very many parentheses that are never closed.
class Parameters {
 public:
  explicit Parameters(std::string_view text) : text_(text) {}

  /// For the parenthesis at `at` in a tag that started at `first`: where it is closed, if it holds
  /// parameters, else `at`.
  std::size_t skip(std::size_t first, std::size_t at) {
    if (never_closed_ || !follows_modifier(first, at)) return at;
    const std::size_t closing = find_closing(text_, at + 1);
    never_closed_ = closing == kNone;
    return never_closed_ ? at : closing;
  }

 private:
  bool follows_modifier(std::size_t first, std::size_t at) const {
    for (std::size_t i = at; i > first; --i) {
      const char c = text_[i - 1];
      if (c == '.') return i < at;
      if (std::string_view("()[]#\\").find(c) != kNone) return false;
    }
    return false;
  }

  const std::string_view text_;
  bool never_closed_ = false;
};

class Splitter {
 public:
  Splitter(std::string_view text, Part part) : text_(text), part_(part), parameters_(text) {}

  Sections split() {
    for (at_ = 0; at_ < text_.size(); ++at_) read(text_[at_]);
    close(text_.size(), Section::Kind::text);
    if (in_tag_) sections_.fault = "a tag is not closed; write \\# for a #";
    if (depth_ > 0) sections_.fault = "a [ is not closed; write \\[ for a bracket";
    if (depth_ < 0) sections_.fault = "a ] was not opened; write \\] for a bracket";
    return std::move(sections_);
  }

 private:
  void read(char c) {
    const bool open_text = depth_ == 0 && !in_tag_;
    switch (c) {
      case '[':
        if (open_text) close(at_, Section::Kind::text);
        ++depth_;
        break;
      case ']':
        --depth_;
        if (depth_ == 0 && !in_tag_) close(at_, Section::Kind::action);
        break;
      case '#':
        if (depth_ != 0) break;
        close(at_, in_tag_ ? Section::Kind::tag : Section::Kind::text);
        in_tag_ = !in_tag_;
        break;
      case '\\':
        ++at_;
        break;
      case '(':
        if (depth_ == 0 && (in_tag_ || part_ == Part::tag)) at_ = parameters_.skip(start_, at_);
        break;
      default:
        break;
    }
  }

  void close(std::size_t end, Section::Kind kind) {
    const std::string_view raw = text_.substr(start_, end - start_);
    if (kind != Section::Kind::text || !raw.empty()) sections_.list.push_back({kind, raw});
    start_ = end + 1;
  }

  const std::string_view text_;
  const Part part_;
  Parameters parameters_;
  Sections sections_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  int depth_ = 0;
  bool in_tag_ = false;
};

/// Cuts at `separator` where `skip`, called for every other character, has not moved beyond it.
template <class Skip>
std::vector<std::string_view> cut(std::string_view text, char separator, Skip skip) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (skip(i)) {
      continue;
    } else if (text[i] == separator) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

}  // namespace

Sections split(std::string_view text, Part part) { return Splitter(text, part).split(); }

std::size_t find_closing(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == ')') {
      return i;
    }
  }
  return kNone;
}

std::vector<std::string_view> split_at_dots(std::string_view text) {
  Parameters parameters(text);
  return cut(text, '.', [&](std::size_t& i) {
    if (text[i] == '(') i = parameters.skip(0, i);
    return false;
  });
}

std::vector<std::string_view> split_rules(std::string_view text) {
  Parameters parameters(text);
  std::size_t tag_start = 0;
  bool in_tag = false;
  int depth = 0;
  return cut(text, ',', [&](std::size_t& i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
    if (text[i] == '#') {
      in_tag = !in_tag;
      tag_start = i + 1;
    }
    if (text[i] == '(' && in_tag) i = parameters.skip(tag_start, i);
    return depth > 0;
  });
}

std::vector<std::string_view> split_parameters(std::string_view text) {
  return cut(text, ',', [](std::size_t&) { return false; });
}

}  // namespace skald::speech::grammar
