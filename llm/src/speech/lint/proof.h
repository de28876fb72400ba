// Lines tried out at moments that are made up for them: whether they are ever chosen, and whether
// they can be said.
#pragma once

#include <vector>

#include "speech/lint/loaded.h"

namespace skald::speech::lint {

/// Lines that no moment chooses, and what does not resolve when it is chosen.
void prove_by_samples(const Loaded& loaded, const LintOptions& options,
                      std::vector<ContentFinding>& findings);

}  // namespace skald::speech::lint
