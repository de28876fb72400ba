#include "skald/llm/document.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

namespace skald {
namespace {

constexpr std::size_t kDepthMax = 64;  // content is shallow; a reader may recurse this far
constexpr std::size_t kNearestDistanceMax = 3;

std::string quoted(std::string_view text) {
  std::string result = "'";
  result += text;
  result += '\'';
  return result;
}

Error fault(std::string_view file, int line, std::string_view message) {
  std::string text(file);
  text += ':';
  text += std::to_string(line);
  text += ": ";
  text += message;
  return {ErrorCode::bad_content, std::move(text)};
}

std::string_view sentence(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return "the file is empty; expected a JSON value";
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "something follows after the end of the JSON value";
    case rapidjson::kParseErrorValueInvalid:
      return "expected a value: a text in double quotes, an integer, true, false, null, { or [ "
             "(comments and commas before a closing bracket are not JSON)";
    case rapidjson::kParseErrorObjectMissName:
      return "expected a name in double quotes, or } (without a comma before it)";
    case rapidjson::kParseErrorObjectMissColon:
      return "expected a colon after the name";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "expected a comma or } after the value";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "expected a comma or ] after the value";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "expected four hexadecimal digits after \\u";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "a \\u escape is half of a surrogate pair";
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "a backslash in a text must be followed by one of \" \\ / b f n r t u";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "a text has no closing quotation mark";
    case rapidjson::kParseErrorStringInvalidEncoding:
      return "a text holds bytes that are not UTF-8";
    case rapidjson::kParseErrorNumberTooBig:
      return "this number does not fit 64 bits";
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
      return "a number ends too early";
    default:
      return "this is not JSON";
  }
}

/// What is wrong at the place where the reader stopped.
std::string_view sentence(const rapidjson::ParseResult& stopped, std::string_view text) {
  const bool in_text = stopped.Code() == rapidjson::kParseErrorStringEscapeInvalid ||
                       stopped.Code() == rapidjson::kParseErrorStringInvalidEncoding;
  if (in_text && static_cast<unsigned char>(text[stopped.Offset()]) < 0x20) {
    return "a text holds a line end or another control character; write \\n, or close the text";
  }
  return sentence(stopped.Code());
}

/// Halves of surrogate pairs pass as bytes through an escape that names only the second half.
bool holds_surrogate(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\xED' && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return true;
  }
  return false;
}

/// Counts lines up to offsets that only grow.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  int at(std::size_t offset) {
    offset = std::min(offset, text_.size());
    for (; counted_ < offset; ++counted_) line_ += text_[counted_] == '\n' ? 1 : 0;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t counted_ = 0;
  int line_ = 1;
};

