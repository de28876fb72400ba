#include "speech/answer_schema_compiler.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "skald/llm/document.h"
#include "speech/answer_schema_chains.h"
#include "speech/answer_schema_reference.h"

namespace skald::answer_schema {
namespace {

constexpr std::size_t kNodesMax = 10'000;
constexpr std::size_t kQuotedBytesMax = 60;

std::string quoted(std::string_view text) { return "'" + shown(text, kQuotedBytesMax) + "'"; }

}  // namespace

Status Compiler::run() {
  if (compiled_.tree.document.IsFalse()) fail("no answer can satisfy the schema false");
  compiled_.root = schema(compiled_.tree.document);
  // For look-ups only: the order of addresses does not show.
  std::sort(schemas_.begin(), schemas_.end(), [](const auto& a, const auto& b) {
    return std::less<const Json*>()(a.value, b.value);
  });
  for (const Reference& reference : references_) resolve(reference);
  if (!failed_) check_chains();
  if (failed_) return Error{ErrorCode::bad_content, message_};
  return Done{};
}

void Compiler::fail_at(std::string_view where, std::string_view sentence) {
  if (failed_) return;
  failed_ = true;
  message_ = std::string(where) + ": " + std::string(sentence);
}

std::string Compiler::pointer() const {
  const std::string pointer = place_.pointer({});
  return pointer.empty() ? "the schema" : "the schema at " + pointer;
}

NodeIndex Compiler::schema(const Json& value) {
  if (compiled_.nodes.size() >= kNodesMax) {
    fail("more than " + std::to_string(kNodesMax) + " schemas in one");
  }
  if (!value.IsObject() && !value.IsBool()) {
    fail("must be a schema: an object, true or false");
  }
  if (failed_) return kNone;
  const auto index = static_cast<NodeIndex>(compiled_.nodes.size());
  compiled_.nodes.emplace_back();
  schemas_.push_back({&value, index});
  Node node;
  if (value.IsBool()) {
    node.refuses_all = value.IsFalse();
  } else {
    read_keywords(value, index, node);
  }
  compiled_.nodes[index] = std::move(node);
  return index;
}

void Compiler::read_keywords(const Json& object, NodeIndex index, Node& node) {
  const bool is_reference = object.HasMember("$ref");
  for (const auto& member : object.GetObject()) {
    const std::string_view name = text_of(member.name);
    const PlaceScope scope(place_, name);
    const auto& known = keywords();
    const auto keyword = std::find_if(known.begin(), known.end(),
                                      [&](const Keyword& one) { return one.name == name; });
    if (keyword == known.end()) return fail_unknown(name);
    if (is_reference && !keyword->beside_reference) {
      return fail("not known beside a $ref: put both into an allOf");
    }
    (this->*keyword->read)(member.value, node);
    if (failed_) return;
  }
  if (is_reference) references_.push_back({text_of(object["$ref"]), index, pointer()});
  check_partners(object, node);
  check_limits(node);
}

void Compiler::fail_unknown(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Keyword& keyword : keywords()) names.push_back(keyword.name);
  const std::string_view compared = name.substr(0, kQuotedBytesMax);
  fail("the keyword " + quoted(name) + " is not supported" + did_you_mean(compared, names));
}

void Compiler::check_partners(const Json& object, const Node& node) {
  const bool has_branch = node.consequence != kNone || node.alternative != kNone;
  if (has_branch && node.condition == kNone) fail("then and else mean nothing without if");
  if (!has_branch && node.condition != kNone) fail("if means nothing without then or else");
  if (object.HasMember("additionalItems") && !node.has_leading_items) {
    fail("additionalItems means nothing unless items is a list of schemas");
  }
}

void Compiler::check_limits(const Node& node) {
  for (const Counts* counts : {&node.characters, &node.elements, &node.members}) {
    if (counts->least > counts->most) fail("no value can satisfy a least count above the most");
  }
  for (const auto* low : {&node.minimum, &node.exclusive_minimum}) {
    for (const auto* high : {&node.maximum, &node.exclusive_maximum}) {
      if (!*low || !*high) continue;
      const bool both_inclusive = low == &node.minimum && high == &node.maximum;
      const int order = compare(**low, **high);
      if (order > 0 || (order == 0 && !both_inclusive)) {
        fail("no number can satisfy a minimum above the maximum");
      }
    }
  }
}

void Compiler::resolve(const Reference& reference) {
  if (failed_) return;
  const Json* target = find_referenced(compiled_.tree.document, reference.text.substr(1));
  const auto found = std::lower_bound(schemas_.begin(), schemas_.end(), target,
                                      [](const Located& one, const Json* wanted) {
                                        return std::less<const Json*>()(one.value, wanted);
                                      });
  if (target == nullptr || found == schemas_.end() || found->value != target) {
    return fail_at(reference.pointer, "the $ref " + quoted(reference.text) + " leads to no schema");
  }
  compiled_.nodes[reference.node].reference = found->node;
}

void Compiler::check_chains() {
  const NodeIndex endless = find_endless_chain(compiled_.nodes);
  if (endless == kNone) return;
  const auto reference = std::find_if(references_.begin(), references_.end(),
                                      [&](const Reference& one) { return one.node == endless; });
  fail_at(reference == references_.end() ? "the schema" : reference->pointer,
          "a $ref leads back to itself without a member or an element in between, or more than "
          "32 schemas apply to one value, each through the one before");
}

}  // namespace skald::answer_schema
