#include "skald/llm/document.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skald {
namespace {

std::string refusal(std::string_view text) {
  const auto document = parse_document("f.json", text);
  if (document) return "accepted";
  EXPECT_EQ(document.error().code, ErrorCode::bad_content);
  return document.error().message;
}

/// Content in memory: the readers under test keep references to it.
Document parsed(std::string_view text) {
  auto document = parse_document("f.json", text);
  EXPECT_TRUE(document) << document.error().message;
  return std::move(*document);
}

bool holds(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

TEST(Document, KeepsKindsOrderAndLines) {
  const Document document = parsed(
      "{\n"
      "  \"zeta\": \"text\\n\\u00e9\",\n"
      "  \"alpha\": [1, -2,\n"
      "    true, null],\n"
      "  \"empty\": {}\n"
      "}\n");
  const Value& root = document.root;
  ASSERT_EQ(root.kind, Value::Kind::object);
  EXPECT_EQ(root.line, 1);
  ASSERT_EQ(root.members.size(), 3U);
  EXPECT_EQ(root.members[0].name, "zeta");
  EXPECT_EQ(root.members[0].value.string, "text\n\xC3\xA9");
  EXPECT_EQ(root.members[0].value.line, 2);
  const Value& list = *root.find("alpha");
  EXPECT_EQ(list.line, 3);
  ASSERT_EQ(list.list.size(), 4U);
  EXPECT_EQ(list.list[0].integer, 1);
  EXPECT_EQ(list.list[1].integer, -2);
  EXPECT_EQ(list.list[1].line, 3);
  EXPECT_TRUE(list.list[2].boolean);
  EXPECT_EQ(list.list[2].line, 4);
  EXPECT_EQ(list.list[3].kind, Value::Kind::null);
  EXPECT_EQ(root.find("empty")->kind, Value::Kind::object);
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(Document, ReadsEverySixtyFourBitInteger) {
  const Document document = parsed("[9223372036854775807, -9223372036854775808, 0, -0]");
  EXPECT_EQ(document.root.list[0].integer, INT64_MAX);
  EXPECT_EQ(document.root.list[1].integer, INT64_MIN);
  EXPECT_EQ(document.root.list[3].integer, 0);
}

TEST(Document, RefusesNumbersThatAreNotSixtyFourBitIntegers) {
  EXPECT_TRUE(holds(refusal("[\n1.5]"), "f.json:2: numbers in content are integers"));
  EXPECT_TRUE(holds(refusal("[1e3]"), "f.json:1: numbers in content are integers"));
  EXPECT_TRUE(holds(refusal("[\n\n9223372036854775808]"), "f.json:3: this number does not fit"));
  EXPECT_TRUE(holds(refusal("[-9223372036854775809]"), "does not fit"));
  EXPECT_TRUE(holds(refusal("[1" + std::string(400, '0') + "]"), "f.json:1: "));
  EXPECT_TRUE(holds(refusal("[01]"), "f.json:1: "));
}

TEST(Document, RefusesSyntaxFaultsWithTheirLine) {
  EXPECT_TRUE(holds(refusal(""), "f.json:1: the file is empty"));
  EXPECT_TRUE(holds(refusal(" \n \n"), "f.json:3: the file is empty"));
  EXPECT_TRUE(holds(refusal("{\"a\": 1\n \"b\": 2}"), "f.json:2: expected a comma or }"));
  EXPECT_TRUE(holds(refusal("[1\n\n 2]"), "f.json:3: expected a comma or ]"));
  EXPECT_TRUE(holds(refusal("{\"a\"\n 1}"), "f.json:2: expected a colon"));
  EXPECT_TRUE(holds(refusal("{\"a\": 1,\n}"), "f.json:2: expected a name"));
  EXPECT_TRUE(holds(refusal("[1,\n]"), "f.json:2: expected a value"));
  EXPECT_TRUE(holds(refusal("[1,\n// no\n2]"), "f.json:2: expected a value"));
  EXPECT_TRUE(holds(refusal("{}\n{}"), "f.json:2: something follows"));
  EXPECT_TRUE(holds(refusal("[\n\"abc"), "f.json:2: a text has no closing"));
  EXPECT_TRUE(holds(refusal("[\n\"\\q\"]"), "f.json:2: a backslash"));
  EXPECT_TRUE(holds(refusal("[\"\\u12\"]"), "four hexadecimal digits"));
  EXPECT_TRUE(holds(refusal("[1"), "f.json:1: expected a comma or ]"));
}

TEST(Document, RefusesTextThatIsNotUtf8) {
  EXPECT_TRUE(holds(refusal("[\n\"\xFF\"]"), "f.json:2: a text holds bytes"));
  EXPECT_TRUE(holds(refusal("[\"\xC3\"]"), "f.json:1: a text holds bytes"));
  EXPECT_TRUE(holds(refusal("[\"\xC0\xAF\"]"), "f.json:1: a text holds bytes"));      // overlong
  EXPECT_TRUE(holds(refusal("[\"\xED\xA0\x80\"]"), "f.json:1: a text holds bytes"));  // surrogate
  EXPECT_TRUE(holds(refusal("[\n\"\\ud800\"]"), "f.json:2: a \\u escape is half"));
  EXPECT_TRUE(holds(refusal("[\n\"\\udc00\"]"), "f.json:2: a \\u escape is half"));
  EXPECT_TRUE(holds(refusal("{\"\\udc00\":\n1}"), "f.json:1: a \\u escape is half"));
}

TEST(Document, RefusesBytesThatEditorsHide) {
  EXPECT_TRUE(holds(refusal("[\n\"a\nb\"]"), "f.json:2: a text holds a line end or another"));
  EXPECT_TRUE(holds(refusal("[\"\x01\"]"), "f.json:1: a text holds a line end or another"));
  EXPECT_TRUE(holds(refusal(std::string_view("{}\n\0{", 5)), "f.json:2: the file holds a zero"));
  EXPECT_TRUE(holds(refusal("\xEF\xBB\xBF{}"), "f.json:1: the file starts with a byte-order"));
}

TEST(Document, RefusesANameGivenTwice) {
  EXPECT_EQ(refusal("{\"a\": 1,\n\"b\": 2,\n\"a\": 3}"),
            "f.json:3: 'a' is given twice; the first is in line 1");
  EXPECT_EQ(refusal("[{\n\"z\": 1, \"z\": 2, \"a\": 1,\n\"a\": 1}]"),
            "f.json:2: 'z' is given twice; the first is in line 2");
}

TEST(Document, RefusesNestingBeyondSixtyFourLevels) {
  const std::string open(64, '[');
  const std::string close(64, ']');
  EXPECT_EQ(refusal(open + close), "accepted");
  EXPECT_TRUE(holds(refusal("\n[" + open + close + "]"), "f.json:2: lists and objects are nested"));
  EXPECT_TRUE(holds(refusal(std::string(1'000'000, '[')), "f.json:1: lists and objects"));
}

TEST(Document, KeepsDecimalsAsTheyAreWrittenWhereTheyAreAskedFor) {
  const auto document =
      parse_document("f.json", "[0.70, -1e5, 3,\n18446744073709551616.5]", Numbers::with_decimals);
  ASSERT_TRUE(document) << document.error().message;
  const std::vector<Value>& list = document->root.list;
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0].kind, Value::Kind::decimal);
  EXPECT_EQ(list[0].string, "0.70");
  EXPECT_EQ(list[1].string, "-1e5");
  EXPECT_EQ(list[2].kind, Value::Kind::integer);
  EXPECT_EQ(list[3].string, "18446744073709551616.5");
  EXPECT_EQ(list[3].line, 2);
  const auto too_big = parse_document("f.json", "[18446744073709551616]", Numbers::with_decimals);
  ASSERT_FALSE(too_big);
  EXPECT_EQ(too_big.error().message, "f.json:1: this number does not fit 64 bits");
}

TEST(Document, WritesValuesAsTheyWereRead) {
  constexpr std::string_view kText =
      R"({"z":[1,-2.50,1e3,true,false,null,[],{}],"a":"\"\\\u0001\u000aé","":{"b":[[]]}})";
  const auto document = parse_document("f.json", kText, Numbers::with_decimals);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(to_json(document->root), kText);
}

