// JSON at the edge: values are read in place, from a buffer that the parser may overwrite, into
// memory that is used again for the next event. Nothing beyond providers/ sees these types.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skald::voices::wire {

using JsonAllocator = rapidjson::MemoryPoolAllocator<>;
using JsonDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, JsonAllocator, JsonAllocator>;
using Json = JsonDocument::ValueType;

/// Parses one event after another. A value is valid until the next parse. One parser serves every
/// stream of a thread.
class JsonParser {
 public:
  JsonParser();
  /// `text` is overwritten and must have a NUL at text[size]. Null if it is not JSON; nesting is
  /// not limited by the stack. Texts in it may be invalid UTF-8, and may have half a surrogate pair
  /// as its three bytes: a model's words are no reason to lose an event (utf8_repair.h mends them).
  const Json* parse(char* text, std::size_t size);
  /// Copies first: for bytes that may not be changed.
  const Json* parse_copy(std::string_view text);

 private:
  static constexpr std::size_t kValueBytes = 16 * 1024;
  static constexpr std::size_t kStackBytes = 4 * 1024;
  std::unique_ptr<char[]> value_memory_;
  std::unique_ptr<char[]> stack_memory_;
  JsonAllocator values_;
  JsonAllocator stack_;
  std::optional<JsonDocument> document_;
  std::string copy_;
};

/// Whether the text is a JSON object, in UTF-8 and without half a surrogate pair anywhere.
bool is_json_object(std::string_view text);

/// The member, or null if `object` is null, not an object, or has none of this name. A member that
/// is JSON's null counts as absent.
const Json* find(const Json* object, std::string_view name);
/// The value's text; empty if it is null or no text.
std::string_view text_of(const Json* value);
std::string_view text_of(const Json* object, std::string_view name);
/// The value as a whole number of at least 0; nothing if it is null, negative or no number.
std::optional<std::uint64_t> count_of(const Json* object, std::string_view name);
bool is_true(const Json* object, std::string_view name);
/// The value as compact JSON text.
std::string to_json(const Json& value);

}  // namespace skald::voices::wire
