// Grammars: Tracery's JSON, expanded with the caller's randomness. Files that npm's tracery-grammar
// 2.8.4 expands come out the same, with the same number of draws; where Skald differs on purpose is
// listed in llm/GRAMMARS.md, with its own additions and the limits.
//
//     auto grammar = Grammar::load("greetings.json", R"({"hello": ["Hail, #name.capitalize#!"]})");
//     GrammarExpander expander(*grammar);
//     std::string text;
//     const GrammarOutcome outcome = expander.expand("hello", ask.facts, random, text);
//     if (!outcome) ...  // a symbol that there is not: let the next rule speak
//
// Texts from elsewhere, such as the lines of response rules, can be loaded with it: GrammarLine.
//
// Pure. No input makes an expansion hang, crash or take more memory than its limits say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/replay/request.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"
#include "skald/replay/world.h"

namespace skald {

namespace speech::grammar {
struct Compiled;
class Expansion;
}  // namespace speech::grammar

/// Where an expansion's choices come from.
class GrammarRandom {
 public:
  virtual ~GrammarRandom() = default;
  /// A number in [0, bound). `bound` is at least 1. Called once for every choice.
  virtual std::uint32_t below(std::uint32_t bound) = 0;
};

/// Choices from a keyed stream: one draw each, where Rng::below may take a second one to be free
/// of bias. That is at most bound / 2^32 here, and a count of draws that holds is worth more.
class KeyedGrammarRandom final : public GrammarRandom {
 public:
  explicit KeyedGrammarRandom(Rng rng) : rng_(rng) {}
  std::uint32_t below(std::uint32_t bound) override {
    return static_cast<std::uint32_t>((std::uint64_t{rng_.bits()} * bound) >> 32);
  }

 private:
  Rng rng_;
};

/// What a modifier works on: the end of a buffer, from `from`. What is before is not its own.
struct ModifiedText {
  std::string& buffer;
  const std::size_t from;
  const std::size_t bytes_max;  // of the buffer
  bool is_too_long = false;     // for a modifier that may make much of little: stops the expansion
  const void* context = nullptr;  // what the modifier was added with

  std::string_view view() const { return std::string_view(buffer).substr(from); }
};

/// Changes the text in place. False: it cannot, for want of a parameter; then the text gets
/// "((.name))" appended. The text is UTF-8 but for the bytes F8 to FB, which stand for a fact's
/// # [ ] \ and must stay as they are. Parameters have their escapes resolved.
using Modifier = bool (*)(ModifiedText& text, std::span<const std::string_view> parameters);

/// With what it needs beside the text; that must outlive the grammars which know the modifier.
struct BoundModifier {
  Modifier function = nullptr;
  const void* context = nullptr;
};

/// Modifiers by name.
class Modifiers {
 public:
  /// Tracery's base set: replace capitalizeAll capitalize a s firstS ed.
  static Modifiers english();

  /// A name that is there already gets the new meaning.
  void add(std::string_view name, Modifier modifier, const void* context = nullptr);
  /// Its function is null if there is none with this name.
  BoundModifier find(std::string_view name) const;
  /// In order.
  std::vector<std::string_view> names() const;

 private:
  std::vector<std::pair<std::string, BoundModifier>> by_name_;
};

struct GrammarOptions {
  Modifiers modifiers = Modifiers::english();
  /// Refuse at load what would show as an error in the text: a symbol that is neither in the files
  /// nor pushed nor among `facts`, a modifier that is not known, a tag or bracket left open.
  bool strict = false;
  /// Names that expansions will give; `strict` asks for them. Of lines, see GrammarLine::facts.
  std::vector<std::string> facts{};
};

/// A rule with a place of its own, for instance a line of a file of response rules. No tag can
/// refer to it. Needed while a grammar is loaded, not longer.
struct GrammarLine {
  std::string_view name;  // any text; for messages only, as is the place
  std::string_view file;
  int line = 0;
  std::string_view text;
  /// Names that expansions of this line will give. Of others it may use the files' symbols, what
  /// their rules push, and what it pushes itself.
  std::span<const std::string> facts{};
  std::string_view carrier{};  // the concept that gives them; for messages only
};

/// A name that one rule uses. The views live as long as the grammar.
struct GrammarUse {
  enum class Kind : std::uint8_t {
    tested,    // by `when`: a fact that is there whenever the rule is chosen
    expanded,  // "#name#", wherever it stands
    pushed,    // "[name:...]"
    modified,  // "#name.modifier#": told beside `expanded`, of the first modifier
  };

