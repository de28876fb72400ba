// Requests on their way, and what stays of them in memory once they are heard.
#pragma once

#include <string_view>

#include "village/moment.h"

namespace skald::village {

/// Asks for words and notes what to do when they come. False if too many are on their way: nothing
/// was asked then. `exchange.request` is filled in.
bool begin_exchange(Moment& moment, Exchange exchange, Ask ask);

/// Names what is told with (problem, severity, listener), for Said::told. Never 0.
std::uint32_t told_key(std::uint32_t problem, std::uint8_t severity, std::uint32_t listener);
bool was_told(const Village& village, std::uint32_t speaker, std::uint32_t key);

}  // namespace skald::village