TEST(Document, ReadsThousandthsExactlyOrNotAtAll) {
  const auto value = [](std::string_view text) {
    const auto read = thousandths_from(text);
    return read ? read->value : -1;
  };
  EXPECT_EQ(value("0.7"), 700);
  EXPECT_EQ(value("2"), 2000);
  EXPECT_EQ(value("0.001"), 1);
  EXPECT_EQ(value("1.25"), 1250);
  EXPECT_EQ(value("-1.5"), -1500);
  EXPECT_EQ(value("-0.0"), 0);
  EXPECT_EQ(value("2147483.647"), 2147483647);
  for (const std::string_view text : {"", "-", ".", ".5", "1.", "0.7001", "0,7", "1e0", "+1", "--1",
                                      "1.-5", "1.2.3", " 1", "2147483.648", "99999999999999"}) {
    EXPECT_FALSE(thousandths_from(text)) << text;
  }
}

TEST(Document, NearestNameIsTheMostAlikeOrNone) {
  const std::vector<std::string_view> known = {"provider", "lines_files", "listener", "no"};
  EXPECT_EQ(nearest_name("provder", known), "provider");
  EXPECT_EQ(nearest_name("porvider", known), "provider");
  EXPECT_EQ(nearest_name("line_file", known), "lines_files");
  EXPECT_EQ(nearest_name("listner", known), "listener");
  EXPECT_EQ(nearest_name("on", known), "no");  // swapped letters are one mistake
  EXPECT_EQ(nearest_name("weather", known), "");
  EXPECT_EQ(nearest_name("x", known), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name("naem", {"name", "game"}), "name");
  EXPECT_EQ(nearest_name("bat", {"cat", "hat"}), "cat");  // of equals, the first
}