/// Builds values from the reader's events. A value that is open is on the stack; when it ends, it
/// moves into the one below. Returning false stops the reader, with `message` set.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  Builder(std::string_view text, const rapidjson::MemoryStream& stream, Numbers numbers)
      : lines_(text), stream_(stream), numbers_(numbers) {}

  bool Null() { return close(make(Value::Kind::null)); }
  bool Bool(bool is_true) {
    Value value = make(Value::Kind::boolean);
    value.boolean = is_true;
    return close(std::move(value));
  }
  bool RawNumber(const char* first, rapidjson::SizeType size, bool) {
    Value value = make(Value::Kind::integer);
    const std::string_view digits(first, size);
    if (digits.find_first_of(".eE") != std::string_view::npos) {
      if (numbers_ == Numbers::integers) {
        return refuse(value.line, "numbers in content are integers, without fraction or exponent");
      }
      value.kind = Value::Kind::decimal;
      value.string = digits;
      return close(std::move(value));
    }
    const auto end = std::from_chars(first, first + size, value.integer);
    if (end.ec != std::errc{}) return refuse(value.line, "this number does not fit 64 bits");
    return close(std::move(value));
  }
  bool String(const char* first, rapidjson::SizeType size, bool) {
    Value value = make(Value::Kind::string);
    value.string.assign(first, size);
    if (holds_surrogate(value.string)) {
      return refuse(value.line, sentence(rapidjson::kParseErrorStringUnicodeSurrogateInvalid));
    }
    return close(std::move(value));
  }
  bool StartObject() { return open(Value::Kind::object); }
  bool Key(const char* first, rapidjson::SizeType size, bool) {
    std::string name(first, size);
    if (holds_surrogate(name)) {
      return refuse(here(), sentence(rapidjson::kParseErrorStringUnicodeSurrogateInvalid));
    }
    open_.back().members.push_back({std::move(name), make(Value::Kind::null)});
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return names_differ(open_.back()) && close_top(); }
  bool StartArray() { return open(Value::Kind::list); }
  bool EndArray(rapidjson::SizeType) { return close_top(); }

  int here() { return lines_.at(stream_.Tell()); }

  Value root;
  std::string message;
  int message_line = 0;

 private:
  Value make(Value::Kind kind) {
    Value value;
    value.kind = kind;
    value.line = here();
    return value;
  }
  bool refuse(int line, std::string_view why) {
    message = why;
    message_line = line;
    return false;
  }
  bool open(Value::Kind kind) {
    if (open_.size() == kDepthMax) {
      return refuse(here(), "lists and objects are nested deeper than " +
                                std::to_string(kDepthMax) + " levels");
    }
    open_.push_back(make(kind));
    return true;
  }
  bool close_top() {
    Value value = std::move(open_.back());
    open_.pop_back();
    return close(std::move(value));
  }
  bool close(Value&& value) {
    if (open_.empty()) {
      root = std::move(value);
    } else if (open_.back().kind == Value::Kind::list) {
      open_.back().list.push_back(std::move(value));
    } else {
      open_.back().members.back().value = std::move(value);
    }
    return true;
  }
  /// Sorts rather than compares each with each: a hostile file may have very many members.
  bool names_differ(const Value& object) {
    const auto& members = object.members;
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const int names = members[a].name.compare(members[b].name);
      return names != 0 ? names < 0 : a < b;
    });
    std::size_t first = members.size();
    std::size_t again = members.size();
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (members[order[i - 1]].name != members[order[i]].name || order[i] >= again) continue;
      first = order[i - 1];
      again = order[i];
    }
    if (again == members.size()) return true;
    return refuse(members[again].value.line, quoted(members[again].name) +
                                                 " is given twice; the first is in line " +
                                                 std::to_string(members[first].value.line));
  }

  LineCounter lines_;
  const rapidjson::MemoryStream& stream_;
  const Numbers numbers_;
  std::vector<Value> open_;
};

/// Optimal string alignment: insertions, deletions, changes and swaps of neighbours cost 1.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> above(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t change = above[j - 1] + (from[i - 1] == to[j - 1] ? 0U : 1U);
      row[j] = std::min({change, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  for (const auto& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

std::string_view to_string(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "true or false";
    case Value::Kind::integer:
      return "an integer";
    case Value::Kind::string:
      return "a text";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::object:
      return "an object";
    case Value::Kind::decimal:
      return "a number with decimals";
  }
  return "unknown";
}

Result<Document> parse_document(std::string_view file, std::string_view text) {
  return parse_document(file, text, Numbers::integers);
}

Result<Document> parse_document(std::string_view file, std::string_view text, Numbers numbers) {
  // The reader takes a zero byte for the end, so it would not see what follows.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return fault(file, LineCounter(text).at(zero), "the file holds a zero byte");
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    return fault(file, 1, "the file starts with a byte-order mark; save it as plain UTF-8");
  }
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder(text, stream, numbers);
  rapidjson::Reader reader;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, builder);
  if (!builder.message.empty()) return fault(file, builder.message_line, builder.message);
  if (parsed.IsError()) {
    return fault(file, LineCounter(text).at(parsed.Offset()), sentence(parsed, text));
  }
  return Document{std::string(file), std::move(builder.root)};
}

Error fault_at(const Document& document, const Value& at, std::string_view message) {
  return fault(document.file, at.line, message);
}

std::string_view nearest_name(std::string_view unknown,
                              const std::vector<std::string_view>& known) {
  std::string_view nearest;
  std::size_t limit = std::min((unknown.size() + 2) / 3, kNearestDistanceMax);
  for (const std::string_view name : known) {
    const std::size_t apart =
        name.size() > unknown.size() ? name.size() - unknown.size() : unknown.size() - name.size();
    if (apart > limit) continue;
    const std::size_t distance = edit_distance(unknown, name);
    if (distance > limit || distance >= name.size()) continue;
    if (!nearest.empty() && distance == limit) continue;
    nearest = name;
    limit = distance;
  }
  return nearest;
}

std::string did_you_mean(std::string_view unknown, const std::vector<std::string_view>& known) {
  const std::string_view nearest = nearest_name(unknown, known);
  if (nearest.empty()) return {};
  return ": did you mean " + quoted(nearest) + "?";
}

}  // namespace skald
