// What skald_embed puts into a program.
#pragma once

#include <string_view>

namespace skald::embedded {

/// A file that was compiled in. Both views live as long as the program.
struct File {
  std::string_view name;  // relative to data/, with forward slashes
  std::string_view bytes;
};

}  // namespace skald::embedded
