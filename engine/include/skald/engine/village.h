// The village: a sample world. Twenty people (or up to ten thousand) with needs, work, kin,
// problems and opinions, who tell each other what they saw, and get it wrong.
//
//     skald::Start start{.seed = 42, .content = *village_content(files_of("data"), "en")};
//     auto session = skald::Session<skald::Village>::open({.start = start, .speaker = &voices});
//     session->input(skald::village::Say{*find_person(session->world(), "maud"), "Good morning."});
//     session->tick();
//
// Integers only, systems in fixed order, nothing derived from anything but (start, arrivals). A day
// is 14,400 ticks. What the screen shows comes from village_view.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "skald/engine/village_affairs.h"
#include "skald/engine/village_cast.h"
#include "skald/engine/village_chronicle.h"
#include "skald/engine/village_content.h"
#include "skald/engine/village_inputs.h"
#include "skald/engine/village_people.h"
#include "skald/replay/table.h"
#include "skald/replay/world.h"

namespace skald {

struct Village {
  using Inputs =
      skald::Inputs<village::Go, village::Say, village::AskAbout, village::Give, village::Help>;
  static constexpr std::string_view kCompatibility = "village 2";

  /// Reads the content files and the option "characters" (1 to 10,000; without it, those of
  /// people.json).
  static Result<Village> start(const Start& start);

  void step(Tick& tick);
  /// "villager 17 Maud", "the mill", "problem 3 wolves": how reports call an entity.
  std::string entity_name(std::string_view component, std::uint32_t entity) const;
  /// False for the state of a village with other people or places: such a save is refused.
  bool is_sound() const;
  /// "day 3, evening", and what the player did, for transcripts.
  std::string moment_name(TickNumber tick) const;
  std::string input_text(const village::Go& go) const;
  std::string input_text(const village::Say& say) const;
  std::string input_text(const village::AskAbout& ask) const;
  std::string input_text(const village::Give& give) const;
  std::string input_text(const village::Help& help) const;

  std::shared_ptr<const village::VillageContent> content;
  std::shared_ptr<const village::Cast> cast;

  // By villager.
  Table<village::Body> bodies;
  Table<village::Presence> presence;
  Table<village::Feelings> feelings;
  Table<village::Relations> relations;
  Table<village::Beliefs> rumours;
  // By place.
  Table<village::Store> goods;
  Table<village::Crowd> crowds;
  // By slot.
  Table<village::Problem> problems;
  Table<village::Talk> talks;
  Table<village::Exchange> exchanges;
  Table<village::Entry> chronicle;  // a ring: entry n stands in row (n - 1) % kChronicleMax
  // One row each.
  Table<village::Visitor> player;
  Table<village::Patterns> patterns;
  Table<village::Annals> annals;
};

template <class V>
void describe(V& v, Village& village) {
  v("bodies", village.bodies);
  v("presence", village.presence);
  v("feelings", village.feelings);
  v("relations", village.relations);
  v("rumours", village.rumours);
  v("goods", village.goods);
  v("crowds", village.crowds);
  v("problems", village.problems);
  v("talks", village.talks);
  v("exchanges", village.exchanges);
  v("chronicle", village.chronicle);
  v("player", village.player);
  v("patterns", village.patterns);
  v("annals", village.annals);
}

}  // namespace skald
