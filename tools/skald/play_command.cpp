// `play`: the village at a terminal. Time passes with what the player does.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "commands.h"
#include "play_screen.h"
#include "provider_flags.h"
#include "saves.h"
#include "skald/engine/village_view.h"
#include "skald/skald.h"
#include "village_files.h"

namespace skald::cli {
namespace {

struct PlayArguments {
  std::uint64_t seed = 1;
  std::uint32_t characters = 0;
  ProviderFlags provider{};
  std::string record = "play.skald";
  bool no_record = false;
  std::uint64_t max_megabytes = 64;
  VillageFlags village;
};

constexpr TickNumber kMinute = 10;
constexpr TickNumber kHour = 600;
constexpr TickNumber kPatience = 30 * kMinute;  // how long the player waits for an answer

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// Takes the first word off.
std::string take_word(std::string& text) {
  const std::size_t end = text.find(' ');
  std::string word = text.substr(0, end);
  text = end == std::string::npos ? "" : trimmed(std::string_view(text).substr(end + 1));
  return word;
}

class Play {
 public:
  Play(Session<Village>& session, Voices& voices, std::string save_path)
      : session_(session), voices_(voices), save_path_(std::move(save_path)) {}

  void begin() {
    screen_.plain(
        "You have come to a village, and have nowhere to be. Type what you want to do; "
        "'help' lists it. What you type to nobody in particular is said to whom you "
        "spoke with last.");
    look();
  }

  void loop() {
    std::string line;
    while (!done_ && screen_.ask(line)) {
      line = trimmed(line);
      if (!line.empty()) obey(line);
    }
  }

 private:
  using Handler = void (Play::*)(std::string);
  struct Command {
    const char* name;
    const char* usage;
    const char* about;
    Handler handler;
    bool takes_words;  // "who is Edda?" is said, not done
  };
  static const std::vector<Command>& commands();

  const Village& world() const { return session_.world(); }

  void obey(std::string line) {
    const std::string typed = line;
    const std::string word = lower(take_word(line));
    for (const Command& command : commands()) {
      if (word != command.name || (!command.takes_words && !line.empty())) continue;
      return (this->*command.handler)(line);
    }
    if (const auto to = partner(typed)) return say_to(*to, typed);
    screen_.plain("Nobody is listening. Begin with a name: say maud good morning. Or: help.");
  }

  std::vector<std::uint32_t> people_here() const {
    const auto place = village::player_place(world());
    return place ? village::people_at(world(), *place) : std::vector<std::uint32_t>();
  }

  /// Whom words are for: somebody here whom they name, else the last partner, else who is alone
  /// here.
  std::optional<std::uint32_t> partner(const std::string& words) const {
    const std::vector<std::uint32_t> here = people_here();
    const std::string searched = lower(words);
    for (const std::uint32_t person : here) {
      const std::string name = lower(village::person_name(world(), person));
      if (searched.find(name) != std::string::npos) return person;
    }
    for (const std::uint32_t person : here) {
      if (person == partner_) return person;
    }
    if (here.size() == 1) return here.front();
    return std::nullopt;
  }

  // --- What the player can do.

  void help(std::string) {
    for (const Command& command : commands()) {
      screen_.plain(fmt::format("{:26} {}", command.usage, command.about));
    }
  }

  void look(std::string = {}) {
    heading();
    const auto place = village::player_place(world());
    if (!place) return screen_.plain("You are " + village::player_text(world()) + ".");
    const auto people = village::people_at(world(), *place);
    screen_.aside("It is " + village::clock_text(session_.tick_number()) + ".");
    if (people.empty()) screen_.plain("Nobody is here.");
    for (const std::uint32_t person : people) {
      screen_.plain(fmt::format("{} is here, {}.", village::person_name(world(), person),
                                village::activity_text(world(), person)));
    }
    for (const village::OpenProblem& problem : village::open_problems(world())) {
      if (problem.place == *place) screen_.aside("Here: " + problem.text + ".");
    }
  }

