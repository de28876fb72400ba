// `replay`: prints what was said and done, by re-running the recording.
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "commands.h"
#include "json_lines.h"

namespace skald::tool {
namespace {

struct ReplayArguments {
  std::string path;
  TickNumber from = 0;
  TickNumber to = ~TickNumber{0};
  std::string speaker;
  double speed = 0;
  bool json = false;
};

/// One line of a transcript.
struct Line {
  Generation generation = 0;
  TickNumber tick = 0;
  std::string moment;
  std::string kind;  // "says", "input", "load"
  std::string who;
  std::string text;
};

class Transcript {
 public:
  Transcript(const ReplayArguments& arguments, std::uint32_t ticks_per_second)
      : arguments_(arguments), ticks_per_second_(ticks_per_second) {}

  void print(const Line& line) {
    if (line.tick < arguments_.from || line.tick > arguments_.to) return;
    if (!arguments_.speaker.empty() && line.who != arguments_.speaker) return;
    wait_until(line.tick);
    if (arguments_.json) {
      JsonLine json;
      json.put("generation", line.generation).put("tick", line.tick).put("moment", line.moment);
      json.put("kind", line.kind).put("who", line.who).put("text", line.text);
      json.print();
      return;
    }
    const std::string moment = line.moment.empty() ? "tick " + grouped(line.tick) : line.moment;
    if (moment != moment_) std::printf("%s\n", moment.c_str());
    moment_ = moment;
    std::printf("  %-10s %s\n", line.who.c_str(), line.text.c_str());
    std::fflush(stdout);
  }

 private:
  /// With --speed: as long after the line before as it was said, divided by the speed.
  void wait_until(TickNumber tick) {
    if (arguments_.speed > 0 && last_ != 0 && tick > last_) {
      const double seconds =
          static_cast<double>(tick - last_) / ticks_per_second_ / arguments_.speed;
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    }
    last_ = tick;
  }

  const ReplayArguments& arguments_;
  std::uint32_t ticks_per_second_;
  std::string moment_;
  TickNumber last_ = 0;
};

std::string name_or_number(const ReplayedWorld& world, EntityId speaker) {
  const std::string name = world.entity_name("speaker", speaker.value);
  return name.empty() ? "speaker " + std::to_string(speaker.value) : name;
}

void print_tick(Player& player, Transcript& transcript) {
  const ReplayedWorld& world = player.world();
  Door& door = player.door();
  Line line;
  line.generation = door.generation();
  line.tick = door.tick_number();
  line.moment = world.moment_name(line.tick);
  for (const AnyEvent& event : player.record().events) {
    if (const auto* input = std::get_if<event::Input>(&event)) {
      line.kind = "input";
      line.who = "player";
      line.text = world.input_text(input->type, as_bytes(input->payload.text));
      transcript.print(line);
    } else if (std::holds_alternative<event::Loaded>(event)) {
      line.kind = "load";
      line.who = ">";
      line.text = "an older save is loaded";
      transcript.print(line);
    }
  }
  for (const Arrival& arrival : door.tick().arrivals()) {
    if (arrival.kind != ArrivalKind::finished || arrival.so_far.empty()) continue;
    line.kind = "says";
    line.who = name_or_number(world, arrival.speaker);
    line.text = arrival.so_far;
    transcript.print(line);
  }
}

int run_replay(const ReplayArguments& arguments, const WorldHost& host) {
  const auto complain = [](const std::string& message, int status) {
    std::fprintf(stderr, "%s\n", message.c_str());
    return status;
  };
  auto reader = LogReader::open(arguments.path);
  if (!reader) return complain(reader.error().message, kUnusable);
  auto player = Player::open(*reader, host, nullptr);
  if (!player) return complain(player.error().message, kUnusable);
  Transcript transcript(arguments, reader->head().ticks_per_second);
  while (true) {
    auto more = player->read_tick();
    if (!more) return complain(more.error().message, kUnusable);
    if (!*more) break;
    player->enter();
    if (!player->misfit().empty()) {
      return complain("diverged at tick " + grouped(player->door().tick_number()) + ": " +
                          player->misfit() + "; run validate for the whole report",
                      kNo);
    }
    print_tick(*player, transcript);
    player->step();
  }
  if (!reader->complete()) {
    std::fprintf(stderr, "%s: never closed; this is all that was committed\n",
                 arguments.path.c_str());
  }
  return kYes;
}

}  // namespace

void add_replay(CLI::App& app, const WorldHost& host, int& exit) {
  CLI::App& command = *app.add_subcommand("replay", "print what happened in a recording");
  auto arguments = std::make_shared<ReplayArguments>();
  command.add_option("recording", arguments->path, "a recording")->required();
  command.add_option("--from", arguments->from, "first tick to print");
  command.add_option("--to", arguments->to, "last tick to print");
  command.add_option("--speaker", arguments->speaker, "only this speaker's lines");
  command.add_option("--speed", arguments->speed, "times the recorded pace; 0 (default): at once")
      ->check(CLI::NonNegativeNumber);
  command.add_flag("--json", arguments->json, "one JSON object a line");
  command.footer("Example: " + app.get_name() + " replay evening.skald --from 7200 --speaker Maud");
  command.callback([arguments, &host, &exit] { exit = run_replay(*arguments, host); });
}

}  // namespace skald::tool