struct Person {
  std::string name;
  std::int32_t age = 0;
  std::int32_t purse = 7;
  std::vector<std::string> trades;
};

std::string read_person(std::string_view text, Person& person) {
  const Document document = parsed(text);
  ObjectReader reader(document, document.root);
  reader.text("name", person.name);
  reader.integer("age", person.age, 1, 120);
  reader.optional_integer("purse", person.purse, 0, 9999);
  reader.optional_texts("trades", person.trades);
  const Status status = reader.finish();
  return status ? "" : status.error().message;
}

TEST(ObjectReader, FillsWhatIsThereAndLeavesTheRest) {
  Person person;
  EXPECT_EQ(read_person(R"({"name": "Maud", "age": 40, "trades": ["miller", "smith"]})", person),
            "");
  EXPECT_EQ(person.name, "Maud");
  EXPECT_EQ(person.age, 40);
  EXPECT_EQ(person.purse, 7);
  EXPECT_EQ(person.trades, (std::vector<std::string>{"miller", "smith"}));
}

TEST(ObjectReader, NamesTheFirstFaultWithItsLine) {
  Person person;
  EXPECT_EQ(read_person("{\"name\": 3,\n\"age\": 400}", person),
            "f.json:1: 'name' must be a text, not an integer");
  EXPECT_EQ(read_person("{\"name\": \"M\",\n\"age\": 121}", person),
            "f.json:2: 'age' must be from 1 to 120, not 121");
  EXPECT_EQ(read_person("{\"name\": \"M\",\n\"age\": 0}", person),
            "f.json:2: 'age' must be from 1 to 120, not 0");
  EXPECT_EQ(read_person("{\"name\": \"M\", \"age\": 1,\n\"trades\": [\"a\",\n4]}", person),
            "f.json:3: 'trades' must be a list of texts; this is an integer");
  EXPECT_EQ(read_person("\n{\"name\": \"M\"}", person), "f.json:2: 'age' is missing");
  EXPECT_EQ(read_person("\n[]", person), "f.json:2: expected an object, not a list");
}

TEST(ObjectReader, TellsOfAMisspeltNameRatherThanOfTheMissingOne) {
  Person person;
  EXPECT_EQ(read_person("{\"age\": 3,\n\"nmae\": \"M\"}", person),
            "f.json:2: 'nmae' is not known here: did you mean 'name'?");
  EXPECT_EQ(
      read_person("{\"name\": \"M\", \"age\": 3,\n\"weather\": 1}", person),
      "f.json:2: 'weather' is not known here: expected one of 'name', 'age', 'purse', 'trades'");
}

