#include <algorithm>
#include <limits>
#include <utility>

#include "skald/llm/document.h"
#include "speech/known_names.h"

namespace skald {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "'";
  result += text;
  result += '\'';
  return result;
}

}  // namespace

ObjectReader::ObjectReader(const Document& document, const Value& object)
    : document_(document), object_(object) {
  if (object.kind != Value::Kind::object) {
    fail(object, "expected an object, not " + std::string(to_string(object.kind)));
  }
}

const Value* ObjectReader::typed_member(std::string_view name, Value::Kind kind, bool required) {
  known_.push_back(name);
  const Value* found = object_.find(name);
  if (found == nullptr) {
    if (required && missing_.empty()) missing_ = name;
    return nullptr;
  }
  if (found->kind == kind) return found;
  fail(*found, quoted(name) + " must be " + std::string(to_string(kind)) + ", not " +
                   std::string(to_string(found->kind)));
  return nullptr;
}

const Value* ObjectReader::member(std::string_view name, Value::Kind kind, bool required) {
  return typed_member(name, kind, required);
}

const Value* ObjectReader::optional_member(std::string_view name) {
  known_.push_back(name);
  return object_.find(name);
}

void ObjectReader::text(std::string_view name, std::string& into) {
  if (const Value* found = typed_member(name, Value::Kind::string, true)) into = found->string;
}

void ObjectReader::optional_text(std::string_view name, std::string& into) {
  if (const Value* found = typed_member(name, Value::Kind::string, false)) into = found->string;
}

void ObjectReader::integer(std::string_view name, std::int32_t& into, std::int32_t low,
                           std::int32_t high) {
  if (const auto read = read_integer(name, low, high, true))
    into = static_cast<std::int32_t>(*read);
}

void ObjectReader::optional_integer(std::string_view name, std::int32_t& into, std::int32_t low,
                                    std::int32_t high) {
  if (const auto read = read_integer(name, low, high, false)) {
    into = static_cast<std::int32_t>(*read);
  }
}

void ObjectReader::optional_unsigned(std::string_view name, std::uint32_t& into, std::uint32_t low,
                                     std::uint32_t high) {
  if (const auto read = read_integer(name, low, high, false)) {
    into = static_cast<std::uint32_t>(*read);
  }
}

void ObjectReader::optional_unsigned(std::string_view name, std::uint64_t& into, std::uint64_t low,
                                     std::uint64_t high) {
  SKALD_ASSERT(high <= std::uint64_t{std::numeric_limits<std::int64_t>::max()},
               "a document has no such integers");
  if (const auto read = read_integer(name, static_cast<std::int64_t>(low),
                                     static_cast<std::int64_t>(high), false)) {
    into = static_cast<std::uint64_t>(*read);
  }
}

std::optional<std::int64_t> ObjectReader::read_integer(std::string_view name, std::int64_t low,
                                                       std::int64_t high, bool required) {
  const Value* found = typed_member(name, Value::Kind::integer, required);
  if (found == nullptr) return std::nullopt;
  if (found->integer >= low && found->integer <= high) return found->integer;
  fail(*found, quoted(name) + " must be from " + std::to_string(low) + " to " +
                   std::to_string(high) + ", not " + std::to_string(found->integer));
  return std::nullopt;
}

void ObjectReader::optional_thousandths(std::string_view name, std::optional<Thousandths>& into,
                                        Thousandths low, Thousandths high) {
  const Value* found = optional_member(name);
  if (found == nullptr) return;
  std::optional<Thousandths> read;
  std::string shown(to_string(found->kind));
  if (found->kind == Value::Kind::integer) shown = std::to_string(found->integer);
  if (found->kind == Value::Kind::decimal) shown = found->string;
  if (found->kind != Value::Kind::string) read = thousandths_from(shown);
  if (read && read->value >= low.value && read->value <= high.value) {
    into = read;
    return;
  }
  fail(*found, quoted(name) + " must be a number from " + to_string(low) + " to " +
                   to_string(high) + " with at most three decimals, not " + shown);
}

void ObjectReader::optional_boolean(std::string_view name, bool& into) {
  if (const Value* found = typed_member(name, Value::Kind::boolean, false)) into = found->boolean;
}

void ObjectReader::texts(std::string_view name, std::vector<std::string>& into) {
  read_texts(name, into, true);
}

void ObjectReader::optional_texts(std::string_view name, std::vector<std::string>& into) {
  read_texts(name, into, false);
}

void ObjectReader::read_texts(std::string_view name, std::vector<std::string>& into,
                              bool required) {
  const Value* found = typed_member(name, Value::Kind::list, required);
  if (found == nullptr) return;
  std::vector<std::string> read;
  for (const Value& element : found->list) {
    if (element.kind != Value::Kind::string) {
      return fail(element, quoted(name) + " must be a list of texts; this is " +
                               std::string(to_string(element.kind)));
    }
    read.push_back(element.string);
  }
  into = std::move(read);
}

void ObjectReader::fail(const Value& at, std::string_view message) {
  if (failed_) return;
  failed_ = true;
  error_ = fault_at(document_, at, message);
}

void ObjectReader::include(const Status& part) {
  if (part || failed_) return;
  failed_ = true;
  error_ = part.error();
}

Status ObjectReader::finish() {
  if (failed_) return error_;
  for (const auto& [name, value] : object_.members) {
    if (std::find(known_.begin(), known_.end(), std::string_view(name)) != known_.end()) continue;
    return fault_at(document_, value,
                    quoted(name) + " is not known here" + speech::nearest_or_all(name, known_));
  }
  if (!missing_.empty()) return fault_at(document_, object_, quoted(missing_) + " is missing");
  return Done{};
}

}  // namespace skald
