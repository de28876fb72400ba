// Which facts symbols come to, through whatever symbols and rules.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "speech/lint/loaded.h"

namespace skald::speech::lint {

/// A fact that a line may come to where it need not be there. Each place is told once, with the
/// first line that comes to it.
void find_missing_facts(const Loaded& loaded, std::vector<ContentFinding>& findings);

/// The symbols that refused lines name, or seem to, and all that these come to.
std::set<std::string_view> symbols_of_refused(const Loaded& loaded);

/// The symbols that each line comes to, by line; in the order of names.
std::vector<std::vector<std::string_view>> symbols_by_line(const Loaded& loaded);

}  // namespace skald::speech::lint
