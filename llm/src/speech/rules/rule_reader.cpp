#include "speech/rules/rule_reader.h"

#include <array>
#include <utility>

#include "skald/replay/rng.h"
#include "speech/grammar/conditions.h"
#include "speech/rules/criteria.h"

namespace skald::speech::rules {
namespace {

constexpr std::int32_t kTicksMax = 100'000'000;
constexpr std::string_view kExpectedLine =
    "a line is a text, or an object with 'text' and perhaps 'at'";

constexpr std::size_t kFirst = 0;  // of the parts of a deck
constexpr std::size_t kLast = 2;

void add_line(std::string text, Compiled& into) {
  const std::uint64_t id = StreamName::fnv1a(text);
  into.lines.push_back({std::move(text), id == 0 ? 1 : id});  // 0 is no line
}

class RuleReader {
 public:
  RuleReader(const Document& document, std::uint32_t file, const Value& object, Compiled& into,
             std::vector<Promise>& promises)
      : document_(document), object_(object), into_(into), promises_(promises) {
    text_.file = file;
    text_.line = object.line;
  }

  Status read() {
    Status status = read_members();
    if (status || text_.name.empty()) return status;
    return in_rule(document_, status.error(), text_.name);
  }

 private:
  Status read_members() {
    ObjectReader reader(document_, object_);
    std::int32_t weight = 1;
    std::int32_t odds = 100;
    std::string order = "deck";
    reader.text("rule", text_.name);
    reader.optional_integer("weight", weight, 1, kWeightMax);
    reader.optional_integer("odds", odds, 1, 100);
    reader.optional_boolean("once", rule_.once);
    reader.optional_text("order", order);
    const Value* when = reader.member("when", Value::Kind::object, false);
    const Value* lines = reader.member("lines", Value::Kind::list, true);
    const Value* then = reader.optional_member("then");
    const Value* sets = reader.member("sets", Value::Kind::object, false);
    if (Status status = reader.finish(); !status) return status;
    if (Status status = check_names(order); !status) return status;
    rule_.order = order == "deck" ? Order::deck : Order::sequential;
    rule_.weight = static_cast<std::uint32_t>(weight);
    rule_.odds = static_cast<std::uint8_t>(odds);
    rule_.id = StreamName::fnv1a(text_.name);
    rule_.first_criterion = static_cast<std::uint32_t>(into_.criteria.size());
    Status status = Done{};
    if (when != nullptr) status = read_criteria(document_, *when, into_, rule_);
    if (status) status = read_lines(*lines);
    if (status && then != nullptr) status = read_then(*then);
    if (status && sets != nullptr) status = read_sets(*sets);
    if (!status) return status;
    into_.rules.push_back(rule_);
    into_.texts_of_rules.push_back(std::move(text_));
    return Done{};
  }

  Status check_names(const std::string& order) {
    if (!is_name(text_.name, "_.-")) {
      text_.name.clear();
      return fault_at(
          document_, *object_.find("rule"),
          "a rule's name starts with a to z and goes on with a to z, 0 to 9, _ . and -");
    }
    if (order == "deck" || order == "sequential") return Done{};
    return fault_at(document_, *object_.find("order"),
                    "an order is 'deck' or 'sequential', not '" + order + '\'' +
                        did_you_mean(order, {"deck", "sequential"}));
  }

  /// The opening line comes to the front and the closing one to the end: then the order of the list
  /// is the order of a sequence, too.
  Status read_lines(const Value& lines) {
    if (lines.list.empty() || lines.list.size() > kDeckMax) {
      return fault_at(document_, lines,
                      "'lines' has 1 to " + std::to_string(kDeckMax) + " lines; split the rule");
    }
    std::array<std::vector<std::string>, 3> parts;
    for (const Value& line : lines.list) {
      if (Status status = read_line(line, parts); !status) return status;
    }
    rule_.has_first = !parts[kFirst].empty();
    rule_.has_last = !parts[kLast].empty();
    rule_.first_line = static_cast<std::uint32_t>(into_.lines.size());
    rule_.lines = static_cast<std::uint32_t>(lines.list.size());
    for (std::vector<std::string>& part : parts) {
      for (std::string& text : part) add_line(std::move(text), into_);
    }
    return Done{};
  }

