#include "speech/lines.h"

#include <algorithm>
#include <map>
#include <utility>

#include "skald/llm/document.h"
#include "speech/grammar/conditions.h"

namespace skald::speech {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A cue while files are read. Its facts are known only after the last file.
struct Draft {
  struct Entry {
    const Document* document;
    const Value* value;
  };
  Entry first;  // where the cue is named first, for faults of the whole cue
  std::vector<std::string> declared;
  std::vector<Entry> lines;
  Cue cue;

  std::uint32_t index_of(std::string_view fact) {
    const auto found = std::find(cue.facts.begin(), cue.facts.end(), fact);
    if (found != cue.facts.end()) return static_cast<std::uint32_t>(found - cue.facts.begin());
    cue.facts.emplace_back(fact);
    return static_cast<std::uint32_t>(cue.facts.size() - 1);
  }
};

using Drafts = std::map<std::string, Draft, std::less<>>;

/// Reads the cues of one document, adding to those that are there already.
class CueReader {
 public:
  CueReader(const Document& document, Drafts& into) : document_(document), into_(into) {}

  Status read() {
    if (document_.root.kind != Value::Kind::list) return read_cue(document_.root);
    for (const Value& cue : document_.root.list) {
      if (Status status = read_cue(cue); !status) return status;
    }
    return Done{};
  }

 private:
  Status read_cue(const Value& object) {
    ObjectReader reader(document_, object);
    std::string name;
    std::vector<std::string> facts;
    reader.text("cue", name);
    reader.optional_texts("facts", facts);
    const Value* lines = reader.member("lines", Value::Kind::list, true);
    if (Status status = reader.finish(); !status) return status;
    if (!is_name(name, "_.")) {
      return fault_at(document_, *object.find("cue"),
                      "a cue's name starts with a to z and goes on with a to "
                      "z, 0 to 9, _ and .");
    }
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (is_name(facts[i], "_")) continue;
      return fault_at(document_, object.find("facts")->list[i], kFactNameRule);
    }
    Draft& draft = into_.try_emplace(name, Draft{{&document_, &object}, {}, {}, {}}).first->second;
    draft.cue.name = name;
    draft.declared.insert(draft.declared.end(), facts.begin(), facts.end());
    for (const Value& line : lines->list) draft.lines.push_back({&document_, &line});
    return Done{};
  }

  const Document& document_;
  Drafts& into_;
};

/// Compiles one line of a cue.
class LineReader {
 public:
  LineReader(Draft& draft, const Draft::Entry& entry, std::size_t ordinal)
      : draft_(draft), document_(*entry.document), value_(*entry.value), ordinal_(ordinal) {}

  Result<Line> read() {
    ObjectReader reader(document_, value_);
    std::string text;
    std::vector<std::string> tells;
    std::int32_t weight = 1;
    line_.rule = draft_.cue.name + '/' + std::to_string(ordinal_);
    reader.text("text", text);
    reader.optional_text("id", line_.rule);
    reader.optional_texts("tells", tells);
    reader.optional_integer("weight", weight, 1, kWeightMax);
    const Value* when = reader.member("when", Value::Kind::object, false);
    if (Status status = reader.finish(); !status) return status.error();
    if (line_.rule.empty()) return fault_at(document_, *value_.find("id"), "'id' is empty");
    if (when != nullptr) {
      const auto number_of = [&](std::string_view name) { return draft_.index_of(name); };
      if (Status status = read_when(document_, *when, number_of, line_.when); !status) {
        return status.error();
      }
    }
    if (Status status = read_text(text); !status) return status.error();
    if (Status status = read_tells(tells); !status) return status.error();
    const auto criteria = static_cast<std::uint32_t>(line_.when.size());
    line_.weight = static_cast<std::uint32_t>(weight) * (criteria + 1) * (criteria + 1);
    return std::move(line_);
  }

 private:
  /// The facts that this line can rely on.
  std::vector<std::string_view> known() const {
    std::vector<std::string_view> names = {draft_.cue.facts[kLineFact]};
    names.insert(names.end(), draft_.declared.begin(), draft_.declared.end());
    for (const Criterion& test : line_.when) names.push_back(draft_.cue.facts[test.fact]);
    return names;
  }

