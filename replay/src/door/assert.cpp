#include "skald/replay/assert.h"

#include <cstdio>  // determinism: says why the program dies, after which there is no state
#include <cstdlib>
#include <string>

namespace skald::detail {

void assertion_failed(const char* expression, const char* message, const char* file, int line) {
  const std::string text = std::string(file) + ':' + std::to_string(line) + ": skald: " + message +
                           " (" + expression + ")\n";
  std::fputs(text.c_str(), stderr);  // determinism: last words
  std::abort();
}

}  // namespace skald::detail
