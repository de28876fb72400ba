// `inspect`: what a recording holds, and the state of its world at a tick.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "../log/calls.h"
#include "commands.h"
#include "json_lines.h"

namespace skald::tool {
namespace {

struct InspectArguments {
  std::string path;
  std::string at;
  std::string component;
  std::int64_t entity = -1;
  bool calls = false;
  bool arrivals = false;
  bool draws = false;
  bool json = false;
};

int complain(const std::string& message, int status) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return status;
}

int print_head(const LogReader& reader, const InspectArguments& arguments) {
  const RecordingHead& head = reader.head();
  std::error_code none;
  const std::uint64_t bytes = std::filesystem::file_size(reader.path(), none);
  const char* level = head.level == RecordingLevel::trace ? "trace" : "lean";
  if (arguments.json) {
    JsonLine json;
    json.put("recording", reader.path()).put("format", kFormatVersion);
    json.put("compatibility", head.compatibility).put("build", head.build).put("level", level);
    json.put("seed", head.start.seed).put("ticks", reader.ticks());
    json.put("ticks_per_second", head.ticks_per_second).put("complete", reader.complete());
    json.put("segments", std::uint64_t{reader.segments().size()}).put("bytes", bytes);
    json.put("content_files", std::uint64_t{head.start.content.size()});
    json.put("redacted", reader.redacted_bodies()).print();
    return kYes;
  }
  std::printf("%s\n", reader.path().c_str());
  std::printf("  world     %s, recorded by %s\n", head.compatibility.c_str(), head.build.c_str());
  std::printf("  level     %s, format %u\n", level, kFormatVersion);
  std::printf("  seed      %llu\n", static_cast<unsigned long long>(head.start.seed));
  for (const auto& [name, value] : head.start.options) {
    std::printf("  option    %s = %s\n", name.c_str(), value.c_str());
  }
  std::printf("  ticks     %s at %u a second%s\n", grouped(reader.ticks()).c_str(),
              head.ticks_per_second, reader.complete() ? "" : ", never closed");
  if (!reader.cut_short_by().empty())
    std::printf("  cut at    %s\n", reader.cut_short_by().c_str());
  std::printf("  size      %s bytes in %zu segments\n", grouped(bytes).c_str(),
              reader.segments().size());
  for (const ContentFile& file : head.start.content) {
    std::printf("  content   %s, %s bytes\n", file.name.c_str(),
                grouped(file.bytes.size()).c_str());
  }
  if (reader.redacted_bodies() > 0) {
    std::printf("  redacted  %s texts\n", grouped(reader.redacted_bodies()).c_str());
  }
  return kYes;
}

void print(const Call& call, bool as_json) {
  if (as_json) {
    JsonLine json;
    json.put("request", call.request).put("generation", call.generation);
    json.put("asked", call.asked).put("ended", call.ended).put("speaker", call.speaker);
    json.put("purpose", to_string(call.purpose)).put("outcome", call.outcome);
    json.put("source", call.source).put("rule", call.rule).put("why", to_string(call.why));
    json.put("bytes", call.bytes).put("tokens_in", call.usage.tokens_in);
    json.put("tokens_out", call.usage.tokens_out).put("cost_pico_usd", call.usage.cost_pico_usd);
    json.put("bills", call.bills).put("tokens_cached", call.tokens_cached);
    json.put("billed_pico_usd", call.billed_pico_usd).put("steps", call.steps).print();
    return;
  }
  const std::string why(call.why == Why::none ? "-" : to_string(call.why));
  std::printf("%8llu %10s %10s %8u %-10s %-10s %-16s %-16s %s\n",
              static_cast<unsigned long long>(call.request), grouped(call.asked).c_str(),
              call.ended == 0 ? "-" : grouped(call.ended).c_str(), call.speaker,
              std::string(to_string(call.purpose)).c_str(), call.outcome.c_str(), why.c_str(),
              call.source.c_str(), call.rule.c_str());
  if (!call.steps.empty()) std::printf("%9s%s\n", "", call.steps.c_str());
}

void print(const CallNotice& notice, bool as_json) {
  if (as_json) {
    JsonLine json;
    json.put("notice", notice.text).put("generation", notice.generation);
    json.put("tick", notice.tick).print();
  } else {
    std::printf("%8s %10s %s\n", "", grouped(notice.tick).c_str(), notice.text.c_str());
  }
}

/// Requests as they were asked, and between them what people were told meanwhile.
int print_calls(const LogReader& reader, const InspectArguments& arguments) {
  CallIndex index;
  if (Status done = read_all(reader, index); !done)
    return complain(done.error().message, kUnusable);
  if (!arguments.json) {
    std::printf("%8s %10s %10s %8s %-10s %-10s %-16s %-16s %s\n", "request", "asked", "ended",
                "speaker", "purpose", "outcome", "why", "source", "rule");
  }
  auto notice = index.notices().begin();
  const auto print_notices_before = [&](std::uint64_t request) {
    for (; notice != index.notices().end() && notice->after < request; ++notice) {
      print(*notice, arguments.json);
    }
  };
  for (const Call& call : index.calls()) {
    print_notices_before(call.request);
    print(call, arguments.json);
  }
  print_notices_before(~std::uint64_t{0});
  return kYes;
}

/// Prints the events that a flag asks for, each with its tick.
class EventPrinter : public EventSink {
 public:
  explicit EventPrinter(const InspectArguments& arguments) : arguments_(arguments) {}
  using EventSink::put;
  void put(const event::Sealed& value) override { cursor_.on(value); }
  void put(const event::Still& value) override { cursor_.on(value); }
  void put(const event::Loaded& value) override {
    cursor_.on(value);
    print(value, arguments_.arrivals);
  }
  void put(const event::Input& value) override { print(value, arguments_.arrivals); }
  void put(const event::Piece& value) override { print(value, arguments_.arrivals); }
  void put(const event::Finished& value) override { print(value, arguments_.arrivals); }
  void put(const event::Failed& value) override { print(value, arguments_.arrivals); }
  void put(const event::Heard& value) override { print(value, arguments_.arrivals); }
  void put(const event::Late& value) override { print(value, arguments_.arrivals); }
  void put(const event::Screen& value) override { print(value, arguments_.arrivals); }
  void put(const event::Billed& value) override { print(value, arguments_.arrivals); }
  void put(const event::Steps& value) override { print(value, arguments_.arrivals); }
  void put(const event::Notice& value) override { print(value, arguments_.arrivals); }
  void put(const event::Drew& value) override { print(value, arguments_.draws); }

