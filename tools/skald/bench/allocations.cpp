// Counts this program's allocations, a thread at a time: benches report them. malloc itself is
// wrapped, so that what C libraries and RapidJSON take counts too. Sanitizers bring their own.
#include <cstddef>

#include "bench/bench.h"

#if defined(__has_feature)
#define SKALD_HAS(name) __has_feature(name)
#else
#define SKALD_HAS(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || SKALD_HAS(address_sanitizer)

namespace skald::cli {
bool allocations_are_counted() { return false; }
std::uint64_t allocations() { return 0; }
}  // namespace skald::cli

#else

namespace {
thread_local std::uint64_t allocation_count = 0;
}

// glibc's own functions under their second names, which are reserved for it.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  ++allocation_count;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocation_count;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  ++allocation_count;
  return __libc_realloc(memory, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)

namespace skald::cli {
bool allocations_are_counted() { return true; }
std::uint64_t allocations() { return allocation_count; }
}  // namespace skald::cli

#endif
