// Content and configuration: JSON in which every value knows its line, so that a fault is refused
// by place. Pure: takes bytes, opens nothing. No JSON type of any library is visible.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald {

/// A JSON value with its place. Members keep the file's order; a name given twice is refused.
class Value {
 public:
  /// A decimal is a number with a fraction or an exponent, as it was written, in `string`.
  enum class Kind : std::uint8_t { null, boolean, integer, string, list, object, decimal };
  struct Member;

  Kind kind = Kind::null;
  int line = 0;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string string;
  std::vector<Value> list;
  std::vector<Member> members;

  /// The member with this name, or null.
  const Value* find(std::string_view name) const;
};

struct Value::Member {
  std::string name;
  Value value;
};

std::string_view to_string(Value::Kind kind);

/// A file's parsed content. `file` is used in messages only.
struct Document {
  std::string file;
  Value root;
};

/// Content has no fractions: a file that has one is refused with its line. Configuration may.
enum class Numbers : std::uint8_t { integers, with_decimals };

/// bad_content with file, line and what was expected. Depth is bounded; comments are refused.
Result<Document> parse_document(std::string_view file, std::string_view text);
Result<Document> parse_document(std::string_view file, std::string_view text, Numbers numbers);

/// The value as compact JSON text; members keep their order, decimals their digits.
std::string to_json(const Value& value);

/// "0.7", "-1.25" or "2", exactly; nothing for more than three decimals or any other text.
std::optional<Thousandths> thousandths_from(std::string_view text);

/// "data/village/people.json:12: ...": for faults that the reader of a document finds.
Error fault_at(const Document& document, const Value& at, std::string_view message);

/// The known name that is most like an unknown one, for "did you mean"; empty if none is close.
std::string_view nearest_name(std::string_view unknown, const std::vector<std::string_view>& known);

/// ": did you mean 'name'?" for the end of a message about an unknown name; empty if none is close.
std::string did_you_mean(std::string_view unknown, const std::vector<std::string_view>& known);

/// Reads the members of one object, collecting the first fault, so that content readers are short:
///
///     ObjectReader reader(document, value);
///     reader.text("name", person.name);                       // required
///     reader.integer("age", person.age, 1, 120);              // required, with range
///     reader.optional_integer("purse", person.purse, 0, 9999);
///     if (Status status = reader.finish(); !status) return status.error();  // unknown ones too
class ObjectReader {
 public:
  ObjectReader(const Document& document, const Value& object);

  void text(std::string_view name, std::string& into);
  void optional_text(std::string_view name, std::string& into);
  void integer(std::string_view name, std::int32_t& into, std::int32_t low, std::int32_t high);
  void optional_integer(std::string_view name, std::int32_t& into, std::int32_t low,
                        std::int32_t high);
  void optional_unsigned(std::string_view name, std::uint32_t& into, std::uint32_t low,
                         std::uint32_t high);
  /// `high` must fit 63 bits, as the integers of a document do.
  void optional_unsigned(std::string_view name, std::uint64_t& into, std::uint64_t low,
                         std::uint64_t high);
  /// An integer, or a decimal of a document that was read with them.
  void optional_thousandths(std::string_view name, std::optional<Thousandths>& into,
                            Thousandths low, Thousandths high);
  void optional_boolean(std::string_view name, bool& into);
  void texts(std::string_view name, std::vector<std::string>& into);
  void optional_texts(std::string_view name, std::vector<std::string>& into);
  /// A member of any kind, to be read by hand; null if absent (and `required` makes that a fault).
  const Value* member(std::string_view name, Value::Kind kind, bool required);
  /// A member that may be of several kinds; null if absent.
  const Value* optional_member(std::string_view name);
  /// Notes a fault found by the caller, unless there is one already.
  void fail(const Value& at, std::string_view message);
  /// The same for what the reader of a part found.
  void include(const Status& part);

  /// The first fault, or an unknown member with the nearest known name, or Done. A member that is
  /// missing is reported last: it is often there under a misspelt name.
  Status finish();

 private:
  /// The member if it is there and of this kind; notes the fault otherwise.
  const Value* typed_member(std::string_view name, Value::Kind kind, bool required);
  /// The integer if it is there and in this range; notes the fault otherwise.
  std::optional<std::int64_t> read_integer(std::string_view name, std::int64_t low,
                                           std::int64_t high, bool required);
  void read_texts(std::string_view name, std::vector<std::string>& into, bool required);

  const Document& document_;
  const Value& object_;
  std::vector<std::string_view> known_;
  std::string_view missing_;
  bool failed_ = false;
  Error error_;
};

}  // namespace skald
