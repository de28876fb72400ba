// Reads chat completions: chunks of a stream, or a whole body.
#pragma once

#include <memory>

#include "voices/providers/provider.h"

namespace skald::voices {

std::unique_ptr<Decoder> make_openai_decoder();

}  // namespace skald::voices
