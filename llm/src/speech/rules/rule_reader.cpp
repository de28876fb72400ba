#include "speech/rules/rule_reader.h"

#include <array>
#include <utility>

#include "skald/replay/spoken.h"
#include "speech/grammar/conditions.h"
#include "speech/rules/criteria.h"

namespace skald::speech::rules {
namespace {

constexpr std::int32_t kTicksMax = 100'000'000;
constexpr std::int32_t kIntensityMax = 5;
constexpr std::string_view kExpectedLine =
    "a line is a text, or an object with 'text' and perhaps 'at'";

constexpr std::size_t kFirst = 0;  // of the parts of a deck
constexpr std::size_t kLast = 2;

struct LineText {
  std::string text;
  int place = 0;
  bool is_copy = false;  // of the one before
};

/// Appends the rule that `text` is about, with these lines.
void add_rule(Rule rule, RuleText text, std::vector<LineText> lines, Compiled& into) {
  rule.key = spoken_key(text.name);
  rule.first_line = static_cast<std::uint32_t>(into.lines.size());
  rule.lines = static_cast<std::uint32_t>(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string id = text.name + '/' + std::to_string(i);
    into.line_keys.push_back(spoken_key(id));
    into.lines.push_back(
        {std::move(lines[i].text), std::move(id), lines[i].place, lines[i].is_copy});
  }
  into.rules.push_back(rule);
  into.texts_of_rules.push_back(std::move(text));
}

bool has_line_break(std::string_view text) { return text.find_first_of("\r\n") != text.npos; }

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
    reader.optional_integer("intensity", text_.intensity, 1, kIntensityMax);
    reader.optional_texts("tells", text_.tells);
    reader.optional_texts("recalls", recalls_);
    const Value* when = reader.member("when", Value::Kind::object, false);
    const Value* lines = reader.member("lines", Value::Kind::list, true);
    const Value* then = reader.optional_member("then");
    const Value* sets = reader.member("sets", Value::Kind::object, false);
    if (Status status = reader.finish(); !status) return status;
    if (Status status = check_names(order); !status) return status;
    rule_.order = order == "deck" ? Order::deck : Order::sequential;
    rule_.weight = static_cast<std::uint32_t>(weight);
    rule_.odds = static_cast<std::uint8_t>(odds);
    Status status = read_when(when);
    if (status) status = read_lines(*lines);
    if (status && sets != nullptr) status = read_sets(*sets);
    if (status && then != nullptr) status = read_then(*then);
    if (!status) return status;
    add_rule(rule_, std::move(text_), std::move(lines_), into_);
    return Done{};
  }

  /// `when`, and what `tells` and `recalls` ask.
  Status read_when(const Value* when) {
    std::vector<Criterion> criteria;
    if (when != nullptr) {
      if (Status status = read_criteria(document_, *when, into_, criteria); !status) return status;
    }
    for (const auto& [member, names] : {std::pair{"tells", &text_.tells}, {"recalls", &recalls_}}) {
      const Value* list = object_.find(member);
      if (names->size() > kCriteriaMax) {
        return fault_at(document_, *list,
                        '\'' + std::string(member) + "' has at most " +
                            std::to_string(kCriteriaMax) + " facts");
      }
      for (const std::string& name : *names) {
        if (!is_name(name, "_")) return fault_at(document_, *list, kFactNameRule);
        criteria.push_back(told_criterion(into_, name, names == &recalls_));
      }
    }
    add_criteria(std::move(criteria), into_, rule_);
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
    if (lines.list.empty()) {
      return fault_at(document_, lines, "'lines' is empty: write a line, or take the rule out");
    }
    if (lines.list.size() > kDeckMax) {
      return fault_at(
          document_, lines,
          "'lines' has more than " + std::to_string(kDeckMax) + " lines; split the rule");
    }
    std::array<std::vector<LineText>, 3> parts;
    for (const Value& line : lines.list) {
      if (Status status = read_line(line, parts); !status) return status;
    }
    rule_.has_first = !parts[kFirst].empty();
    rule_.has_last = !parts[kLast].empty();
    for (std::vector<LineText>& part : parts) {
      for (LineText& line : part) lines_.push_back(std::move(line));
    }
    if (lines_.size() > kDeckMax) {
      return fault_at(document_, lines,
                      "'lines' and their copies are more than " + std::to_string(kDeckMax) +
                          "; split the rule");
    }
    return Done{};
  }

