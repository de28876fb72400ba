// What modifiers do to a text.
#pragma once

#include "speech/language/compiled.h"

namespace skald::speech::language {

/// Fills `changes` with all that the language's sections give, in order of their names. The
/// language must stay where it is from now on.
void add_changes(Compiled& language);

}  // namespace skald::speech::language