TEST(ObjectReader, TellsTheFirstOfManyNames) {
  const Document document = parsed(R"({"weather": 1})");
  ObjectReader reader(document, document.root);
  for (const char* name :
       {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4", "b5"}) {
    EXPECT_EQ(reader.optional_member(name), nullptr);
  }
  const std::string message = reader.finish().error().message;
  EXPECT_NE(message.find("'b2', 'b3' and 2 more"), std::string::npos) << message;
}

struct Dials {
  std::optional<Thousandths> heat;
  std::uint32_t pause_ms = 9;
  bool loud = false;
};

std::string read_dials(std::string_view text, Dials& dials) {
  const auto document = parse_document("f.json", text, Numbers::with_decimals);
  EXPECT_TRUE(document) << document.error().message;
  ObjectReader reader(*document, document->root);
  reader.optional_thousandths("heat", dials.heat, 0, 2);
  reader.optional_unsigned("pause_ms", dials.pause_ms, 1, 4'000'000'000);
  reader.optional_boolean("loud", dials.loud);
  const Status status = reader.finish();
  return status ? "" : status.error().message;
}

TEST(ObjectReader, ReadsThousandthsUnsignedNumbersAndTruth) {
  Dials dials;
  EXPECT_EQ(read_dials("{}", dials), "");
  EXPECT_FALSE(dials.heat);
  EXPECT_EQ(dials.pause_ms, 9U);
  EXPECT_EQ(read_dials(R"({"heat": 1.125, "pause_ms": 4000000000, "loud": true})", dials), "");
  EXPECT_EQ(dials.heat, Thousandths::of(1125));
  EXPECT_EQ(dials.pause_ms, 4'000'000'000U);
  EXPECT_TRUE(dials.loud);
  EXPECT_EQ(read_dials(R"({"heat": 2})", dials), "");
  EXPECT_EQ(dials.heat, Thousandths::of(2000));
}

TEST(ObjectReader, RefusesThousandthsUnsignedNumbersAndTruthThatCannotBe) {
  Dials dials;
  const std::string must =
      "f.json:2: 'heat' must be a number from 0 to 2 with at most three "
      "decimals, not ";
  EXPECT_EQ(read_dials("{\n\"heat\": 2.001}", dials), must + "2.001");
  EXPECT_EQ(read_dials("{\n\"heat\": -0.001}", dials), must + "-0.001");
  EXPECT_EQ(read_dials("{\n\"heat\": 0.7000}", dials), must + "0.7000");
  EXPECT_EQ(read_dials("{\n\"heat\": 3}", dials), must + "3");
  EXPECT_EQ(read_dials("{\n\"heat\": \"1\"}", dials), must + "a text");
  EXPECT_EQ(read_dials("{\n\"pause_ms\": 0}", dials),
            "f.json:2: 'pause_ms' must be from 1 to 4000000000, not 0");
  EXPECT_EQ(read_dials("{\n\"loud\": 1}", dials),
            "f.json:2: 'loud' must be true or false, not an integer");
  EXPECT_FALSE(dials.heat);
}

TEST(ObjectReader, TellsOfTheFirstFaultOfItsParts) {
  const Document document = parsed("{\"part\": {\n\"odd\": 1}}");
  ObjectReader reader(document, document.root);
  const Value* part = reader.optional_member("part");
  ASSERT_NE(part, nullptr);
  EXPECT_EQ(reader.optional_member("gone"), nullptr);
  reader.include(ObjectReader(document, *part).finish());
  reader.fail(document.root, "a later fault");
  const Status status = reader.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "f.json:2: 'odd' is not known here");
}

TEST(ObjectReader, TakesMembersToReadByHandAndFaultsFoundThere) {
  const Document document = parsed("{\"when\": {},\n\"odd\": 3}");
  ObjectReader reader(document, document.root);
  EXPECT_NE(reader.member("when", Value::Kind::object, true), nullptr);
  EXPECT_EQ(reader.member("gone", Value::Kind::list, false), nullptr);
  const Value* odd = reader.member("odd", Value::Kind::integer, true);
  ASSERT_NE(odd, nullptr);
  reader.fail(*odd, "too odd");
  reader.fail(document.root, "a later fault");
  const Status status = reader.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "f.json:2: too odd");
}

}  // namespace
}  // namespace skald
