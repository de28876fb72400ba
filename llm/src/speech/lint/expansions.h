// Lines expanded as a narrator would, and what of them does not resolve.
#pragma once

#include <compare>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "speech/lint/loaded.h"

namespace skald::speech::lint {

class Expansions {
 public:
  explicit Expansions(const Loaded& loaded);

  void try_for(std::uint32_t line, std::span<const Fact> moment, Rng rng);
  /// Whether a line that carries all that this symbol tests came to it where none of its rules
  /// held.
  bool has_failed(std::string_view symbol) const {
    return faults_.contains({std::string(symbol), {}});
  }
  /// One for each symbol, or modifier, that failed; and for each concept that lacks a fact for it.
  void add_to(std::vector<ContentFinding>& findings) const;

 private:
  struct Key {
    std::string what;       // symbol, ".modifier", or limit
    std::string lacking{};  // the concept that does not carry what the symbol tests

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Fault {
    std::uint32_t line = 0;  // the first one
    std::uint32_t latest = 0;
    std::size_t lines = 0;
    bool is_limit = false;
    std::string facts;  // "severity is 3": of the first one
    std::string why;    // "'.cardinal(one=wolf)' can't be done with '2'": the same
  };

  GrammarOutcome expand(std::uint32_t line, std::uint32_t choices);
  bool suits_some_text(std::uint32_t line, std::uint32_t choices, std::string_view modifier);
  void put_for_texts(std::string_view text);
  ContentFinding finding_for(const Key& key, const Fault& fault) const;
  std::vector<std::string_view> facts_tested_by(std::string_view symbol) const;

  const Loaded& loaded_;
  std::vector<std::string_view> texts_;  // facts that may be any text
  GrammarExpander expander_;
  std::vector<Fact> facts_;
  std::string text_;
  std::map<Key, Fault> faults_;
};

}  // namespace skald::speech::lint
