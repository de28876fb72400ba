// `ask`: one question to a model.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "answering.h"
#include "commands.h"
#include "failure_report.h"
#include "json_object.h"
#include "prompt_files.h"
#include "provider_flags.h"
#include "skald/llm/document.h"
#include "terminal.h"
#include "text_files.h"

namespace skald::cli {
namespace {

struct AskArguments {
  ProviderFlags provider{};
  std::optional<std::string> text{};
  std::string system{};
  std::vector<std::string> images{};
  std::vector<std::string> tools{};
  std::string schema{};
  std::string top_p{};
  std::optional<std::int32_t> top_k{};
  std::optional<std::int64_t> seed{};
  std::vector<std::string> stop{};
  bool stream = false;
  bool no_stream = false;
  bool show_reasoning = false;
  bool json = false;
};

bool prints_pieces(const AskArguments& arguments) {
  if (arguments.json || arguments.no_stream) return false;
  return arguments.stream || is_screen(stdout);
}

/// The argument, or what comes on stdin.
Result<std::string> words_of(const AskArguments& arguments) {
  std::string words = arguments.text.value_or("-");
  if (words == "-") {
    if (!arguments.text && ::isatty(STDIN_FILENO) == 1) {
      return Error{ErrorCode::invalid_argument,
                   "there is nothing to ask; for example: skald ask \"Name a tavern.\""};
    }
    auto read = read_stdin();
    if (!read) return read;
    words = std::move(*read);
    if (words.ends_with('\n')) words.pop_back();
    if (words.ends_with('\r')) words.pop_back();
  }
  if (words.find_first_not_of(" \t\r\n") != std::string::npos) return words;
  return Error{ErrorCode::invalid_argument, "the prompt is empty"};
}

Status read_sampling(const AskArguments& arguments, Sampling& sampling) {
  sampling.top_k = arguments.top_k;
  sampling.seed = arguments.seed;
  sampling.stop = arguments.stop;
  if (arguments.top_p.empty()) return Done{};
  const auto top_p = thousandths_of("--top-p", arguments.top_p, Thousandths(0), Thousandths(1));
  if (!top_p) return top_p.error();
  sampling.top_p = *top_p;
  return Done{};
}

Result<Prompt> prompt_of(const AskArguments& arguments) {
  Prompt prompt;
  if (Status status = read_sampling(arguments, prompt.sampling); !status) return status.error();
  if (!arguments.schema.empty()) {
    auto schema = read_schema(arguments.schema);
    if (!schema) return schema.error();
    prompt.answer_schema = std::move(*schema);
  }
  for (const std::string& path : arguments.tools) {
    auto tools = read_tools(path);
    if (!tools) return tools.error();
    for (Tool& tool : *tools) prompt.tools.push_back(std::move(tool));
  }
  std::vector<Image> images;
  for (const std::string& path : arguments.images) {
    auto image = read_image(path);
    if (!image) return image.error();
    images.push_back(std::move(*image));
  }
  auto words = words_of(arguments);
  if (!words) return words.error();
  prompt.stream = !arguments.no_stream;
  if (arguments.system.empty() && images.empty()) {
    prompt.text = std::move(*words);
    return prompt;
  }
  if (!arguments.system.empty()) {
    prompt.messages.push_back({.role = Role::system, .text = arguments.system});
  }
  prompt.messages.push_back({.text = std::move(*words), .images = std::move(images)});
  return prompt;
}

void put_tokens(JsonObject& object, const TokenCounts& tokens) {
  const auto put = [&](std::string_view name, std::uint64_t count) {
    if (tokens.reported) {
      object.put(name, count);
    } else {
      object.put_null(name);
    }
  };
  put("tokens_in", tokens.input);
  put("tokens_out", tokens.output);
  put("cached_in", tokens.cached_input);
  put("reasoning_tokens", tokens.reasoning);
}

void print_json(const AskArguments& arguments, const Answer& answer) {
  JsonObject object;
  object.put("text", answer.text).put("reason", to_string(answer.reason));
  if (arguments.show_reasoning) object.put("reasoning", answer.reasoning);
  object.put("model", answer.model).put("provider", answer.provider);
  put_tokens(object, answer.tokens);
  object.put("request_id", answer.request_id);
  object.put("queued_ms", answer.timings.queued).put("first_piece_ms", answer.timings.first_piece);
  object.put("total_ms", answer.timings.total);
  object.begin_list("tool_calls");
  for (const ToolCall& call : answer.tool_calls) {
    object.begin_object().put("id", call.id).put("name", call.name);
    const auto document = parse_document("arguments", call.arguments, Numbers::with_decimals);
    if (document && document->root.kind == Value::Kind::object) {
      object.put_object("arguments", to_json(document->root));
    } else {
      object.put("arguments", call.arguments);
    }
    object.end_object();
  }
  object.end_list().print();
}

void print_words(const AskArguments& arguments, const Answer& answer, PiecePrinter& printer) {
  if (!prints_pieces(arguments)) {
    printer.take({.kind = Piece::Kind::reasoning, .text = answer.reasoning});
    printer.take({.kind = Piece::Kind::text, .text = answer.text});
  }
  printer.end_line();
  for (const ToolCall& call : answer.tool_calls) {
    write_foreign(stdout, call.name + ' ' + call.arguments + '\n');
  }
  if (answer.reason == FinishReason::length) {
    fmt::print(stderr, "The answer is cut: max_tokens or the context ran out.\n");
  }
  if (answer.reason == FinishReason::paused) {
    fmt::print(stderr, "The answer is cut: the provider interrupted it.\n");
  }
}

int ask(const AskArguments& arguments) {
  const EnvironmentLookup environment = process_environment();
  const auto config = config_with(arguments.provider, environment);
  if (!config) return report(config.error(), arguments.json);
  auto client = open_client(*config, environment);
  if (!client) return report(client.error(), arguments.json);
  auto prompt = prompt_of(arguments);
  if (!prompt) return report(prompt.error(), arguments.json);

  PiecePrinter printer(arguments.show_reasoning);
  InterruptNotice interrupt;
  const auto outcome =
      ask_until_interrupted(*client, std::move(*prompt), interrupt, [&](const Piece& piece) {
        if (prints_pieces(arguments)) printer.take(piece);
      });
  if (!outcome) {
    printer.end_line();
    end_by_interrupt();
  }
  if (!*outcome) {
    printer.end_line();
    return report(outcome->error(), arguments.json);
  }
  if (arguments.json) {
    print_json(arguments, outcome->value());
  } else {
    print_words(arguments, outcome->value(), printer);
  }
  return Exit::kYes;
}

}  // namespace

void add_ask(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("ask", "one question to a model");
  auto arguments = std::make_shared<AskArguments>();
  command.add_option("prompt", arguments->text, "what to ask; - or nothing: what is on stdin");
  add_provider_flags(command, arguments->provider);
  command.add_option("--system", arguments->system, "who the model is to be");
  command
      .add_option("--image", arguments->images, "a PNG, JPEG, GIF or WebP file; may be repeated")
      ->allow_extra_args(false);
  command
      .add_option("--tool", arguments->tools,
                  "a JSON file with a tool or a list of tools; calls are printed, not made")
      ->allow_extra_args(false);
  command.add_option("--schema", arguments->schema,
                     "a JSON Schema file; an answer that breaks it is refused");
  command.add_option("--top-p", arguments->top_p, "0 to 1");
  command.add_option("--top-k", arguments->top_k, "from 1")->check(CLI::PositiveNumber);
  command.add_option("--seed", arguments->seed, "for providers that can repeat an answer");
  command.add_option("--stop", arguments->stop, "a text that ends the answer; at most four")
      ->allow_extra_args(false);
  auto* stream = command.add_flag("--stream", arguments->stream,
                                  "print words as they come (default: on a terminal)");
  command.add_flag("--no-stream", arguments->no_stream, "ask for one response, not for a stream")
      ->excludes(stream);
  command.add_flag("--show-reasoning", arguments->show_reasoning,
                   "what it thought, on stderr; with --json as a member");
  command.add_flag("--json", arguments->json, "print one JSON object, of a failure too");
  command.footer(
      std::string("Example: skald ask \"Name a tavern.\" --provider ollama --model llama3.2\n\n") +
      kExitStatuses);
  command.callback([arguments, &exit] { exit = ask(*arguments); });
}

}  // namespace skald::cli
