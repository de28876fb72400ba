#include "inputs_file.h"

#include <fstream>

#include "skald/engine/village_view.h"
#include "skald/llm/document.h"

namespace skald::cli {
namespace {

using village::find_good;
using village::find_person;
using village::find_place;
using Finder = std::optional<std::uint32_t> (*)(const Village&, std::string_view);

/// Reads one line's object. The line number in messages is that of the file.
class InputReader {
 public:
  InputReader(const Village& world, const Document& document)
      : world_(world), document_(document), reader_(document, document.root) {}

  Result<TimedInput> read() {
    TimedInput timed;
    std::int32_t tick = 0;
    std::string what;
    reader_.integer("tick", tick, 1, INT32_MAX);
    reader_.text("do", what);
    timed.tick = static_cast<TickNumber>(tick);
    timed.input = input_of(what);
    if (Status done = reader_.finish(); !done) return done.error();
    return timed;
  }

 private:
  VillageInput input_of(const std::string& what) {
    if (what == "go") return village::Go{id("place", find_place, "place")};
    if (what == "say") return village::Say{id("to", find_person, "villager"), text("text")};
    if (what == "ask") return village::AskAbout{id("to", find_person, "villager"), text("about")};
    if (what == "give") {
      std::int32_t count = 1;
      reader_.optional_integer("count", count, 1, 1000);
      return village::Give{id("to", find_person, "villager"), id("good", find_good, "good"),
                           static_cast<std::uint32_t>(count)};
    }
    if (what == "help") return village::Help{id("problem", nullptr, "problem")};
    reader_.fail(document_.root, "\"do\" is \"" + what + "\", expected go, say, ask, give or help" +
                                     did_you_mean(what, {"go", "say", "ask", "give", "help"}));
    return village::Go{};
  }

  std::string text(std::string_view name) {
    std::string value;
    reader_.text(name, value);
    return value;
  }

  /// A name of the content, or a number that need not exist.
  std::uint32_t id(std::string_view name, Finder find, std::string_view kind) {
    const Value* value = document_.root.find(name);
    if (value != nullptr && value->kind == Value::Kind::integer) {
      std::int32_t number = 0;
      reader_.integer(name, number, 0, INT32_MAX);
      return static_cast<std::uint32_t>(number);
    }
    const std::string wanted = text(name);
    if (find == nullptr) {
      if (value != nullptr) reader_.fail(*value, "expected the number of a problem");
      return 0;
    }
    const auto found = find(world_, wanted);
    if (!found && value != nullptr) {
      reader_.fail(*value, "no " + std::string(kind) + " is called \"" + wanted + '"');
    }
    return found.value_or(0);
  }

  const Village& world_;
  const Document& document_;
  ObjectReader reader_;
};

}  // namespace

Result<std::vector<TimedInput>> read_inputs(const std::string& path, const Village& world) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::not_found, path + ": cannot be opened"};
  std::vector<TimedInput> inputs;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    // Blank lines in front give every value of this line its number in the file.
    auto document =
        parse_document(path, std::string(static_cast<std::size_t>(number) - 1, '\n') + line);
    if (!document) return document.error();
    if (document->root.kind != Value::Kind::object) {
      return fault_at(*document, document->root, "expected an object such as {\"tick\": 1, ...}");
    }
    auto input = InputReader(world, *document).read();
    if (!input) return input.error();
    if (!inputs.empty() && input->tick < inputs.back().tick) {
      return fault_at(*document, document->root, "its tick is before that of the line above");
    }
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

void give(Session<Village>& session, const VillageInput& input) {
  std::visit([&](const auto& one) { session.input(one); }, input);
}

}  // namespace skald::cli
