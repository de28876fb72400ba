// Reads the Responses interface: events of a stream, or a whole response.
#pragma once

#include <memory>

#include "voices/providers/provider.h"

namespace skald::voices {

std::unique_ptr<Decoder> make_openai_responses_decoder();

}  // namespace skald::voices
