// Rule files, read and compiled.
#pragma once

#include <memory>
#include <span>

#include "skald/replay/result.h"
#include "skald/replay/world.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// See ResponseRules::load.
Result<std::unique_ptr<const Compiled>> load(std::span<const ContentFile> files);

}  // namespace skald::speech::rules
