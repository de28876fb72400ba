// A world's step on several threads, where the platform has any.
#pragma once

#include <cstddef>
#include <vector>

#if defined(__wasi__)
#define SKALD_SCENARIO_THREADS 0
#else
#define SKALD_SCENARIO_THREADS 1
#include <thread>
#endif

namespace skald::scenario {

/// Calls work(0) to work(count - 1), each on a thread of its own, and waits for all. Without
/// threads: one after the other, the last one first, so that it is not the order that helps.
template <class Work>
void on_threads(std::size_t count, const Work& work) {
#if SKALD_SCENARIO_THREADS
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  work(0);
  for (std::thread& thread : threads) thread.join();
#else
  for (std::size_t i = count; i-- > 0;) work(i);
#endif
}

}  // namespace skald::scenario
