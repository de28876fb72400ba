// `chat`: a conversation with a model, line by line.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <utility>

#include "answering.h"
#include "commands.h"
#include "failure_report.h"
#include "line_input.h"
#include "provider_flags.h"
#include "skald/llm/conversation.h"
#include "skald/llm/document.h"
#include "terminal.h"
#include "text_files.h"

namespace skald::cli {
namespace {

constexpr const char* kUsualFile = "chat.json";

struct ChatArguments {
  ProviderFlags provider{};
  std::string system{};
  bool show_reasoning = false;
};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

class Chat {
 public:
  Chat(Client& client, const ChatArguments& arguments)
      : client_(client),
        talk_(client, {.system = arguments.system}),
        show_reasoning_(arguments.show_reasoning),
        interactive_(::isatty(STDIN_FILENO) == 1 && is_screen(stdout)),
        colours_(colours_of(stdout)),
        model_(client.provider().model) {}

  /// The exit status: on a terminal 0, since people have seen what failed; in a pipe that of the
  /// last turn that failed.
  int loop() {
    if (interactive_) {
      aside(fmt::format("{}. /help lists the commands; Ctrl-D ends.", partner()));
      return at_terminal();
    }
    std::string line;
    while (!done_) {
      const LineInput::Got got = input_.next(line);
      if (got == LineInput::Got::interrupt) end_by_interrupt();
      if (got == LineInput::Got::end) break;
      obey(trimmed(line));
    }
    return exit_;
  }

 private:
  using Handler = void (Chat::*)(const std::string&);
  struct Command {
    std::string_view name;
    std::string_view usage;
    std::string_view about;
    Handler handler;
    bool takes_words;
    bool bare;  // also without its slash, as the only word of a line
  };
  static const std::array<Command, 7>& commands();

  int at_terminal() {
    bool warned = false;
    std::string line;
    while (!done_) {
      fmt::print("{}>{} ", colours_.prompt, colours_.reset);
      std::fflush(stdout);
      const LineInput::Got got = input_.next(line);
      if (got == LineInput::Got::line) {
        warned = false;
        obey(trimmed(line));
        continue;
      }
      fmt::print("\n");
      if (got == LineInput::Got::end || warned) break;
      aside("Ctrl-C again or Ctrl-D ends; /help lists the commands.");
      warned = true;
    }
    return Exit::kYes;
  }

  void obey(const std::string& line) {
    if (line.empty()) return;
    const bool slash = line.front() == '/';
    if (line.starts_with("//")) return say(line.substr(1));
    const std::size_t blank = line.find(' ');
    const std::string_view word = std::string_view(line).substr(slash ? 1 : 0, blank - slash);
    const std::string rest = blank == std::string::npos ? "" : trimmed(line.substr(blank));
    for (const Command& command : commands()) {
      if (word != command.name || !(slash || (command.bare && rest.empty()))) continue;
      if (!rest.empty() && !command.takes_words) {
        return complain_of(fmt::format("/{} takes nothing behind it", command.name));
      }
      return (this->*command.handler)(rest);
    }
    if (!slash) return say(line);
    std::vector<std::string_view> known;
    for (const Command& command : commands()) known.push_back(command.name);
    complain_of(fmt::format("there is no command /{}{}\n/help lists them; to say it, write //{}",
                            word, did_you_mean(word, known), word));
  }

  void say(const std::string& words) {
    PiecePrinter printer(show_reasoning_);
    const auto outcome = ask_until_interrupted(client_, talk_.prompt_with(words), interrupt_,
                                               [&](const Piece& piece) { printer.take(piece); });
    printer.end_line();
    if (!outcome && !interactive_) end_by_interrupt();
    if (!outcome) return aside("(cancelled; this turn is not kept)");
    if (!*outcome) {
      print_failure(outcome->error());
      exit_ = exit_of(outcome->error());
      return;
    }
    const Answer& answer = outcome->value();
    talk_.add({.text = words}, answer);
    if (interactive_) aside(figures_of(answer));
  }

  static std::string figures_of(const Answer& answer) {
    std::string text;
    if (answer.tokens.reported) {
      text = fmt::format("{} tokens in", answer.tokens.input);
      if (answer.tokens.cached_input > 0) {
        text += fmt::format(" ({} cached)", answer.tokens.cached_input);
      }
      text += fmt::format(", {} out, ", answer.tokens.output);
    }
    text += fmt::format("{:.1f} s", static_cast<double>(answer.timings.total.count()) / 1e6);
    if (answer.reason == FinishReason::length) {
      text += "; cut: max_tokens or the context ran out";
    }
    if (answer.reason == FinishReason::paused) text += "; cut: the provider interrupted it";
    return text;
  }

