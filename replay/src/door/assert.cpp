#include "skald/replay/assert.h"

#include <cstdio>
#include <cstdlib>

namespace skald::detail {

void assertion_failed(const char* expression, const char* message, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: skald: %s (%s)\n", file, line, message, expression);
  std::abort();
}

}  // namespace skald::detail
