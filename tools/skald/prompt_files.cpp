#include "prompt_files.h"

#include <cstdint>
#include <utility>

#include "skald/llm/answer_schema.h"
#include "skald/llm/document.h"
#include "text_files.h"

namespace skald::cli {
namespace {

Status read_tool(const Document& document, const Value& value, Tool& tool) {
  if (value.kind != Value::Kind::object) {
    return fault_at(document, value, "a tool is an object such as {\"name\": \"give\"}");
  }
  ObjectReader reader(document, value);
  reader.text("name", tool.name);
  reader.optional_text("description", tool.description);
  const Value* parameters = reader.member("parameters", Value::Kind::object, false);
  if (Status status = reader.finish(); !status) return status;
  if (parameters == nullptr) return Done{};
  tool.parameters = to_json(*parameters);
  const auto schema = AnswerSchema::parse(tool.parameters);
  if (!schema) return fault_at(document, *parameters, "parameters: " + schema.error().message);
  return Done{};
}

std::string_view media_type_of(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return "image/webp";
  return {};
}

}  // namespace

Result<std::string> read_schema(const std::string& path) {
  auto text = read_whole_file(path);
  if (!text) return text;
  const auto schema = AnswerSchema::parse(*text);
  if (!schema) return Error{schema.error().code, path + ": " + schema.error().message};
  return text;
}

Result<std::vector<Tool>> read_tools(const std::string& path) {
  const auto text = read_whole_file(path);
  if (!text) return text.error();
  const auto document = parse_document(path, *text, Numbers::with_decimals);
  if (!document) return document.error();
  std::vector<Tool> tools;
  const auto read = [&](const Value& value) {
    return read_tool(*document, value, tools.emplace_back());
  };
  if (document->root.kind != Value::Kind::list) {
    if (Status status = read(document->root); !status) return status.error();
    return tools;
  }
  for (const Value& value : document->root.list) {
    if (Status status = read(value); !status) return status.error();
  }
  return tools;
}

Result<Image> read_image(const std::string& path) {
  const auto bytes = read_whole_file(path);
  if (!bytes) return bytes.error();
  const std::string_view media_type = media_type_of(*bytes);
  if (media_type.empty()) {
    return Error{ErrorCode::bad_content,
                 path + ": neither PNG, JPEG, GIF nor WebP, by its first bytes; convert it"};
  }
  return Image{std::string(media_type), base64_of(*bytes)};
}

std::string base64_of(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view three = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < three.size() ? static_cast<unsigned char>(three[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= three.size() ? kLetters[bits >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

}  // namespace skald::cli