  // --- Commands.

  void help(const std::string&) {
    for (const Command& command : commands()) {
      fmt::print("{:14} {}\n", command.usage, command.about);
    }
    fmt::print("{:14} {}\n", "//WORDS", "say words that begin with a slash");
    fmt::print("help, info, model, clear, save and exit work without a slash, too.\n");
  }

  void info(const std::string&) {
    const ProviderConfig& provider = client_.provider();
    fmt::print("provider  {} ({})\n", provider.name, provider.kind);
    fmt::print("model     {}\n", model_.empty() ? "the server's own" : model_);
    fmt::print("endpoint  {}\n", provider.endpoint);
    fmt::print("key       {}\n", client_.key_described());
    fmt::print("messages  {}\n", talk_.history().size());
  }

  void model(const std::string& name) {
    if (!name.empty()) {
      model_ = name;
      client_.use_model(name);
    }
    aside(partner());
  }

  void clear(const std::string&) {
    talk_.clear();
    aside("The conversation starts anew.");
  }

  void save(const std::string& file) {
    const std::string path = file.empty() ? kUsualFile : file;
    if (const Status status = write_whole_file(path, talk_.to_json() + '\n'); !status) {
      return complain_of(status.error().message);
    }
    aside(fmt::format("Saved {} messages to {}.", talk_.history().size(), path));
  }

  void load(const std::string& file) {
    const std::string path = file.empty() ? kUsualFile : file;
    const auto text = read_whole_file(path);
    if (!text) return complain_of(text.error().message);
    if (const Status status = talk_.restore(*text); !status) {
      return complain_of(path + ": " + status.error().message);
    }
    aside(fmt::format("Loaded {} messages from {}.", talk_.history().size(), path));
  }

  void leave(const std::string&) { done_ = true; }

  std::string partner() const {
    return client_.provider().name + (model_.empty() ? "" : ", " + model_);
  }

  /// What is not the model's: in a pipe on stderr, so that stdout holds answers alone.
  void aside(const std::string& text) const {
    if (interactive_) {
      fmt::print("{}{}{}\n", colours_.dim, harmless(text), colours_.reset);
    } else {
      write_foreign(stderr, text + '\n');
    }
  }

  void complain_of(const std::string& message) {
    write_foreign(stderr, message + '\n');
    exit_ = Exit::kUnusable;
  }

  Client& client_;
  Conversation talk_;
  InterruptNotice interrupt_;
  LineInput input_{interrupt_};
  bool show_reasoning_;
  bool interactive_;
  Colours colours_;
  std::string model_;
  bool done_ = false;
  int exit_ = Exit::kYes;
};

const std::array<Chat::Command, 7>& Chat::commands() {
  static constexpr std::array<Command, 7> kCommands = {{
      {"help", "/help", "this list", &Chat::help, false, true},
      {"info", "/info", "provider, model, endpoint, where the key is from", &Chat::info, false,
       true},
      {"model", "/model [NAME]", "use another model from now on", &Chat::model, true, true},
      {"clear", "/clear", "forget what was said", &Chat::clear, false, true},
      {"save", "/save [FILE]", "write the conversation (to chat.json)", &Chat::save, true, true},
      {"load", "/load [FILE]", "go on with one that was saved", &Chat::load, true, false},
      {"exit", "/exit", "end", &Chat::leave, false, true},
  }};
  return kCommands;
}

int chat(const ChatArguments& arguments) {
  const EnvironmentLookup environment = process_environment();
  const auto config = config_with(arguments.provider, environment);
  if (!config) return complain(config.error());
  auto client = open_client(*config, environment);
  if (!client) return complain(client.error());
  return Chat(*client, arguments).loop();
}

}  // namespace

void add_chat(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("chat", "a conversation with a model");
  auto arguments = std::make_shared<ChatArguments>();
  add_provider_flags(command, arguments->provider);
  command.add_option("--system", arguments->system, "who the model is to be");
  command.add_flag("--show-reasoning", arguments->show_reasoning, "what it thinks, on stderr");
  command.footer(
      std::string("Ctrl-C cancels an answer that is under way. In a pipe each line is a turn.\n\n"
                  "Example: skald chat --provider ollama --model llama3.2 "
                  "--system \"You keep a tavern.\"\n\n") +
      kExitStatuses + "\nOn a terminal it is 0; in a pipe that of the last turn that failed.");
  command.callback([arguments, &exit] { exit = chat(*arguments); });
}

}  // namespace skald::cli
