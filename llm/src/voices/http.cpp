#include "voices/http.h"

namespace skald::voices {

std::string_view HttpHead::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace skald::voices