  void who(std::string) {
    for (std::uint32_t person = 0; person < world().bodies.size() && person < 60; ++person) {
      screen_.plain(fmt::format("{:10} {}", village::person_name(world(), person),
                                village::activity_text(world(), person)));
    }
  }

  void places(std::string) {
    std::string all;
    for (std::uint32_t place = 0; place < world().goods.size(); ++place) {
      all += (place == 0 ? "" : ", ") + std::string(village::place_name(world(), place));
    }
    screen_.plain(all);
  }

  void go(std::string where) {
    if (where.starts_with("to ")) where = where.substr(3);
    const auto place = village::find_place(world(), where);
    if (!place) return unknown("place", where, "places");
    session_.input(village::Go{*place});
    tick(1);
    if (refused()) return;
    for (TickNumber i = 0; i < 3 * kHour && village::player_place(world()) != place; ++i) tick(1);
    look();
  }

  void say(std::string rest) {
    std::string words = rest;
    const std::string first = take_word(words);
    const auto person =
        village::find_person(world(), lower(first) == "to" ? take_word(words) : first);
    if (person && !words.empty()) return say_to(*person, words);
    if (const auto to = partner(rest)) return say_to(*to, rest);
    screen_.plain("To whom? For example: say maud good morning");
  }

  /// True if they share a place; says where to find them otherwise.
  bool is_here(std::uint32_t person) {
    for (const std::uint32_t here : people_here()) {
      if (here == person) return true;
    }
    screen_.plain(fmt::format("{} is not here, but {}.", village::person_name(world(), person),
                              village::activity_text(world(), person)));
    return false;
  }

  void say_to(std::uint32_t person, const std::string& words) {
    if (!is_here(person)) return;
    partner_ = person;
    heading();
    screen_.speech("You", words);
    session_.input(village::Say{person, words});
    await_reply(person);
  }

  void ask(std::string rest) {
    std::string topic = rest;
    std::optional<std::uint32_t> person = village::find_person(world(), take_word(topic));
    if (person) {
      if (topic.starts_with("about ")) topic = topic.substr(6);
    } else {
      person = partner(rest);
      topic = rest.starts_with("about ") ? rest.substr(6) : rest;
    }
    if (!person || topic.empty()) return screen_.plain("For example: ask maud about wolves");
    if (!is_here(*person)) return;
    partner_ = person;
    heading();
    screen_.speech("You", "What do you know about " + topic + "?");
    session_.input(village::AskAbout{*person, topic});
    await_reply(*person);
  }

  void give(std::string rest) {
    const std::string name = take_word(rest);
    std::string good_name = take_word(rest);
    std::uint32_t count = 1;
    if (!good_name.empty() && std::isdigit(static_cast<unsigned char>(good_name[0])) != 0) {
      count = static_cast<std::uint32_t>(std::min(std::atol(good_name.c_str()), 1000L));
      good_name = take_word(rest);
    }
    const auto person = village::find_person(world(), name);
    const auto good = village::find_good(world(), good_name);
    if (!person || !good) return screen_.plain("For example: give maud 2 bread");
    if (!is_here(*person)) return;
    partner_ = person;
    session_.input(village::Give{*person, *good, count});
    await_reply(*person);
  }

  void lend_a_hand(std::string) {
    const auto place = village::player_place(world());
    for (const village::OpenProblem& problem : village::open_problems(world())) {
      if (!place || problem.place != *place) continue;
      heading();
      screen_.aside("You lend a hand with " + problem.text + ".");
      session_.input(village::Help{problem.serial});
      tick(1);
      if (!refused()) tick(2 * kHour);
      return look();
    }
    screen_.plain("There is nothing here that needs a hand. 'problems' says where there is.");
  }

  void problems(std::string) {
    const auto open = village::open_problems(world());
    if (open.empty()) screen_.plain("All is well, or nobody has noticed yet.");
    for (const village::OpenProblem& problem : open) screen_.plain(problem.text);
  }

