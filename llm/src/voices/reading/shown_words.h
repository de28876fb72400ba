// A provider's own words, as they may stand in a message for developers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::voices {

/// One line of UTF-8 without control characters, cut to about so many bytes, in which whatever
/// looks like a key is "[key]".
std::string shown_words(std::string_view words, std::size_t bytes_max = 300);

/// The same for a body that is no JSON: a page's title stands for the page.
std::string shown_body(std::string_view body);
bool is_web_page(std::string_view body);

}  // namespace skald::voices
