#include "skald/replay/assert.h"

#include <cstdio>  // determinism: says why the program dies, after which there is no state
#include <cstdlib>

namespace skald::detail {

void assertion_failed(const char* expression, const char* message, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: skald: %s (%s)\n", file, line, message,
               expression);  // determinism: last words
  std::abort();
}

}  // namespace skald::detail