  void wait(std::string rest) {
    const long hours = rest.empty() ? 1 : std::atol(rest.c_str());
    if (hours < 1 || hours > 48) return screen_.plain("For example: wait 3 (hours, 1 to 48)");
    tick(static_cast<TickNumber>(hours) * kHour);
    look();
  }

  void journal(std::string) {
    for (const village::Entry* entry : village::latest_entries(world(), 12)) {
      screen_.plain(village::date_text(world(), entry->tick) + ": " +
                    village::entry_text(world(), *entry));
    }
  }

  void save(std::string name) {
    const std::string path = name.empty() ? save_path_ : name + ".save";
    const Status saved = write_save(path, session_.save());
    screen_.plain(saved ? "Saved to " + path + "." : saved.error().message);
  }

  void load(std::string name) {
    const std::string path = name.empty() ? save_path_ : name + ".save";
    auto saved = read_save(path);
    if (!saved) return screen_.plain(saved.error().message);
    if (Status loaded = session_.load(*saved); !loaded) {
      return screen_.plain(loaded.error().message);
    }
    partner_.reset();
    screen_.plain("It is " + village::date_text(world(), session_.tick_number()) + " again.");
    look();
  }

  void quit(std::string) { done_ = true; }

  // --- Time.

  void heading() {
    const TickNumber now = session_.tick_number();
    screen_.scene(fmt::format("{} \u00b7 {}", village::date_text(world(), now),
                              village::player_text(world())));
  }

  /// Ticks, and shows what the player sees and hears meanwhile.
  void tick(TickNumber count) {
    for (TickNumber i = 0; i < count; ++i) {
      voices_.wait_until_idle();  // time stands still while somebody thinks
      session_.tick();
      show_arrivals();
      for (const Failure& failure : voices_.take_failures()) screen_.aside(to_text(failure));
    }
  }

  void show_arrivals() {
    heard_reply_ = false;
    for (const Arrival& arrival : session_.arrivals()) {
      if (arrival.kind != ArrivalKind::finished || arrival.so_far.empty()) continue;
      if (arrival.purpose == Purpose::narration || arrival.purpose == Purpose::summary) {
        screen_.aside("* " + std::string(arrival.so_far));
        continue;
      }
      const bool to_player = arrival.purpose == Purpose::dialogue;
      heard_reply_ = heard_reply_ || to_player;
      if (to_player || overheard(arrival)) {
        heading();
        screen_.speech(village::person_name(world(), arrival.speaker.value), arrival.so_far);
      }
    }
  }

  /// Villagers who talk where the player stands.
  bool overheard(const Arrival& arrival) const {
    const std::vector<std::uint32_t> here = people_here();
    return arrival.purpose == Purpose::talk &&
           std::find(here.begin(), here.end(), arrival.speaker.value) != here.end();
  }

  void await_reply(std::uint32_t person) {
    tick(1);
    if (refused()) return;
    for (TickNumber i = 0; i < kPatience && !heard_reply_; ++i) tick(1);
    if (!heard_reply_) {
      screen_.aside(std::string(village::person_name(world(), person)) + " says nothing.");
    }
  }

  /// True, and said, if the last input was refused.
  bool refused() {
    const village::Visitor& player = world().player[0];
    if (player.refused == refusals_) return false;
    refusals_ = player.refused;
    const auto& latest = player.refusal[player.refusal.size() - 1];
    screen_.plain("You can't: " + village::refusal_text(world(), latest.why) + ".");
    return true;
  }

  void unknown(const char* kind, const std::string& name, const char* list) {
    screen_.plain(fmt::format("There is no {} called '{}'; '{}' lists them.", kind, name, list));
  }

