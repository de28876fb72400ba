#include "voices/wire/json.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace skald::voices::wire {
namespace {

// The depth of an event is its sender's choice, so what could be deep is parsed without recursion.
// That takes half as long again, so everything else is not.
constexpr unsigned kShallowFlags =
    rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr unsigned kDeepFlags = kShallowFlags | rapidjson::kParseIterativeFlag;
constexpr int kShallowDepthMax = 64;
constexpr unsigned kCheckFlags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;

constexpr std::size_t kEscapeBytes = 6;  // \uXXXX
constexpr std::size_t kNowhere = std::string_view::npos;

/// The value of the escape \uXXXX at `at`; nothing if there is none.
std::optional<unsigned> unicode_escape(std::string_view text, std::size_t at) {
  if (text.size() < at + kEscapeBytes || text[at] != '\\' || text[at + 1] != 'u') {
    return std::nullopt;
  }
  unsigned value = 0;
  for (const char c : text.substr(at + 2, 4)) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = static_cast<unsigned>((c | 0x20) - 'a') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

bool is_high_surrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// The next escaped surrogate without its other half.
std::size_t next_lone_surrogate(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    const void* found = std::memchr(text.data() + from, '\\', text.size() - from);
    if (found == nullptr) return kNowhere;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const auto unit = unicode_escape(text, at);
    if (!unit || (!is_high_surrogate(*unit) && !is_low_surrogate(*unit))) {
      from = at + 2;
      continue;
    }
    const auto next = unicode_escape(text, at + kEscapeBytes);
    if (!is_high_surrogate(*unit) || !next || !is_low_surrogate(*next)) return at;
    from = at + 2 * kEscapeBytes;
  }
  return kNowhere;
}

/// RapidJSON refuses a text with half a surrogate pair, but models' servers cut pairs in two. Such
/// an escape becomes the three bytes that its half would have in UTF-8: AnswerBuilder joins halves,
/// and replaces what stays alone. The new size.
std::size_t write_out_lone_surrogates(char* text, std::size_t size) {
  const std::string_view whole(text, size);
  std::size_t at = next_lone_surrogate(whole, 0);
  if (at == kNowhere) return size;
  std::size_t read = 0;
  std::size_t written = 0;
  while (at != kNowhere) {
    const unsigned unit = *unicode_escape(whole, at);
    std::memmove(text + written, text + read, at - read);
    written += at - read;
    text[written++] = static_cast<char>(0xE0U | (unit >> 12U));
    text[written++] = static_cast<char>(0x80U | ((unit >> 6U) & 0x3FU));
    text[written++] = static_cast<char>(0x80U | (unit & 0x3FU));
    read = at + kEscapeBytes;
    at = next_lone_surrogate(whole, read);
  }
  std::memmove(text + written, text + read, size - read);
  written += size - read;
  text[written] = '\0';
  return written;
}

/// More brackets than this, in strings too: the text may be deep.
bool may_be_deep(std::string_view text) {
  int brackets = 0;
  for (const char bracket : {'{', '['}) {
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (brackets <= kShallowDepthMax) {
      at = static_cast<const char*>(std::memchr(at, bracket, static_cast<std::size_t>(end - at)));
      if (at == nullptr) break;
      ++brackets;
      ++at;
    }
  }
  return brackets > kShallowDepthMax;
}

/// Builds a document, but reads numbers itself: RapidJSON 1.1.0 lets an exponent overflow
/// ("0.00000000000000000000001e-2147483639") and then reads far outside of its tables.
class Builder {
 public:
  explicit Builder(JsonDocument& document) : document_(document) {}
  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    const char* const end = text + size;
    std::uint64_t count = 0;
    if (const auto read = std::from_chars(text, end, count); is_all(read, end)) {
      return document_.Uint64(count);
    }
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text, end, whole); is_all(read, end)) {
      return document_.Int64(whole);
    }
    double number = 0;
    return is_all(std::from_chars(text, end, number), end) && document_.Double(number);
  }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.String(text, size, copy);
  }
  bool StartObject() { return document_.StartObject(); }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.Key(text, size, copy);
  }
  bool EndObject(rapidjson::SizeType members) { return document_.EndObject(members); }
  bool StartArray() { return document_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return document_.EndArray(elements); }

  // Never called: numbers come raw.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  static bool is_all(const std::from_chars_result& read, const char* end) {
    return read.ec == std::errc{} && read.ptr == end;
  }

  JsonDocument& document_;
};

}  // namespace

