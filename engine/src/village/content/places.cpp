#include "village/content/reading.h"

namespace skald::village {
namespace {

Result<PlaceContent> read_place(const Document& document, const Value& value,
                                const VillageContent& known) {
  PlaceContent place;
  ObjectReader reader(document, value);
  reader.text("id", place.id);
  reader.integer("east", place.east, -120, 120);
  reader.integer("north", place.north, -120, 120);
  read_flag(reader, "gathering", place.gathering);
  read_flag(reader, "market", place.market);
  refuse_twice(reader, value, known.places, place.id);
  if (Status status = reader.finish(); !status) return status.error();
  return place;
}

}  // namespace

Status read_places(const Document& document, VillageContent& into) {
  auto list = list_in(document, "places", 200);
  if (!list) return list.error();
  bool gathering = false;
  into.market = kNoIndex;
  for (const Value& value : (*list)->list) {
    auto place = read_place(document, value, into);
    if (!place) return place.error();
    gathering = gathering || place->gathering;
    if (place->market) {
      if (into.market != kNoIndex) return fault_at(document, value, "a second market");
      into.market = static_cast<std::int32_t>(into.places.size());
    }
    into.places.push_back(std::move(*place));
  }
  if (into.market == kNoIndex) {
    return fault_at(document, **list, "one place must have \"market\": true");
  }
  if (!gathering) {
    return fault_at(document, **list, "at least one place must have \"gathering\": true");
  }
  return Done{};
}

}  // namespace skald::village
