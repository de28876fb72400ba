// Plays scenarios in this process.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "scenario/world/golden.h"
#include "scenario/world/scenario.h"

namespace skald::test {

using Roots = std::vector<Digest>;

inline scenario::RunOptions usual_options() { return {}; }

inline std::unique_ptr<scenario::Run> open_run(std::string_view name,
                                               const scenario::RunOptions& options) {
  auto run = scenario::find_scenario(name)->open(options);
  if (run) return std::move(*run);
  ADD_FAILURE() << run.error().message;
  return nullptr;
}

/// Plays as many ticks as are pinned; `after` is called after each.
template <class After>
Roots play(std::string_view name, const scenario::RunOptions& options, const After& after) {
  Roots roots;
  const auto run = open_run(name, options);
  if (run == nullptr) return roots;
  for (std::uint64_t n = 1; n <= scenario::find_scenario(name)->ticks; ++n) {
    run->tick();
    roots.push_back(run->root());
    after(*run, n);
  }
  return roots;
}
inline Roots play(std::string_view name, const scenario::RunOptions& options = usual_options()) {
  return play(name, options, [](scenario::Run&, std::uint64_t) {});
}

/// The first tick that differs, or 0.
inline std::size_t first_difference(const Roots& a, const Roots& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (!(a[i] == b[i])) return i + 1;
  }
  return a.size() == b.size() ? 0 : std::min(a.size(), b.size()) + 1;
}

inline std::string golden_of(std::string_view name) {
  std::ifstream file("tests/golden/" + std::string(name) + ".roots", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace skald::test
