// A content file: parsed with every value's line inside the file, or refused with its name.
#include "skald/llm/document.h"

#include <algorithm>

namespace {

constexpr std::string_view kFile = "people.json";

void check_lines(const skald::Value& value, int lines) {
  SKALD_ASSERT(value.line >= 1 && value.line <= lines, "a value outside its file");
  for (const skald::Value& element : value.list) check_lines(element, lines);
  for (const skald::Value::Member& member : value.members) {
    SKALD_ASSERT(value.find(member.name) == &member.value, "a name that is there twice");
    check_lines(member.value, lines);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = skald::parse_document(kFile, text);
  if (!document) {
    const skald::Error& error = document.error();
    SKALD_ASSERT(error.code == skald::ErrorCode::bad_content, "another code than promised");
    SKALD_ASSERT(error.message.compare(0, kFile.size(), kFile) == 0, "no place in the message");
    return 0;
  }
  check_lines(document->root, 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n')));
  // A reader of a document finds the next faults: they have a place too.
  skald::ObjectReader reader(*document, document->root);
  std::string name;
  std::int32_t age = 0;
  std::vector<std::string> likes;
  reader.text("name", name);
  reader.optional_integer("age", age, 1, 120);
  reader.optional_texts("likes", likes);
  (void)reader.finish();
  return 0;
}
