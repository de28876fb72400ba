// Languages: how words bend, read from a rule file such as data/languages/en.json. The code knows
// no language; llm/LANGUAGES.md describes the file and the modifiers.
//
//     auto english = Language::load("en.json", json);
//     std::string text = "old wolf";
//     english->change("plural", text);          // "old wolves"
//     english->change("an", text = "hour");     // "an hour"
//
// Pure. No input makes a change hang or crash, or makes much of little.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "skald/replay/result.h"

namespace skald {

namespace speech::language {
struct Compiled;
}  // namespace speech::language

/// CLDR's categories of numbers. A language uses some of them; `other` is in all.
enum class PluralCategory : std::uint8_t { zero, one, two, few, many, other };

/// "zero", "one" and so on: the names that CLDR and rule files use.
std::string_view to_string(PluralCategory category);

/// Immutable after it is made; any thread may use it.
class Language {
 public:
  /// bad_content with file, line and remedy for a file with a fault. `file` is for messages only.
  static Result<Language> load(std::string_view file, std::string_view json);

  Language(Language&&) noexcept;
  Language& operator=(Language&&) noexcept;
  ~Language();

  /// What the file calls itself: "en".
  std::string_view name() const;

  /// What `change` knows, in order.
  std::vector<std::string_view> modifiers() const;

  /// Changes the text in place as the modifier does in a grammar. False, and the text as it was: no
  /// such modifier, or it cannot be done (a number that is none, a missing mark or parameter).
  bool change(std::string_view modifier, ModifiedText& text,
              std::span<const std::string_view> parameters) const;
  /// The whole of `text`.
  bool change(std::string_view modifier, std::string& text,
              std::initializer_list<std::string_view> parameters = {}) const;

  /// The category of a number as it is written: "1" and "1.0" may differ. "1.2c6" is CLDR's way to
  /// write "1.2 million". Nothing for what is no number, or has more than 18 digits on one side.
  std::optional<PluralCategory> cardinal(std::string_view number) const;
  std::optional<PluralCategory> ordinal(std::string_view number) const;

  /// What the file lacks, one sentence each: sections, modifiers that every language is asked for,
  /// numbers that have no words. Empty for a complete file.
  std::vector<std::string> gaps() const;

 private:
  friend void add_language_modifiers(Modifiers& modifiers, const Language& language);
  explicit Language(std::unique_ptr<const speech::language::Compiled> compiled);
  std::unique_ptr<const speech::language::Compiled> compiled_;
};

/// All that `change` knows, as modifiers of grammars. Tracery's own keep their meaning. The
/// grammars that are loaded with them use the language, which must outlive them; it may be moved.
void add_language_modifiers(Modifiers& modifiers, const Language& language);

}  // namespace skald
