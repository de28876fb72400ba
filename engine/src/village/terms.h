// What tools and screens say of the village: symbols of the language's terms.json, filled with
// facts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "skald/engine/village_content.h"
#include "skald/replay/request.h"
#include "skald/replay/rng.h"

namespace skald::village {

/// The first draw of everything: most terms have one text.
std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts = {});
/// One of the term's texts.
std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts, Rng rng);

}  // namespace skald::village