  Status read_line(const Value& line, std::array<std::vector<LineText>, 3>& parts) {
    std::string text = line.string;
    std::string at;
    std::int32_t copies = 1;
    if (line.kind == Value::Kind::object) {
      ObjectReader reader(document_, line);
      reader.text("text", text);
      reader.optional_text("at", at);
      reader.optional_integer("copies", copies, 1, static_cast<std::int32_t>(kDeckMax));
      if (copies > 1 && !at.empty()) {
        reader.fail(line,
                    "a line 'at' the " + at + " place comes once in a deck: leave out 'copies'");
      }
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
    std::vector<LineText>& part = parts.at(at == "first" ? kFirst : at == "last" ? kLast : 1);
    if (!at.empty() && !part.empty()) {
      return fault_at(document_, line, "there is a line at '" + at + "' already");
    }
    for (std::int32_t copy = 0; copy < copies; ++copy) {
      part.push_back({text, line.line, copy > 0});
    }
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
    std::string name;
    std::string speaker;
    std::int32_t after = 0;
    reader.text("concept", name);
    reader.optional_integer("after", after, 0, kTicksMax);
    reader.optional_text("speaker", speaker);
    if (Status status = reader.finish(); !status) return status;
    if (!is_name(name, "_.")) {
      return fault_at(document_, *object.find("concept"), "'concept' is the name of one");
    }
    if (has_line_break(speaker)) {
      return fault_at(document_, *object.find("speaker"), "a speaker's name has no line break");
    }
    promises_.push_back({&document_, object.find("concept"), text_.name, name});
    add_effect("then", name, after, speaker);
    return Done{};
  }

  Status read_sets(const Value& sets) {
    for (const auto& [name, value] : sets.members) {
      if (!is_name(name, "_")) return fault_at(document_, value, kFactNameRule);
      std::int32_t ticks = 0;
      const Value* given = &value;
      if (value.kind == Value::Kind::object) {
        ObjectReader reader(document_, value);
        given = reader.optional_member("value");
        reader.optional_integer("for", ticks, 1, kTicksMax);
        if (Status status = reader.finish(); !status) return status;
      }
      std::string text;
      if (given != nullptr && given->kind == Value::Kind::string) {
        text = given->string;
      } else if (given != nullptr && given->kind == Value::Kind::integer) {
        text = std::to_string(given->integer);
      } else {
        return fault_at(document_, value,
                        "a fact is set to a text or an integer, or to an object with 'value' and "
                        "'for' (ticks)");
      }
      if (has_line_break(text)) {
        return fault_at(document_, value, "a text that a fact is set to has no line break");
      }
      add_effect("sets", name, ticks, text);
    }
    return Done{};
  }

  /// A line of Utterance::effects.
  void add_effect(std::string_view kind, std::string_view name, std::int32_t ticks,
                  std::string_view what) {
    std::string& into = text_.effects;
    into.append(kind).append(1, ' ').append(name).append(1, ' ');
    into.append(std::to_string(ticks)).append(1, ' ').append(what).append(1, '\n');
  }

  const Document& document_;
  const Value& object_;
  Compiled& into_;
  std::vector<Promise>& promises_;
  Rule rule_;
  RuleText text_;
  std::vector<std::string> recalls_;
  std::vector<LineText> lines_;
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
  std::vector<LineText> texts;
  if (lines.list.empty() || lines.list.size() > kDeckMax) {
    return fault_at(document, lines,
                    "'last_resort' has 1 to " + std::to_string(kDeckMax) + " lines");
  }
  for (const Value& line : lines.list) {
    if (line.kind != Value::Kind::string || line.string.empty()) {
      return fault_at(document, line, "'last_resort' is a list of texts that are not empty");
    }
    texts.push_back({line.string, line.line, false});
  }
  add_rule(rule, std::move(text), std::move(texts), into);
  return Done{};
}

Error in_rule(const Document& document, Error error, std::string_view rule) {
  const std::size_t after_place = error.message.find(": ", document.file.size()) + 2;
  error.message.insert(after_place, "rule '" + std::string(rule) + "': ");
  return error;
}

}  // namespace skald::speech::rules
