// Requests on their way, and what comes of them once they are heard.
#pragma once

#include <string_view>

#include "village/moment.h"

namespace skald::village {

/// Asks for words and notes what to do when they come. False if too many are on their way: nothing
/// was asked then. `exchange.request` is filled in.
bool begin_exchange(Moment& moment, Exchange exchange, Ask ask);

}  // namespace skald::village
