#include "speech/answer_schema_check.h"

#include <algorithm>
#include <utility>

#include "speech/answer_schema_format.h"
#include "speech/answer_schema_json.h"

namespace skald::answer_schema {
namespace {

constexpr std::uint64_t kEffort = 25'000'000;  // less than a second
constexpr int kNestingMax = 512;               // of checks within one another: bounds the stack
constexpr std::size_t kQuotedBytesMax = 60;

std::string quoted(std::string_view text) { return "'" + shown(text, kQuotedBytesMax) + "'"; }

std::uint8_t type_of(const JsonTree& tree, const Json& value) {
  switch (value.GetType()) {
    case rapidjson::kNullType:
      return kNull;
    case rapidjson::kTrueType:
    case rapidjson::kFalseType:
      return kBoolean;
    case rapidjson::kObjectType:
      return kObject;
    case rapidjson::kArrayType:
      return kArray;
    case rapidjson::kStringType:
      return kString;
    case rapidjson::kNumberType:
      return is_integral(tree.number(value)) ? kNumber | kInteger : kNumber;
  }
  return 0;
}

std::string names_of(std::uint8_t types) {
  static constexpr std::pair<std::string_view, int> kNames[] = {
      {"null", kNull},     {"boolean", kBoolean}, {"object", kObject},   {"array", kArray},
      {"string", kString}, {"number", kNumber},   {"integer", kInteger},
  };
  std::string result;
  for (const auto& [name, bit] : kNames) {
    const bool implied = bit == kInteger && (types & kNumber) != 0;
    if ((types & bit) == 0 || implied) continue;
    if (!result.empty()) result += " or ";
    result += name;
  }
  return result;
}

std::uint64_t count_characters(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool has_name(const Json& object, std::string_view name) {
  const Json wanted(rapidjson::StringRef(name.data(), name.size()));
  return object.HasMember(wanted);
}

class Checker {
 public:
  Checker(const Compiled& schema, const JsonTree& answer) : schema_(schema), answer_(answer) {
    effort_.left = kEffort;
  }

  Status run() {
    const bool fine = fits(schema_.root, answer_.document);
    // Nothing that was found after giving up counts.
    if (too_deep_) message_ = "the answer nests too deep to be checked by this schema";
    if (!too_deep_ && effort_.left == 0) {
      message_ = "the answer takes too much work to be checked by this schema";
    }
    if (fine && message_.empty()) return Done{};
    return Error{ErrorCode::bad_content, message_};
  }

 private:
  /// Reports the first fault, unless it is only asked whether a schema fits.
  template <class Sentence>
  bool fault(Sentence sentence) {
    if (quiet_ == 0 && message_.empty())
      message_ = place_.pointer("the answer") + ": " + sentence();
    return false;
  }

  bool plain_fault(std::string_view sentence) {
    return fault([&] { return std::string(sentence); });
  }

  bool fits_quietly(NodeIndex node, const Json& value) {
    ++quiet_;
    const bool fine = fits(node, value);
    --quiet_;
    return fine;
  }

  /// Recursion is bounded by kNestingMax.
  bool fits(NodeIndex index, const Json& value) {
    if (nesting_ >= kNestingMax) {
      too_deep_ = true;
      effort_.left = 0;
    }
    if (!effort_.spend(1)) return false;
    ++nesting_;
    const Node& node = schema_.nodes[index];
    const bool fine = fits_any(node, value) && fits_type(node, value) && fits_others(node, value);
    --nesting_;
    return fine;
  }

  bool fits_any(const Node& node, const Json& value) {
    if (node.refuses_all) return plain_fault("nothing is allowed here: the schema is false");
    const std::uint8_t type = type_of(answer_, value);
    if ((type & node.types) == 0) {
      return fault([&] {
        return "\"type\" asks for " + names_of(node.types) + ", this is " + names_of(type);
      });
    }
    if (!node.enumerated && !node.constant) return true;
    const std::string text = canonical(answer_, value);
    effort_.spend(text.size());
    if (node.constant && *node.constant != text) return plain_fault("not the value in \"const\"");
    if (node.enumerated &&
        !std::binary_search(node.enumerated->begin(), node.enumerated->end(), text)) {
      return plain_fault("not one of the values in \"enum\"");
    }
    return true;
  }

  bool fits_type(const Node& node, const Json& value) {
    if (value.IsNumber()) return fits_number(node, answer_.number(value));
    if (value.IsString()) return fits_text(node, value);
    if (value.IsArray()) return fits_array(node, value);
    if (value.IsObject()) return fits_object(node, value);
    return true;
  }

  // --- Other schemas for the same value ----------------------------------------------------------

  bool fits_others(const Node& node, const Json& value) {
    if (node.reference != kNone && !fits(node.reference, value)) return false;
    for (const NodeIndex one : node.all_of) {
      if (!fits(one, value)) return false;
    }
    if (!node.any_of.empty() && count_fitting(node.any_of, value, 1) == 0) {
      return plain_fault("fits no schema in \"anyOf\"");
    }
    if (!node.one_of.empty()) {
      const int fitting = count_fitting(node.one_of, value, 2);
      if (fitting == 0) return plain_fault("fits no schema in \"oneOf\"");
      if (fitting > 1) return plain_fault("fits more than one schema in \"oneOf\"");
    }
    if (node.negated != kNone && fits_quietly(node.negated, value)) {
      return plain_fault("fits the schema in \"not\"");
    }
    return fits_condition(node, value);
  }

  bool fits_condition(const Node& node, const Json& value) {
    if (node.condition == kNone) return true;
    const bool holds = fits_quietly(node.condition, value);
    const NodeIndex branch = holds ? node.consequence : node.alternative;
    return branch == kNone || fits(branch, value);
  }

  int count_fitting(const std::vector<NodeIndex>& nodes, const Json& value, int enough) {
    int fitting = 0;
    for (const NodeIndex one : nodes) {
      if (fits_quietly(one, value)) ++fitting;
      if (fitting >= enough) break;
    }
    return fitting;
  }

  // --- Numbers and texts -------------------------------------------------------------------------

  bool fits_number(const Node& node, const Number& number) {
    effort_.spend(number.digits.size() / 16);
    if (node.minimum && compare(number, *node.minimum) < 0) {
      return bound_fault("less than \"minimum\"", *node.minimum);
    }
    if (node.maximum && compare(number, *node.maximum) > 0) {
      return bound_fault("more than \"maximum\"", *node.maximum);
    }
    if (node.exclusive_minimum && compare(number, *node.exclusive_minimum) <= 0) {
      return bound_fault("not more than \"exclusiveMinimum\"", *node.exclusive_minimum);
    }
    if (node.exclusive_maximum && compare(number, *node.exclusive_maximum) >= 0) {
      return bound_fault("not less than \"exclusiveMaximum\"", *node.exclusive_maximum);
    }
    if (node.divisor && !is_multiple(number, *node.divisor, effort_)) {
      return plain_fault("not a whole multiple of \"multipleOf\"");
    }
    return true;
  }

  bool bound_fault(std::string_view sentence, const Number& bound) {
    return fault(
        [&] { return std::string(sentence) + ", " + shown(to_text(bound), kQuotedBytesMax); });
  }

  bool fits_text(const Node& node, const Json& value) {
    const std::string_view text = text_of(value);
    effort_.spend(text.size() / 16);
    if (!fits_counts(node.characters, count_characters(text), "characters", "Length")) return false;
    if (node.pattern && !occurs(schema_.patterns[*node.pattern], text, effort_)) {
      return plain_fault("does not match \"pattern\"");
    }
    if (!node.format_pattern) return true;
    const bool fine = occurs(schema_.patterns[*node.format_pattern], text, effort_) &&
                      (!node.format_begins_with_date || is_day_of_month(text));
    if (fine) return true;
    return fault([&] { return "not of the \"format\" " + std::string(node.format); });
  }

  bool fits_counts(const Counts& counts, std::uint64_t count, std::string_view what,
                   std::string_view keyword) {
    const bool few = count < counts.least;
    if (!few && count <= counts.most) return true;
    return fault([&] {
      return std::to_string(count) + " " + std::string(what) + (few ? ", \"min" : ", \"max") +
             std::string(keyword) + "\" is " + std::to_string(few ? counts.least : counts.most);
    });
  }

  // --- Arrays ------------------------------------------------------------------------------------

  bool fits_array(const Node& node, const Json& array) {
    if (!fits_counts(node.elements, array.Size(), "elements", "Items")) return false;
    if (!effort_.spend(array.Size())) return false;
    for (rapidjson::SizeType i = 0; i < array.Size(); ++i) {
      const PlaceScope scope(place_, std::size_t{i});
      const bool leads = i < node.leading_items.size();
      const NodeIndex one = leads ? node.leading_items[i] : node.items;
      if (one != kNone && !fits(one, array[i])) return false;
    }
    if (node.contains != kNone && !contains_fitting(node.contains, array)) {
      return plain_fault("no element fits \"contains\"");
    }
    return !node.unique || fits_unique(array);
  }

  bool contains_fitting(NodeIndex node, const Json& array) {
    return std::any_of(array.Begin(), array.End(),
                       [&](const Json& element) { return fits_quietly(node, element); });
  }

  bool fits_unique(const Json& array) {
    std::vector<std::string> texts;
    for (const Json& element : array.GetArray()) {
      texts.push_back(canonical(answer_, element));
      effort_.spend(1 + texts.back().size());
    }
    std::sort(texts.begin(), texts.end());
    if (std::adjacent_find(texts.begin(), texts.end()) == texts.end()) return true;
    return plain_fault("two elements are equal, which \"uniqueItems\" forbids");
  }

  // --- Objects -----------------------------------------------------------------------------------

  bool fits_object(const Node& node, const Json& object) {
    return fits_counts(node.members, object.MemberCount(), "members", "Properties") &&
           fits_required(node.required, object) && fits_members(node, object) &&
           fits_dependencies(node, object);
  }

  bool fits_required(const std::vector<std::string_view>& names, const Json& object) {
    if (names.empty()) return true;
    // Names in an object differ, so it is enough to count those that are asked for.
    effort_.spend(object.MemberCount());
    const auto asked_for = [&](const auto& member) {
      return std::binary_search(names.begin(), names.end(), text_of(member.name));
    };
    const auto found = std::count_if(object.MemberBegin(), object.MemberEnd(), asked_for);
    if (static_cast<std::size_t>(found) == names.size()) return true;
    return missing_fault("required", names, object);
  }

  bool missing_fault(std::string_view keyword, const std::vector<std::string_view>& names,
                     const Json& object) {
    return fault([&] {
      const auto missing = std::find_if(names.begin(), names.end(), [&](std::string_view name) {
        return !has_name(object, name);
      });
      return "the member " + quoted(*missing) + " is missing (\"" + std::string(keyword) + "\")";
    });
  }

  bool fits_members(const Node& node, const Json& object) {
    if (!effort_.spend(object.MemberCount())) return false;
    for (const auto& member : object.GetObject()) {
      const std::string_view name = text_of(member.name);
      const PlaceScope scope(place_, name);
      if (node.property_names != kNone && !fits_quietly(node.property_names, member.name)) {
        return plain_fault("its name does not fit \"propertyNames\"");
      }
      if (!fits_member(node, name, member.value)) return false;
    }
    return true;
  }

  bool fits_member(const Node& node, std::string_view name, const Json& value) {
    bool known = false;
    const auto property =
        std::lower_bound(node.properties.begin(), node.properties.end(), name,
                         [](const Property& a, std::string_view b) { return a.name < b; });
    if (property != node.properties.end() && property->name == name) {
      known = true;
      if (!fits(property->node, value)) return false;
    }
    for (const PatternProperty& one : node.pattern_properties) {
      if (!occurs(schema_.patterns[one.pattern], name, effort_)) continue;
      known = true;
      if (!fits(one.node, value)) return false;
    }
    if (known || node.other_properties == kNone) return true;
    if (schema_.nodes[node.other_properties].refuses_all) {
      return plain_fault("a name that \"additionalProperties\" does not allow");
    }
    return fits(node.other_properties, value);
  }

  bool fits_dependencies(const Node& node, const Json& object) {
    for (const Dependency& dependency : node.dependencies) {
      effort_.spend(object.MemberCount());
      if (!has_name(object, dependency.name)) continue;
      for (const std::string_view name : dependency.names) {
        effort_.spend(object.MemberCount());
        if (!has_name(object, name)) {
          return missing_fault("dependencies", dependency.names, object);
        }
      }
      if (dependency.node != kNone && !fits(dependency.node, object)) return false;
    }
    return true;
  }

  const Compiled& schema_;
  const JsonTree& answer_;
  Effort effort_;
  int nesting_ = 0;
  int quiet_ = 0;
  bool too_deep_ = false;
  Place place_;
  std::string message_;
};

}  // namespace

Status check(const Compiled& schema, const JsonTree& answer) {
  return Checker(schema, answer).run();
}

}  // namespace skald::answer_schema
