// A rule's text, cut at the top level: text, #tags# and [actions]. Tracery cuts again what is
// inside, one level at a time; so does the compiler.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace skald::speech::grammar {

struct Section {
  enum class Kind : std::uint8_t { text, tag, action };
  Kind kind = Kind::text;
  std::string_view raw;  // without the signs around it
};

struct Sections {
  std::vector<Section> list;
  std::string_view fault;  // what a writer cannot have meant; expansion goes on all the same
};

enum class Part : std::uint8_t {
  rule,
  tag,  // the inside of one: parentheses after a modifier's name hold parameters
};

Sections split(std::string_view text, Part part);

/// Where the parenthesis is closed that was opened before `from`; npos if it is not. As everywhere
/// in a grammar, a backslash takes the next character's meaning.
std::size_t find_closing(std::string_view text, std::size_t from);

/// "symbol.modifier.modifier(p,p)" at its dots, but for those among parameters. At least one part.
std::vector<std::string_view> split_at_dots(std::string_view text);

/// The rules of a push at their commas, but for those within brackets or parameters. At least one.
std::vector<std::string_view> split_rules(std::string_view text);

/// A modifier's parameters at their commas. At least one.
std::vector<std::string_view> split_parameters(std::string_view text);

}  // namespace skald::speech::grammar