 private:
  template <class E>
  void print(const E& value, bool wanted) {
    if (!wanted) return;
    const std::string text = to_text(value);
    if (arguments_.json) {
      JsonLine json;
      json.put("generation", cursor_.generation()).put("tick", cursor_.open_tick());
      json.put("event", text).print();
    } else {
      std::printf("%10s  %s\n", grouped(cursor_.open_tick()).c_str(), text.c_str());
    }
  }
  const InspectArguments& arguments_;
  TickCursor cursor_;
};

int print_events(const LogReader& reader, const InspectArguments& arguments) {
  if (arguments.draws && reader.head().level == RecordingLevel::lean) {
    return complain(reader.path() + ": a lean recording holds no draws; record at trace level",
                    kUnusable);
  }
  EventPrinter printer(arguments);
  if (Status done = read_all(reader, printer); !done) {
    return complain(done.error().message, kUnusable);
  }
  return kYes;
}

/// "41203" or "1:41203".
bool parse_moment(const std::string& text, Generation& generation, TickNumber& tick) {
  unsigned long long first = 0;
  unsigned long long second = 0;
  char rest = 0;
  generation = 0;
  if (std::sscanf(text.c_str(), "%llu:%llu%c", &first, &second, &rest) == 2) {
    generation = static_cast<Generation>(first);
    tick = second;
    return true;
  }
  tick = first;
  return std::sscanf(text.c_str(), "%llu%c", &first, &rest) == 1 && (tick = first, true);
}

void print_entity(const ReplayedWorld& world, const Component& component, std::size_t entity,
                  const InspectArguments& arguments) {
  std::vector<std::uint8_t> scratch;
  std::vector<Field> fields;
  if (!component.fields(component.write(entity, scratch), fields)) return;
  const std::string name = world.entity_name(component.name(), static_cast<std::uint32_t>(entity));
  for (const Field& field : fields) {
    if (arguments.json) {
      JsonLine json;
      json.put("component", component.name()).put("entity", std::uint64_t{entity});
      json.put("entity_name", name).put("field", field.path).put("value", field.value).print();
    } else {
      const std::string who = name.empty() ? std::to_string(entity) : name;
      std::printf("%s \u00b7 %s \u00b7 %s = %s\n", component.name().c_str(), who.c_str(),
                  field.path.c_str(), field.value.c_str());
    }
  }
}

int print_state(const LogReader& reader, const WorldHost& host, const InspectArguments& arguments) {
  Generation generation = 0;
  TickNumber tick = 0;
  if (!parse_moment(arguments.at, generation, tick)) {
    return complain("--tick " + arguments.at + ": expected T or G:T, for example 41203 or 1:41203",
                    kUnusable);
  }
  auto player = Player::open(reader, host, nullptr);
  if (!player) return complain(player.error().message, kUnusable);
  const Door& door = player->door();
  while (door.generation() != generation || door.tick_number() != tick) {
    auto more = player->next();
    if (!more) return complain(more.error().message, kUnusable);
    if (!*more) return complain("the recording has no tick " + arguments.at, kUnusable);
    if (!player->misfit().empty()) return complain(player->misfit(), kNo);
  }
  if (!arguments.json) {
    std::printf("tick %s  %s  root %s\n", grouped(tick).c_str(),
                player->world().moment_name(tick).c_str(), door.root().hex().c_str());
  }
  const StateTree& state = door.state();
  for (std::size_t i = 0; i < state.components(); ++i) {
    const Component& component = state.component(i);
    if (!arguments.component.empty() && component.name() != arguments.component) continue;
    for (std::size_t entity = 0; entity < component.size(); ++entity) {
      if (arguments.entity >= 0 && entity != static_cast<std::size_t>(arguments.entity)) continue;
      print_entity(player->world(), component, entity, arguments);
    }
  }
  return kYes;
}

int run_inspect(const InspectArguments& arguments, const WorldHost& host) {
  auto reader = LogReader::open(arguments.path);
  if (!reader) return complain(reader.error().message, kUnusable);
  if (!arguments.at.empty()) return print_state(*reader, host, arguments);
  if (arguments.calls) return print_calls(*reader, arguments);
  if (arguments.arrivals || arguments.draws) return print_events(*reader, arguments);
  return print_head(*reader, arguments);
}

}  // namespace

void add_inspect(CLI::App& app, const WorldHost& host, int& exit) {
  CLI::App& command = *app.add_subcommand("inspect", "what a recording holds");
  auto arguments = std::make_shared<InspectArguments>();
  command.add_option("recording", arguments->path, "a recording")->required();
  command.add_option("--tick", arguments->at, "the state after tick T, or G:T in generation G");
  command.add_option("--component", arguments->component, "with --tick: only this component");
  command.add_option("--entity", arguments->entity, "with --tick: only this entity");
  command.add_flag("--calls", arguments->calls, "every request, how it was answered, and notices");
  command.add_flag("--arrivals", arguments->arrivals,
                   "everything that entered or was billed, by tick");
  command.add_flag("--draws", arguments->draws, "random draws by stream and tick (trace level)");
  command.add_flag("--json", arguments->json, "one JSON object a line");
  command.footer("Example: " + app.get_name() + " inspect evening.skald --tick 41203 --entity 17");
  command.callback([arguments, &host, &exit] { exit = run_inspect(*arguments, host); });
}

}  // namespace skald::tool
