#include "speech/answer_schema_json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

namespace skald::answer_schema {
namespace {

constexpr std::size_t kPointerBytesMax = 200;
constexpr std::size_t kNameBytesMax = 60;

/// Whether brackets nest deeper than a walk may recurse. Exact for valid JSON.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    if (in_string) {
      if (byte == '\\') ++i;
      if (byte == '"') in_string = false;
    } else if (byte == '"') {
      in_string = true;
    } else if (byte == '[' || byte == '{') {
      if (++depth > kDepthMax) return true;
    } else if ((byte == ']' || byte == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

/// Builds a document of a text's events, but converts numbers itself.
class TreeBuilder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TreeBuilder> {
 public:
  TreeBuilder(std::string_view text, JsonTree& tree) : text_(text), tree_(tree) {}

  /// What Document::Populate calls, to be given the document's values in order.
  bool operator()(rapidjson::Document& document) {
    constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                                rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag;
    into_ = &document;
    rapidjson::MemoryStream stream(text_.data(), text_.size());
    result_ = rapidjson::Reader().Parse<kFlags>(stream, *this);
    return !result_.IsError();
  }

  const rapidjson::ParseResult& result() const { return result_; }

  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    auto number = number_from({text, length});
    if (!number) return false;
    tree_.numbers.push_back(std::move(*number));
    return into_->Uint(static_cast<unsigned>(tree_.numbers.size() - 1));
  }
  bool Null() { return into_->Null(); }
  bool Bool(bool value) { return into_->Bool(value); }
  bool String(const char* text, rapidjson::SizeType length, bool copy) {
    return into_->String(text, length, copy);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool copy) {
    return into_->Key(text, length, copy);
  }
  bool StartObject() { return into_->StartObject(); }
  bool EndObject(rapidjson::SizeType count) { return into_->EndObject(count); }
  bool StartArray() { return into_->StartArray(); }
  bool EndArray(rapidjson::SizeType count) { return into_->EndArray(count); }

 private:
  std::string_view text_;
  JsonTree& tree_;
  rapidjson::Document* into_ = nullptr;
  rapidjson::ParseResult result_;
};

std::string_view sentence(rapidjson::ParseErrorCode code) {
  if (code == rapidjson::kParseErrorTermination) return "A number's exponent is too large.";
  return rapidjson::GetParseError_En(code);
}

/// The parser lets the second half of a surrogate pair pass alone: such a text is not UTF-8.
bool has_lone_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at < text.size(); at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

/// Finds what the parser allows and we do not. Recursion is bounded by kDepthMax.
class TreeCheck {
 public:
  explicit TreeCheck(std::string_view what) : what_(what) {}

  Status check(const Json& value) {
    if (value.IsString()) return check_text(value);
    if (value.IsArray()) return check_array(value);
    if (value.IsObject()) return check_object(value);
    return Done{};
  }

 private:
  Status check_array(const Json& array) {
    for (rapidjson::SizeType i = 0; i < array.Size(); ++i) {
      const PlaceScope scope(place_, std::size_t{i});
      if (Status status = check(array[i]); !status) return status;
    }
    return Done{};
  }

  Status check_object(const Json& object) {
    std::vector<std::string_view> names;
    names.reserve(object.MemberCount());
    for (const auto& member : object.GetObject()) {
      if (Status status = check_text(member.name); !status) return status;
      names.push_back(text_of(member.name));
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) {
      return fault("the name '" + shown(*twice, kNameBytesMax) + "' is given twice");
    }
    for (const auto& member : object.GetObject()) {
      const PlaceScope scope(place_, text_of(member.name));
      if (Status status = check(member.value); !status) return status;
    }
    return Done{};
  }

  Status check_text(const Json& text) {
    if (has_lone_surrogate(text_of(text))) return fault("a \\u escape is half of a surrogate pair");
    return Done{};
  }

  Error fault(std::string_view sentence) const {
    return {ErrorCode::bad_content, place_.pointer(what_) + ": " + std::string(sentence)};
  }

  std::string_view what_;
  Place place_;
};

void append_sized(std::string& into, char kind, std::string_view text) {
  into += kind;
  into += std::to_string(text.size());
  into += ':';
  into += text;
}

void append_canonical(std::string& into, const JsonTree& tree, const Json& value) {
  switch (value.GetType()) {
    case rapidjson::kNullType:
      into += 'z';
      return;
    case rapidjson::kTrueType:
      into += 't';
      return;
    case rapidjson::kFalseType:
      into += 'f';
      return;
    case rapidjson::kNumberType:
      append_sized(into, 'n', to_text(tree.number(value)));
      return;
    case rapidjson::kStringType:
      append_sized(into, 's', text_of(value));
      return;
    case rapidjson::kArrayType:
      into += '[';
      for (const Json& element : value.GetArray()) append_canonical(into, tree, element);
      into += ']';
      return;
    case rapidjson::kObjectType:
      break;
  }
  std::vector<Json::ConstMemberIterator> members;
  for (auto i = value.MemberBegin(); i != value.MemberEnd(); ++i) members.push_back(i);
  std::sort(members.begin(), members.end(),
            [](auto a, auto b) { return text_of(a->name) < text_of(b->name); });
  into += '{';
  for (const auto& member : members) {
    append_sized(into, 's', text_of(member->name));
    append_canonical(into, tree, member->value);
  }
  into += '}';
}

}  // namespace

std::string shown(std::string_view text, std::size_t bytes_max) {
  std::size_t end = std::min(text.size(), bytes_max);
  const auto continues = [&] { return (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; };
  while (end > 0 && end < text.size() && continues()) --end;
  std::string result(text.substr(0, end));
  for (char& byte : result) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = '?';
  }
  if (end < text.size()) result += "...";
  return result;
}

std::string Place::pointer(std::string_view root) const {
  if (steps_.empty()) return std::string(root);
  std::string result;
  for (const Step& step : steps_) {
    result += '/';
    if (step.name.data() == nullptr) result += std::to_string(step.index);
    for (const char byte : step.name.substr(0, kPointerBytesMax)) {
      if (byte == '~') {
        result += "~0";
      } else if (byte == '/') {
        result += "~1";
      } else {
        result += byte;
      }
    }
    if (result.size() > kPointerBytesMax) break;
  }
  return shown(result, kPointerBytesMax);
}

Status parse_json(std::string_view text, std::size_t bytes_max, std::string_view what,
                  JsonTree& tree) {
  const auto fault = [&](std::string_view sentence) {
    return Error{ErrorCode::bad_content, std::string(what) + std::string(sentence)};
  };
  if (text.size() > bytes_max) {
    return fault(" is longer than " + std::to_string(bytes_max) + " bytes");
  }
  // The parser would take a NUL for the end.
  if (text.find('\0') != std::string_view::npos) return fault(" holds a NUL byte: it is not JSON");
  if (too_deep(text)) {
    return fault(" nests deeper than " + std::to_string(kDepthMax) + " levels");
  }
  TreeBuilder builder(text, tree);
  tree.document.Populate(builder);
  if (builder.result().IsError()) {
    return fault(" is not JSON at byte " + std::to_string(builder.result().Offset()) + ": " +
                 std::string(sentence(builder.result().Code())));
  }
  return TreeCheck(what).check(tree.document);
}

std::string without_white_space(std::string_view json) {
  std::string result;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char byte = json[i];
    const bool space = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
    if (in_string || !space) result += byte;
    if (byte == '"') in_string = !in_string;
    if (in_string && byte == '\\') result += json[++i];
  }
  return result;
}

std::string canonical(const JsonTree& tree, const Json& value) {
  std::string result;
  append_canonical(result, tree, value);
  return result;
}

}  // namespace skald::answer_schema