  Status read_text(std::string_view text) {
    const Value& at = *value_.find("text");
    if (text.empty()) return fault_at(document_, at, "'text' is empty");
    Segment segment;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '{') {
        segment.literal += text[i];
        continue;
      }
      if (text.substr(i, 2) == "{{") {
        segment.literal += text[i++];
        continue;
      }
      const std::size_t end = text.find('}', i);
      if (end == text.npos) {
        return fault_at(document_, at, "a slot is not closed; write {{ for a brace");
      }
      if (Status status = read_slot(at, text.substr(i + 1, end - i - 1), segment); !status) {
        return status;
      }
      line_.segments.push_back(std::exchange(segment, {}));
      i = end;
    }
    if (!segment.literal.empty()) line_.segments.push_back(std::move(segment));
    return Done{};
  }

  Status read_slot(const Value& at, std::string_view slot, Segment& into) {
    std::string name(slot);
    into.capital = !name.empty() && is_upper(name.front());
    if (into.capital) name.front() = static_cast<char>(name.front() - 'A' + 'a');
    const std::vector<std::string_view> names = known();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return fault_at(document_, at,
                      "the slot {" + std::string(slot) + "} is not among the facts of cue '" +
                          draft_.cue.name + "' and not tested in this line's 'when'" +
                          did_you_mean(name, names));
    }
    into.fact = draft_.index_of(name);
    return Done{};
  }

  Status read_tells(const std::vector<std::string>& tells) {
    const std::vector<std::string_view> names = known();
    for (std::size_t i = 0; i < tells.size(); ++i) {
      if (std::find(names.begin(), names.end(), tells[i]) == names.end()) {
        return fault_at(document_, value_.find("tells")->list[i],
                        "'tells' names '" + tells[i] + "', which is not among the facts of cue '" +
                            draft_.cue.name + "' and not tested in this line's 'when'" +
                            did_you_mean(tells[i], names));
      }
      if (i > 0) line_.told += ',';
      line_.told += tells[i];
    }
    return Done{};
  }

  Draft& draft_;
  const Document& document_;
  const Value& value_;
  std::size_t ordinal_;
  Line line_;
};

Error cue_fault(const Draft& draft, std::string_view message) {
  return fault_at(*draft.first.document, *draft.first.value,
                  "cue '" + draft.cue.name + "' " + std::string(message));
}

/// `rules` holds the names that are taken, with the place of each.
Status compile(Draft& draft, std::map<std::string, std::string>& rules) {
  if (draft.lines.size() > kLinesMax) {
    return cue_fault(draft, "has more than " + std::to_string(kLinesMax) + " lines");
  }
  draft.index_of("line");
  std::size_t unconditional = 0;
  std::size_t plain = 0;
  for (const Draft::Entry& entry : draft.lines) {
    auto line = LineReader(draft, entry, draft.cue.lines.size() + 1).read();
    if (!line) return line.error();
    const std::string place = entry.document->file + ':' + std::to_string(entry.value->line);
    const auto [taken, is_new] = rules.try_emplace(line->rule, place);
    if (!is_new) {
      return fault_at(*entry.document, *entry.value,
                      "the name '" + line->rule + "' is taken by the line at " + taken->second);
    }
    const bool has_slots =
        std::any_of(line->segments.begin(), line->segments.end(),
                    [](const Segment& segment) { return segment.fact != kNoFact; });
    if (line->when.empty()) ++unconditional;
    if (line->when.empty() && !has_slots) ++plain;
    draft.cue.lines.push_back(std::move(*line));
  }
  if (draft.cue.name == kFallbackCue && plain < 3) {
    return cue_fault(draft, "is the last resort and needs three lines without 'when' and slots");
  }
  if (unconditional < 2) {
    return cue_fault(draft, "needs two lines without 'when', so that it never has to repeat one");
  }
  return Done{};
}

Status parse_all(std::span<const ContentFile> files, std::vector<Document>& into) {
  into.reserve(files.size());
  for (const ContentFile& file : files) {
    auto document = parse_document(file.name, file.bytes);
    if (!document) return document.error();
    into.push_back(std::move(*document));
  }
  return Done{};
}

}  // namespace

const Cue* LineBook::find(std::string_view name) const {
  const auto found = std::lower_bound(
      cues.begin(), cues.end(), name,
      [](const Cue& cue, std::string_view wanted) { return std::string_view(cue.name) < wanted; });
  return found != cues.end() && found->name == name ? &*found : nullptr;
}

Result<LineBook> load_lines(std::span<const ContentFile> files,
                            std::span<const ContentFile> built_in) {
  std::vector<Document> documents;
  std::vector<Document> own;
  if (Status status = parse_all(files, documents); !status) return status.error();
  if (Status status = parse_all(built_in, own); !status) return status.error();
  Drafts drafts;
  for (const Document& document : documents) {
    if (Status status = CueReader(document, drafts).read(); !status) {
      return status.error();
    }
  }
  Drafts rest;
  for (const Document& document : own) {
    if (Status status = CueReader(document, rest).read(); !status) return status.error();
  }
  drafts.merge(rest);  // leaves out what the files have
  if (drafts.find(kFallbackCue) == drafts.end()) {
    const std::string where = documents.empty() ? "no lines file" : documents.front().file + ":1";
    return Error{ErrorCode::bad_content,
                 where + ": no cue 'fallback', which is spoken when no other line fits"};
  }
  LineBook book;
  std::map<std::string, std::string> rules;
  for (auto& [name, draft] : drafts) {
    if (Status status = compile(draft, rules); !status) return status.error();
    book.cues.push_back(std::move(draft.cue));
  }
  return book;
}

}  // namespace skald::speech