JsonParser::JsonParser()
    : value_memory_(std::make_unique<char[]>(kValueBytes)),
      stack_memory_(std::make_unique<char[]>(kStackBytes)),
      values_(value_memory_.get(), kValueBytes),
      stack_(stack_memory_.get(), kStackBytes) {
  document_.emplace(&values_, kStackBytes / 2, &stack_);
}

const Json* JsonParser::parse(char* text, std::size_t size) {
  // Nothing that lies in the pools has a destructor, and a document's stack is given back after
  // each parse.
  document_->SetNull();
  values_.Clear();
  stack_.Clear();
  size = write_out_lone_surrogates(text, size);
  rapidjson::GenericInsituStringStream<rapidjson::UTF8<>> stream(text);
  bool parsed = false;
  auto parse = [&](JsonDocument& document) {
    rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, JsonAllocator> reader(&stack_);
    Builder builder(document);
    parsed = may_be_deep({text, size}) ? !reader.Parse<kDeepFlags>(stream, builder).IsError()
                                       : !reader.Parse<kShallowFlags>(stream, builder).IsError();
    return parsed;
  };
  document_->Populate(parse);
  // A NUL in the middle would pass for the end.
  if (!parsed || stream.Tell() != size) return nullptr;
  return &*document_;
}

const Json* JsonParser::parse_copy(std::string_view text) {
  copy_ = text;
  return parse(copy_.data(), copy_.size());
}

bool is_json_object(std::string_view text) {
  if (next_lone_surrogate(text, 0) != kNowhere) return false;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == kNowhere || text[first] != '{') return false;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> nobody;
  reader.Parse<kCheckFlags>(stream, nobody);
  return !reader.HasParseError() && stream.Tell() == text.size();
}

const Json* find(const Json* object, std::string_view name) {
  if (object == nullptr || !object->IsObject()) return nullptr;
  for (const auto& member : object->GetObject()) {
    if (text_of(&member.name) == name) return member.value.IsNull() ? nullptr : &member.value;
  }
  return nullptr;
}

std::string_view text_of(const Json* value) {
  if (value == nullptr || !value->IsString()) return {};
  return {value->GetString(), value->GetStringLength()};
}

std::string_view text_of(const Json* object, std::string_view name) {
  return text_of(find(object, name));
}

std::optional<std::uint64_t> count_of(const Json* object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->IsUint64()) return value->GetUint64();
  if (!value->IsDouble()) return std::nullopt;
  constexpr double kExactMax = 9007199254740992.0;  // 2^53
  const double number = value->GetDouble();
  if (number < 0 || number > kExactMax || number != std::floor(number)) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

bool is_true(const Json* object, std::string_view name) {
  const Json* value = find(object, name);
  return value != nullptr && value->IsTrue();
}

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

/// A list or object that is being written.
struct Open {
  const Json* value = nullptr;
  rapidjson::SizeType next = 0;
};

void write_name(const Json& name, Writer& writer) {
  writer.Key(name.GetString(), name.GetStringLength());
}

/// Writes the value, or only its opening if it has more inside.
void begin(const Json& value, Writer& writer, std::vector<Open>& open) {
  if (value.IsObject()) {
    writer.StartObject();
    open.push_back({&value});
  } else if (value.IsArray()) {
    writer.StartArray();
    open.push_back({&value});
  } else {
    value.Accept(writer);
  }
}

}  // namespace

// Not by Accept alone, which would need as much stack as the value is deep.
std::string to_json(const Json& value) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  std::vector<Open> open;
  begin(value, writer, open);
  while (!open.empty()) {
    Open& last = open.back();
    const rapidjson::SizeType next = last.next++;
    if (last.value->IsArray()) {
      if (next < last.value->Size()) {
        begin((*last.value)[next], writer, open);
        continue;
      }
      writer.EndArray();
    } else {
      if (next < last.value->MemberCount()) {
        const auto member = last.value->MemberBegin() + static_cast<std::ptrdiff_t>(next);
        write_name(member->name, writer);
        begin(member->value, writer, open);
        continue;
      }
      writer.EndObject();
    }
    open.pop_back();
  }
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace skald::voices::wire
