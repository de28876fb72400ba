// scenario_runner: ticks a scenario and prints the root of every tick. Core only, so that it runs
// on every machine that core runs on.
#include <charconv>
#include <clocale>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/world/digest_recorder.h"
#include "scenario/world/golden.h"
#include "scenario/world/heap_noise.h"
#include "scenario/world/scenario.h"

namespace skald::scenario {
namespace {

constexpr const char* kUsage =
    R"(usage: scenario_runner NAME [options]
       scenario_runner --list

Ticks a scenario and prints "tick root" for every tick. The n-th line is the n-th tick played: a
scenario that loads saves counts on across them.

  --ticks N           how many (default: as many as tests/golden pins)
  --seed S            default 42
  --workers N         threads that step the scenario `workers` (default 1)
  --restore-every K   each K ticks go on in a new world made from a restore point, and play ahead
                      and roll back
  --perturb-heap      allocate and free blocks of random sizes before and between ticks
  --record LEVEL      lean or trace: events go to a recorder; the last line is their digest
  --golden            print what tests/golden pins instead of every root
  --list              print the scenarios' names and ticks

Exit status: 0 done, 2 unusable arguments.

example: scenario_runner zoo --ticks 100 --restore-every 9
)";

struct Arguments {
  std::string name;
  std::optional<std::uint64_t> ticks;
  RunOptions options;
  std::uint64_t restore_every = 0;
  bool perturb_heap = false;
  bool golden = false;
  bool list = false;
  std::string record;
};

bool read_number(std::string_view text, std::uint64_t& into) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

/// Takes an option with a value. An empty text, or what is wrong with it.
std::string take_option(std::string_view option, std::string_view value, Arguments& into) {
  if (option == "--record") {
    into.record = value;
    return value == "lean" || value == "trace" ? "" : "--record needs lean or trace";
  }
  std::uint64_t number = 0;
  if (!read_number(value, number)) return std::string(option) + " needs a number";
  if (option == "--ticks") {
    into.ticks = number;
  } else if (option == "--seed") {
    into.options.seed = number;
  } else if (option == "--workers") {
    into.options.workers = static_cast<unsigned>(number);
  } else if (option == "--restore-every") {
    into.restore_every = number;
  } else {
    return "unknown option '" + std::string(option) + "'";
  }
  return {};
}

std::string parse(const std::vector<std::string_view>& words, Arguments& into) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--list") {
      into.list = true;
    } else if (word == "--golden") {
      into.golden = true;
    } else if (word == "--perturb-heap") {
      into.perturb_heap = true;
    } else if (!word.starts_with("--") && into.name.empty()) {
      into.name = word;
    } else if (!word.starts_with("--")) {
      return "one scenario at a time, not also '" + std::string(word) + "'";
    } else if (i + 1 == words.size()) {
      return std::string(word) + " needs a value, or is no option";
    } else if (std::string fault = take_option(word, words[++i], into); !fault.empty()) {
      return fault;
    }
  }
  if (into.restore_every != 0 && !into.record.empty()) {
    return "--restore-every plays ticks twice, and would record them twice: leave out --record";
  }
  return into.list || !into.name.empty() ? "" : "which scenario?";
}

void restore(Run& run, std::uint64_t tick, std::uint64_t every) {
  if (every == 0 || tick % every != 0) return;
  run.rehearse(static_cast<int>(tick % 11) + 1);
  run.resume();
}

int play(const Arguments& arguments, std::uint64_t ticks, Run& run) {
  std::unique_ptr<HeapNoise> noise;
  if (arguments.perturb_heap) noise = std::make_unique<HeapNoise>(arguments.options.seed);
  std::vector<Digest> roots;
  for (std::uint64_t tick = 1; tick <= ticks; ++tick) {
    if (noise) noise->stir();
    run.tick();
    roots.push_back(run.root());
    if (!arguments.golden) {
      std::printf("%s %s\n", std::to_string(tick).c_str(), run.root().hex().c_str());
    }
    restore(run, tick, arguments.restore_every);
  }
  if (arguments.golden) {
    const std::string text = golden_text(arguments.name, arguments.options.seed, roots);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return 0;
}

int fail(const std::string& message) {
  std::fprintf(stderr, "scenario_runner: %s\n", message.c_str());
  return 2;
}

int run_main(const std::vector<std::string_view>& words) {
  Arguments arguments;
  if (const std::string fault = parse(words, arguments); !fault.empty()) {
    std::fputs(kUsage, stderr);
    return fail(fault);
  }
  if (arguments.list) {
    for (const Scenario& scenario : scenarios()) {
      std::printf("%s %s\n", std::string(scenario.name).c_str(),
                  std::to_string(scenario.ticks).c_str());
    }
    return 0;
  }
  const Scenario* scenario = find_scenario(arguments.name);
  if (scenario == nullptr) return fail("no scenario '" + arguments.name + "'; see --list");
  std::unique_ptr<DigestRecorder> recorder;
  if (!arguments.record.empty()) {
    recorder = std::make_unique<DigestRecorder>(arguments.record == "trace");
    arguments.options.recorder = recorder.get();
  }
  auto run = scenario->open(arguments.options);
  if (!run) return fail(run.error().message);
  const int status = play(arguments, arguments.ticks.value_or(scenario->ticks), **run);
  if (recorder) std::printf("recording %s\n", recorder->digest().hex().c_str());
  return status;
}

}  // namespace
}  // namespace skald::scenario

int main(int argc, char** argv) {
  // As a game may do: the surroundings' locale, whose commas must not reach a root.
  std::setlocale(LC_ALL, "");
  if (argc > 1 && std::string_view(argv[1]) == "--help") {
    std::fputs(skald::scenario::kUsage, stdout);
    return 0;
  }
  return skald::scenario::run_main({argv + 1, argv + argc});
}
