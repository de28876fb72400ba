// Paths of URLs, for providers whose endpoints have versions and whose models stand in paths.
#pragma once

#include <string>
#include <string_view>

namespace skald::voices {

/// The endpoint without slashes at its end, and with `path` ("/v1") if it has none of its own.
std::string with_default_path(std::string endpoint, std::string_view path);

/// The text as one segment of a path: all but letters, digits and "-._~:@" percent-encoded, so that
/// no model's name leads elsewhere.
std::string path_segment(std::string_view text);

}  // namespace skald::voices
