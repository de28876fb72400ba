// What tools and screens say of the village: symbols of the language's terms.json, filled with
// facts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "skald/engine/village_content.h"
#include "skald/replay/request.h"
#include "skald/replay/result.h"
#include "skald/replay/rng.h"
#include "skald/replay/world.h"

namespace skald::village {

/// Reads terms.json. bad_content with file and place, also for a term that is missing or that uses
/// what it will not be given.
Result<Grammar> load_terms(const ContentFile& file, const Language& language);

/// The first draw of everything: most terms have one text.
std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts = {});
/// One of the term's texts.
std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts, Rng rng);

}  // namespace skald::village