  Kind kind = Kind::expanded;
  std::string_view name;
  bool is_symbol = false;       // of the files. Else a fact, or what some rule pushes
  std::uint32_t rule = 0;       // of the symbol's rules, from 0; 0 for a line
  int line = 0;                 // of the rule, in its file
  std::string_view modifier{};  // for `modified`, without its dot
};

/// Where a symbol is defined. The view lives as long as the grammar.
struct GrammarPlace {
  std::string_view file;
  int line = 0;
};

/// Immutable after it is made; any thread may expand it, each with its own GrammarExpander.
class Grammar {
 public:
  /// bad_content with file, line and symbol for a file with a fault. `file` is for messages only.
  static Result<Grammar> load(std::string_view file, std::string_view json,
                              const GrammarOptions& options = {});
  /// The same for the symbols of several files together, and for lines over them. A symbol may be
  /// in one file only. Lines are always strict: `options.strict` and `options.facts` are for files;
  /// a line that uses one of these facts and is not given it is refused with the remedy.
  static Result<Grammar> load(std::span<const ContentFile> files,
                              std::span<const GrammarLine> lines,
                              const GrammarOptions& options = {});

  Grammar(Grammar&&) noexcept;
  Grammar& operator=(Grammar&&) noexcept;
  ~Grammar();

  bool has(std::string_view symbol) const;
  /// The files' symbols, in their order. The views live as long as the grammar.
  std::vector<std::string_view> symbols() const;

  // For linters. What a fact's text names (".expand") is not known before it is expanded.

  /// What the symbol's rules use themselves, rule by rule, each use once a rule: first
  /// what is tested, then as it is written. Nothing for a symbol that there is not.
  std::vector<GrammarUse> uses(std::string_view symbol) const;
  /// The same for a line, by its position among those that were loaded.
  std::vector<GrammarUse> line_uses(std::size_t line) const;
  /// All its rules have a `when`: it may be that none of them holds.
  bool is_conditional(std::string_view symbol) const;
  /// The symbols that no line comes to, nor "origin", with which programs start; through whatever
  /// symbols and rules; in the files' order.
  std::vector<std::string_view> unused() const;
  /// Line 0 for a symbol that there is not.
  GrammarPlace place(std::string_view symbol) const;

 private:
  friend class GrammarExpander;
  explicit Grammar(std::unique_ptr<const speech::grammar::Compiled> compiled);
  std::unique_ptr<const speech::grammar::Compiled> compiled_;
};

struct GrammarLimits {
  std::uint32_t depth = 256;          // rules within one another
  std::uint32_t steps = 100'000;      // pieces of rules, choices, and 16 bytes under a modifier
  std::uint32_t bytes = 64U * 1024U;  // of text; the same again for what is pushed
};

/// What came of one expansion.
struct GrammarOutcome {
  enum class Stop : std::uint8_t { none, depth, steps, bytes };

  /// The limit that it ran into; then there is no text.
  Stop stop = Stop::none;
  /// The first symbol or ".modifier" that there is not, or of whose rules none holds; empty if
  /// there was none. The text has "((name))" in its place. Lives until the expander is used again.
  std::string_view unresolved{};
  /// Of such a modifier: the text that it could not change, null if nobody knows the modifier; and
  /// its parameters. They live as long.
  std::string_view given{};
  std::span<const std::string_view> parameters{};

  /// The text is what its writer meant.
  explicit operator bool() const { return stop == Stop::none && unresolved.empty(); }
};

std::string_view to_string(GrammarOutcome::Stop stop);

/// The memory that expansions need, kept between them: in steady state they allocate nothing. The
/// grammar must outlive it. One thread at a time.
class GrammarExpander {
 public:
  explicit GrammarExpander(const Grammar& grammar, GrammarLimits limits = {});
  GrammarExpander(GrammarExpander&&) noexcept;
  GrammarExpander& operator=(GrammarExpander&&) noexcept;
  ~GrammarExpander();

  /// Replaces `into` by an expansion of the symbol, as of "#symbol#". Facts are symbols with one
  /// text, taken as it is, without a draw; they come before the file's symbol of the same name, and
  /// of two with one name the first counts. Pushes of an earlier expansion are gone; shuffled decks
  /// go on where they were.
  GrammarOutcome expand(std::string_view symbol, std::span<const Fact> facts, GrammarRandom& random,
                        std::string& into);
  /// The same for a line, by its position among those that were loaded. Nothing is chosen, so that
  /// the line itself takes no draw.
  GrammarOutcome expand_line(std::size_t line, std::span<const Fact> facts, GrammarRandom& random,
                             std::string& into);

  /// New decks: the next expansion depends on its arguments only.
  void forget();

 private:
  std::unique_ptr<speech::grammar::Expansion> expansion_;
};

}  // namespace skald