  Session<Village>& session_;
  Voices& voices_;
  Screen screen_;
  std::string save_path_;
  std::optional<std::uint32_t> partner_;
  std::uint32_t refusals_ = 0;
  bool heard_reply_ = false;
  bool done_ = false;
};

const std::vector<Play::Command>& Play::commands() {
  static const std::vector<Command> kCommands = {
      {"look", "look", "who and what is here", &Play::look, false},
      {"go", "go PLACE", "walk there", &Play::go, true},
      {"say", "say NAME WORDS", "or just the words, to whom you spoke with last", &Play::say, true},
      {"ask", "ask NAME about THING", "a problem, a person, a place", &Play::ask, true},
      {"give", "give NAME [N] GOOD", "of what you carry", &Play::give, true},
      {"lend", "lend a hand", "work on what is wrong here", &Play::lend_a_hand, true},
      {"problems", "problems", "what troubles the village", &Play::problems, false},
      {"who", "who", "everybody, and what they are doing", &Play::who, false},
      {"places", "places", "where one can go", &Play::places, false},
      {"journal", "journal", "what has happened lately", &Play::journal, false},
      {"wait", "wait [HOURS]", "let time pass", &Play::wait, true},
      {"save", "save [NAME]", "keep this moment", &Play::save, true},
      {"load", "load [NAME]", "go back to it", &Play::load, true},
      {"help", "help", "this list", &Play::help, false},
      {"quit", "quit", "end; the recording is closed", &Play::quit, false},
      {"exit", "exit", "the same", &Play::quit, false},
  };
  return kCommands;
}

int play(const PlayArguments& arguments) {
  auto content = village_content(arguments.village);
  if (!content) return complain(content.error());
  auto voices = open_voices(arguments.provider, *content);
  if (!voices) return complain(voices.error());
  OpenOptions options;
  options.seed = arguments.seed;
  options.voices = &*voices;
  options.content = std::move(*content);
  if (arguments.characters > 0) {
    options.options["characters"] = std::to_string(arguments.characters);
  }
  options.ticks_per_second = 10;
  options.build = "skald " SKALD_VERSION;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  options.max_bytes = arguments.max_megabytes << 20;
  if (!arguments.no_record) options.recording = arguments.record;
  auto session = open<Village>(std::move(options));
  if (!session) return complain(session.error());
  if (LogWriter* writer = recording_of(*session)) {
    fmt::print("Recording to {} (at most {} MB). ", writer->path(), arguments.max_megabytes);
    fmt::print("Afterwards: skald replay {0}, skald validate {0}\n", writer->path());
  }
  const std::string save_path =
      std::filesystem::path(arguments.record).replace_extension(".save").string();
  Play game(*session, *voices, save_path);
  game.begin();
  game.loop();
  if (recording_of(*session) == nullptr) return Exit::kYes;
  auto closed = close(*session);
  if (!closed) return complain(closed.error());
  fmt::print("\nRecorded {} ticks to {} ({:.1f} MB).\n", tool::grouped(closed->ticks), closed->path,
             static_cast<double>(closed->bytes) / 1e6);
  return Exit::kYes;
}

}  // namespace

void add_play(CLI::App& app, int& exit) {
  CLI::App& command =
      *app.add_subcommand("play", "the village in a terminal, typing to its people");
  auto arguments = std::make_shared<PlayArguments>();
  command.add_option("--seed", arguments->seed, "another seed is another village life");
  command.add_option("--characters", arguments->characters, "how many villagers (1 to 10,000)")
      ->check(CLI::Range(1U, 10'000U));
  add_provider_flags(command, arguments->provider);
  command.add_option("--record", arguments->record, "where to record (default: play.skald)");
  command.add_flag("--no-record", arguments->no_record, "do not record");
  command.add_option("--max-mb", arguments->max_megabytes, "how large the recording may get")
      ->check(CLI::Range(1U, 100'000U));
  add_village_flags(command, arguments->village);
  command.footer("Example: skald play --seed 7");
  command.callback([arguments, &exit] { exit = play(*arguments); });
}

}  // namespace skald::cli
