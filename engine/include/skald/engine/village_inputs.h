// What a player can do in the village. Each is recorded before it is applied. Ids come from
// village_view.h (find_person, find_place); one that names nothing is refused as data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skald::village {

/// Walks to a place. Takes as long as the way is.
struct Go {
  static constexpr std::string_view kInputName = "go";
  std::uint32_t place = 0;
};

/// Says something to a villager who is at the same place.
struct Say {
  static constexpr std::string_view kInputName = "say";
  std::uint32_t to = 0;
  std::string text;
};

/// Asks a villager about a problem, a person or a place, named in any words.
struct AskAbout {
  static constexpr std::string_view kInputName = "ask_about";
  std::uint32_t to = 0;
  std::string topic;
};

/// Gives goods that the player carries. `good` is its index in goods.json.
struct Give {
  static constexpr std::string_view kInputName = "give";
  std::uint32_t to = 0;
  std::uint32_t good = 0;
  std::uint32_t count = 1;
};

/// Lends a hand with an open problem, at its place. `problem` is its serial number.
struct Help {
  static constexpr std::string_view kInputName = "help";
  std::uint32_t problem = 0;
};

template <class V>
void describe(V& v, Go& go) {
  v("place", go.place);
}
template <class V>
void describe(V& v, Say& say) {
  v("to", say.to);
  v("text", say.text);
}
template <class V>
void describe(V& v, AskAbout& ask) {
  v("to", ask.to);
  v("topic", ask.topic);
}
template <class V>
void describe(V& v, Help& help) {
  v("problem", help.problem);
}
template <class V>
void describe(V& v, Give& give) {
  v("to", give.to);
  v("good", give.good);
  v("count", give.count);
}

}  // namespace skald::village
