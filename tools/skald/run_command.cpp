// `run`: the village without a screen.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <thread>

#include "commands.h"
#include "inputs_file.h"
#include "provider_flags.h"
#include "skald/engine/scripted_player.h"
#include "skald/llm/money.h"
#include "skald/skald.h"
#include "tool/json_lines.h"
#include "village_files.h"

namespace skald::cli {
namespace {

struct RunArguments {
  std::uint64_t ticks = 14'400;
  std::uint64_t seed = 1;
  std::uint32_t characters = 0;
  ProviderFlags provider{};
  std::string record;
  bool lean = false;
  std::string inputs;
  bool scripted = false;
  std::string rate = "max";
  VillageFlags village;
  bool json = false;
};

/// Holds ticks to a rate. 0: as fast as possible.
class Pace {
 public:
  explicit Pace(double ticks_per_second)
      : length_(ticks_per_second > 0 ? 1.0 / ticks_per_second : 0.0),
        next_(std::chrono::steady_clock::now()) {}
  void wait() {
    if (length_.count() <= 0) return;
    next_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(length_);
    std::this_thread::sleep_until(next_);
  }

 private:
  std::chrono::duration<double> length_;
  std::chrono::steady_clock::time_point next_;
};

Result<double> parse_rate(const std::string& text) {
  if (text == "max") return 0.0;
  double rate = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && rate > 0) return rate;
  return Error{ErrorCode::invalid_argument,
               "--rate " + text + ": expected ticks a second, or max; for example 60"};
}

/// What the calls cost of which the price is known, and how many others there were: an unknown
/// price must not look like none.
std::string cost_text(PicoUsd cost, std::uint64_t unpriced) {
  if (unpriced == 0) return to_text(cost);
  return fmt::format("{} and {} {} of unknown price", to_text(cost), tool::grouped(unpriced),
                     unpriced == 1 ? "call" : "calls");
}

void print_end(const RunArguments& arguments, const Session<Village>& session, const Voices& voices,
               const std::optional<RecordingSummary>& recording) {
  const Door& door = session.door();
  const PicoUsd cost{door.usage().cost_pico_usd};
  const std::uint64_t unpriced = voices.statistics().spend.unpriced_calls;
  if (arguments.json) {
    tool::JsonLine json;
    json.put("ticks", session.tick_number()).put("seed", arguments.seed);
    json.put("root", session.root().hex()).put("requests", door.requests());
    json.put("arrivals", door.arrivals()).put("tokens_in", door.usage().tokens_in);
    json.put("tokens_out", door.usage().tokens_out);
    json.put("cost_usd", static_cast<double>(cost.value) / 1e12).put("unpriced_calls", unpriced);
    if (recording) json.put("recording", recording->path).put("bytes", recording->bytes);
    json.print();
    return;
  }
  fmt::print("{} ticks, root {}\n", tool::grouped(session.tick_number()), session.root().hex());
  fmt::print("{} requests, {} arrivals, {}\n", tool::grouped(door.requests()),
             tool::grouped(door.arrivals()), cost_text(cost, unpriced));
  if (recording) {
    fmt::print("recorded {} ticks to {} ({:.1f} MB)\n", tool::grouped(recording->ticks),
               recording->path, static_cast<double>(recording->bytes) / 1e6);
  }
}

Result<Session<Village>> open_session(const RunArguments& arguments, Speaker& voices,
                                      std::vector<ContentFile> content, double rate) {
  OpenOptions options;
  options.seed = arguments.seed;
  options.voices = &voices;
  options.content = std::move(content);
  if (arguments.characters > 0) {
    options.options["characters"] = std::to_string(arguments.characters);
  }
  options.recording = arguments.record;
  options.level = arguments.lean ? RecordingLevel::lean : RecordingLevel::trace;
  options.when_behind =
      rate > 0 ? RecordingOptions::WhenBehind::stop : RecordingOptions::WhenBehind::wait;
  options.build = "skald " SKALD_VERSION;
  return open<Village>(std::move(options));
}

/// Says each kind of trouble once, and at the end how often it was.
class FailureLog {
 public:
  void take(Voices& voices) {
    for (const Failure& failure : voices.take_failures()) {
      const std::string text = to_text(failure);
      if (++counts_[text] == 1) fmt::print(stderr, "{}\n", text);
    }
  }
  void sum_up() const {
    for (const auto& [text, count] : counts_) {
      if (count > 1) fmt::print(stderr, "{} times: {}\n", tool::grouped(count), text);
    }
  }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

/// At full speed a tick waits for the words that are on their way, so that they are heard; at a
/// rate they come when they come.
void tick_all(const RunArguments& arguments, const std::vector<TimedInput>& inputs, double rate,
              Session<Village>& session, Voices& voices) {
  Pace pace(rate);
  FailureLog failures;
  const village::ScriptedPlayer player{.seed = arguments.seed};
  std::size_t next = 0;
  for (std::uint64_t i = 0; i < arguments.ticks; ++i) {
    const TickNumber tick = session.tick_number() + 1;
    for (; next < inputs.size() && inputs[next].tick <= tick; ++next) {
      give(session, inputs[next].input);
    }
    if (arguments.scripted) player.play(session);
    if (rate <= 0) voices.wait_until_idle();
    session.tick();
    failures.take(voices);
    pace.wait();
  }
  failures.sum_up();
}

int run(const RunArguments& arguments) {
  auto rate = parse_rate(arguments.rate);
  if (!rate) return complain(rate.error());
  auto content = village_content(arguments.village);
  if (!content) return complain(content.error());
  auto voices = open_voices(arguments.provider, *content);
  if (!voices) return complain(voices.error());
  std::vector<TimedInput> inputs;
  if (!arguments.inputs.empty()) {  // read against a world of its own: before anything is recorded
    RunArguments unrecorded = arguments;
    unrecorded.record.clear();
    auto trial = open_session(unrecorded, *voices, *content, *rate);
    if (!trial) return complain(trial.error());
    auto read = read_inputs(arguments.inputs, trial->world());
    if (!read) return complain(read.error());
    inputs = std::move(*read);
  }
  auto session = open_session(arguments, *voices, std::move(*content), *rate);
  if (!session) return complain(session.error());
  if (LogWriter* writer = recording_of(*session);
      writer != nullptr && writer->path() != arguments.record) {
    fmt::print(stderr, "{} exists; recording to {}\n", arguments.record, writer->path());
  }
  tick_all(arguments, inputs, *rate, *session, *voices);
  std::optional<RecordingSummary> recording;
  if (!arguments.record.empty()) {
    auto closed = close(*session);
    if (!closed) return complain(closed.error());
    recording = *closed;
  }
  print_end(arguments, *session, *voices, recording);
  return Exit::kYes;
}

}  // namespace

void add_run(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("run", "tick the village headless");
  auto arguments = std::make_shared<RunArguments>();
  command.add_option("--ticks", arguments->ticks, "how many; a village day is 14,400");
  command.add_option("--seed", arguments->seed, "the same seed and inputs give the same roots");
  command.add_option("--characters", arguments->characters, "how many villagers (1 to 10,000)")
      ->check(CLI::Range(1U, 10'000U));
  add_provider_flags(command, arguments->provider);
  command.add_option("--record", arguments->record, "record to this file");
  command.add_flag("--lean", arguments->lean,
                   "record arrivals and roots only, as shipped games do");
  command.add_option("--inputs", arguments->inputs, "inputs by tick, JSON Lines");
  command.add_flag("--scripted-player", arguments->scripted, "a player who walks about and talks");
  command.add_option("--rate", arguments->rate, "ticks a second, or max (default)");
  add_village_flags(command, arguments->village);
  command.add_flag("--json", arguments->json, "end with one JSON object");
  command.footer("Example: skald run --ticks 5000 --seed 7 --record a.skald --json");
  command.callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace skald::cli
