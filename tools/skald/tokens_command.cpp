// `tokens`: how many tokens texts are, and which.
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "failure_report.h"
#include "speech/tokens/utf8.h"
#include "terminal.h"
#include "text_files.h"
#include "tokenizers.h"

namespace skald::cli {

namespace {

constexpr std::string_view kUsualEncoding = "o200k_base";

struct TokensArguments {
  std::vector<std::string> files{};
  std::string encoding{};
  std::string model{};
  bool ids = false;
  bool show = false;
  bool json = false;
};

struct Counted {
  std::string name;
  std::size_t bytes = 0;
  std::size_t tokens = 0;
  std::vector<TokenId> ids{};  // if they are wanted
};

Result<std::string> encoding_of(const TokensArguments& arguments) {
  if (!arguments.encoding.empty()) return arguments.encoding;
  if (arguments.model.empty()) return std::string(kUsualEncoding);
  const std::string_view encoding = encoding_of_model(arguments.model);
  if (!encoding.empty()) return std::string(encoding);
  return Error{ErrorCode::invalid_argument,
               "the encoding of the model '" + arguments.model +
                   "' is not known; name one with --encoding, or ask the model's own server"};
}

/// As in C++ source: controls and parts of characters as escapes.
std::string visible(std::string_view bytes) {
  const bool characters = tokens::valid_bytes(bytes) == bytes.size();
  std::string result = "\"";
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\') {
      result += '\\';
      result += byte;
    } else if (byte == '\n') {
      result += "\\n";
    } else if (code < 0x20 || code == 0x7F || (code >= 0x80 && !characters)) {
      result += fmt::format("\\x{:02X}", code);
    } else {
      result += byte;
    }
  }
  return result + '"';
}

void print_json(const Counted& counted, std::string_view encoding, bool with_ids) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  const auto text = [&writer](std::string_view value) {
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  writer.StartObject();
  text("file");
  text(counted.name);
  text("encoding");
  text(encoding);
  text("bytes");
  writer.Uint64(counted.bytes);
  text("tokens");
  writer.Uint64(counted.tokens);
  if (with_ids) {
    text("ids");
    writer.StartArray();
    for (const TokenId id : counted.ids) writer.Uint(id);
    writer.EndArray();
  }
  writer.EndObject();
  fmt::print("{}\n", std::string_view(buffer.GetString(), buffer.GetSize()));
}

void print_words(const Counted& counted, const Tokenizer& tokenizer,
                 const TokensArguments& arguments) {
  if (arguments.show) {
    for (const TokenId id : counted.ids) {
      write_foreign(stdout, fmt::format("{:6}  {}\n", id, visible(tokenizer.bytes_of(id))));
    }
  } else if (arguments.ids) {
    fmt::print("{}\n", fmt::join(counted.ids, " "));
  } else if (arguments.files.size() > 1) {
    fmt::print("{:>10}  {}\n", counted.tokens, counted.name);
  } else {
    fmt::print("{}\n", counted.tokens);
  }
}

Result<Counted> count_file(const std::string& name, const Tokenizer& tokenizer, bool with_ids) {
  const auto text = name == "-" ? read_stdin() : read_whole_file(name);
  if (!text) return text.error();
  Counted counted{name, text->size(), 0, {}};
  if (with_ids) {
    tokenizer.encode(*text, counted.ids);
    counted.tokens = counted.ids.size();
  } else {
    counted.tokens = tokenizer.count(*text);
  }
  return counted;
}

int count_all(TokensArguments arguments) {
  const auto encoding = encoding_of(arguments);
  if (!encoding) return report(encoding.error(), arguments.json);
  const auto tokenizer = built_in_tokenizer(*encoding);
  if (!tokenizer) return report(tokenizer.error(), arguments.json);
  if (arguments.files.empty()) arguments.files.emplace_back("-");
  std::size_t total = 0;
  for (const std::string& name : arguments.files) {
    const auto counted = count_file(name, *tokenizer, arguments.ids || arguments.show);
    if (!counted) return report(counted.error(), arguments.json);
    total += counted->tokens;
    if (arguments.json) {
      print_json(*counted, *encoding, arguments.ids);
    } else {
      print_words(*counted, *tokenizer, arguments);
    }
  }
  const bool only_counts = !arguments.ids && !arguments.show && !arguments.json;
  if (only_counts && arguments.files.size() > 1) fmt::print("{:>10}  total\n", total);
  return Exit::kYes;
}

}  // namespace

void add_tokens(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("tokens", "count or show the tokens of texts");
  auto arguments = std::make_shared<TokensArguments>();
  command.add_option("file", arguments->files, "files to count; - or none: what comes on stdin");
  CLI::Option* const encoding =
      command.add_option("--encoding", arguments->encoding,
                         fmt::format("cl100k_base or o200k_base (default: {})", kUsualEncoding));
  command.add_option("--model", arguments->model, "the encoding of this OpenAI model")
      ->excludes(encoding);
  command.add_flag("--ids", arguments->ids, "print the tokens' numbers, a line for each file");
  command.add_flag("--show", arguments->show, "print each token on its line: number and bytes");
  command.add_flag("--json", arguments->json, "print one JSON object for each file");
  command.footer(
      "Text is counted as users' text: <|endoftext|> is the words it is, never one token.\n\n"
      "Example: skald tokens --encoding cl100k_base data/village/people.json\n\n"
      "Exit status: 0 done; 2 an encoding or model that is not known, or a file that is not "
      "there;\n"
      "3 a file that cannot be read.");
  command.callback([arguments, &exit] { exit = count_all(*arguments); });
}

}  // namespace skald::cli
