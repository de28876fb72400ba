// What a player's words are meant to do: greet, ask about somebody, threaten, leave. Rules and word
// lists, no model; the format is in llm/INTENTS.md. The code knows no language.
//
//     auto intents = IntentRules::load("intents.json", json);
//     const NamedThing things[] = {{"person", 17, {"maud"}}, {"place", 3, {"mill", "the mill"}}};
//     const Intent intent = intents->recognise("Maud, have you seen wolves by the mill?", things);
//     // intent.name == "ask_about", intent.thing == 1
//
// Pure. No text makes it hang or take much memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"

namespace skald {

namespace speech::intents {
struct Compiled;
}  // namespace speech::intents

/// Something that a player may mean, by the names that it goes by.
struct NamedThing {
  std::string_view kind;                 // "person", "place": the game's own
  std::uint32_t id = 0;                  // the game's own
  std::span<const std::string> names{};  // in any case; of one or several words
};

/// What was recognised. The views live as long as the rules.
struct Intent {
  static constexpr std::size_t kNoThing = ~std::size_t{0};

  std::string_view name;               // "none" if nothing fits
  std::size_t thing = kNoThing;        // index into the things given; what it is about
  std::size_t other_thing = kNoThing;  // a second one that was named
  std::int32_t score = 0;              // 0 for "none"; for reports
  std::string_view pattern{};          // that decided, as the file has it; for reports
  bool is_question = false;
};

/// Immutable after it is made; any thread may use it.
class IntentRules {
 public:
  /// bad_content with file, line and remedy for a file with a fault. `file` is for messages only.
  static Result<IntentRules> load(std::string_view file, std::string_view json);

  IntentRules(IntentRules&&) noexcept;
  IntentRules& operator=(IntentRules&&) noexcept;
  ~IntentRules();

  Intent recognise(std::string_view text, std::span<const NamedThing> things) const;

  /// The intents' names, in the file's order.
  std::vector<std::string_view> names() const;

 private:
  explicit IntentRules(std::unique_ptr<const speech::intents::Compiled> compiled);
  std::unique_ptr<const speech::intents::Compiled> compiled_;
};

}  // namespace skald
