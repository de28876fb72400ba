// Where an Ollama server is, from what people have in OLLAMA_HOST.
#pragma once

#include <string>
#include <string_view>

namespace skald::voices {

/// A base URL without a slash at its end, read as Ollama's own programs read it: "0.0.0.0" (what a
/// server listens on) is 127.0.0.1, a missing scheme is http, and the port that goes without saying
/// is 11434, or the scheme's own if a scheme is given. A "/v1" or "/api" at the end is taken off.
/// The result is a URL only if something like one was given.
std::string ollama_endpoint(std::string_view given);

}  // namespace skald::voices