  Status read_line(const Value& line, std::array<std::vector<std::string>, 3>& parts) {
    std::string text = line.string;
    std::string at;
    if (line.kind == Value::Kind::object) {
      ObjectReader reader(document_, line);
      reader.text("text", text);
      reader.optional_text("at", at);
      if (Status status = reader.finish(); !status) return status;
    } else if (line.kind != Value::Kind::string) {
      return fault_at(document_, line, kExpectedLine);
    }
    if (text.empty()) return fault_at(document_, line, "a line is empty");
    if (!at.empty() && at != "first" && at != "last") {
      return fault_at(
          document_, line,
          "'at' is 'first' or 'last', not '" + at + '\'' + did_you_mean(at, {"first", "last"}));
    }
    std::vector<std::string>& part = parts.at(at == "first" ? kFirst : at == "last" ? kLast : 1);
    if (!at.empty() && !part.empty()) {
      return fault_at(document_, line, "there is a line at '" + at + "' already");
    }
    part.push_back(std::move(text));
    return Done{};
  }

  Status read_then(const Value& then) {
    if (then.kind != Value::Kind::list) return read_follow_up(then);
    for (const Value& one : then.list) {
      if (Status status = read_follow_up(one); !status) return status;
    }
    return Done{};
  }

  Status read_follow_up(const Value& object) {
    ObjectReader reader(document_, object);
    ResponseFollowUp next;
    std::int32_t after = 0;
    reader.text("concept", next.concept_name);
    reader.optional_integer("after", after, 0, kTicksMax);
    reader.optional_text("speaker", next.speaker);
    if (Status status = reader.finish(); !status) return status;
    next.after_ticks = static_cast<std::uint32_t>(after);
    promises_.push_back({&document_, object.find("concept"), text_.name, next.concept_name});
    text_.then.push_back(std::move(next));
    return Done{};
  }

  Status read_sets(const Value& sets) {
    for (const auto& [name, value] : sets.members) {
      if (!is_name(name, "_")) return fault_at(document_, value, kFactNameRule);
      ResponseFact fact{name, {}, 0};
      const Value* given = &value;
      if (value.kind == Value::Kind::object) {
        ObjectReader reader(document_, value);
        std::int32_t ticks = 0;
        given = reader.optional_member("value");
        reader.optional_integer("for", ticks, 1, kTicksMax);
        if (Status status = reader.finish(); !status) return status;
        fact.for_ticks = static_cast<std::uint32_t>(ticks);
      }
      if (given != nullptr && given->kind == Value::Kind::string) {
        fact.value = given->string;
      } else if (given != nullptr && given->kind == Value::Kind::integer) {
        fact.value = std::to_string(given->integer);
      } else {
        return fault_at(document_, value,
                        "a fact is set to a text or an integer, or to an object with 'value' and "
                        "'for' (ticks)");
      }
      text_.sets.push_back(std::move(fact));
    }
    return Done{};
  }

  const Document& document_;
  const Value& object_;
  Compiled& into_;
  std::vector<Promise>& promises_;
  Rule rule_;
  RuleText text_;
};

}  // namespace

Status read_rule(const Document& document, std::uint32_t file, const Value& object, Compiled& into,
                 std::vector<Promise>& promises) {
  return RuleReader(document, file, object, into, promises).read();
}

Status read_last_resort(const Document& document, std::uint32_t file, const Value& lines,
                        const std::string& concept_name, Compiled& into) {
  Rule rule;
  RuleText text{concept_name + "/last_resort", file, lines.line};
  rule.score = kLastResortScore;
  rule.best_score = kLastResortScore;
  rule.id = StreamName::fnv1a(text.name);
  rule.first_line = static_cast<std::uint32_t>(into.lines.size());
  rule.lines = static_cast<std::uint32_t>(lines.list.size());
  if (lines.list.empty() || lines.list.size() > kDeckMax) {
    return fault_at(document, lines,
                    "'last_resort' has 1 to " + std::to_string(kDeckMax) + " lines");
  }
  for (const Value& line : lines.list) {
    if (line.kind != Value::Kind::string || line.string.empty()) {
      return fault_at(document, line, "'last_resort' is a list of texts that are not empty");
    }
    add_line(line.string, into);
  }
  into.rules.push_back(rule);
  into.texts_of_rules.push_back(std::move(text));
  return Done{};
}

Error in_rule(const Document& document, Error error, std::string_view rule) {
  const std::size_t after_place = error.message.find(": ", document.file.size()) + 2;
  error.message.insert(after_place, "rule '" + std::string(rule) + "': ");
  return error;
}

}  // namespace skald::speech::rules
