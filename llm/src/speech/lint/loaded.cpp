#include "speech/lint/loaded.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "skald/llm/narrator.h"

namespace skald::speech::lint {
namespace {

constexpr std::string_view kLoad = "load";
constexpr int kFaultyLinesMax = 100;  // that are told in one go

using Files = std::vector<ContentFile>;

class Loader {
 public:
  Loader(std::span<const ContentFile> files, std::vector<ContentFinding>& findings)
      : findings_(findings) {
    for (const ContentFile& file : files) {
      const NarratorFile kind = narrator_file(file.name);
      if (kind == NarratorFile::none || is_given_twice(file)) continue;
      auto document = parse_document(file.name, file.bytes);
      if (!document) {
        refuse(kind, document.error());
        continue;
      }
      files_of(kind).push_back(file);
      if (kind == NarratorFile::rules) note_consequences(*document);
      if (kind == NarratorFile::grammar) loaded_.grammars.push_back(std::move(*document));
    }
  }

  Loaded load() {
    load_rules();
    load_single(NarratorFile::language, loaded_.content.language);
    load_single(NarratorFile::intents, loaded_.content.intents);
    load_grammar();
    return std::move(loaded_);
  }

 private:
  Files& files_of(NarratorFile kind) { return files_.at(static_cast<std::size_t>(kind)); }
  void add(const Error& error) { findings_.push_back(finding_of(kLoad, error)); }
  void refuse(NarratorFile kind, const Error& error) {
    add(error);
    is_refused_.at(static_cast<std::size_t>(kind)) = true;
  }
  bool is_refused(NarratorFile kind) const {
    return is_refused_.at(static_cast<std::size_t>(kind));
  }

  bool is_given_twice(const ContentFile& file) {
    if (names_.insert(file.name).second) return false;
    add({ErrorCode::bad_content, file.name + ":1: the file is given twice: leave it out once"});
    return true;
  }

  /// Without one of its files there would seem to be less than there is.
  void load_rules() {
    if (is_refused(NarratorFile::rules)) return;
    auto rules = ResponseRules::load(files_of(NarratorFile::rules));
    if (!rules) return refuse(NarratorFile::rules, rules.error());
    NarratorContent& content = loaded_.content;
    content.rules = std::make_unique<const ResponseRules>(std::move(*rules));
    content.lines = content.rules->lines();
    for (const RuleLine& line : content.lines) {
      const auto carried = content.rules->carried_facts(line.concept_name);
      std::vector<std::string>& known = loaded_.facts.emplace_back(carried.begin(), carried.end());
      known.insert(known.end(), line.facts.begin(), line.facts.end());
      known.emplace_back("line");
    }
  }

  template <class T>
  void load_single(NarratorFile kind, std::unique_ptr<const T>& into) {
    for (const ContentFile& file : files_of(kind)) {
      auto loaded = T::load(file.name, file.bytes);
      if (!loaded) {
        refuse(kind, loaded.error());
      } else {
        into = std::make_unique<const T>(std::move(*loaded));
      }
    }
  }

  void load_grammar() {
    const bool can_judge = !is_refused(NarratorFile::rules) &&
                           !is_refused(NarratorFile::language) &&
                           !is_refused(NarratorFile::grammar);
    if (can_judge) return load_with_lines();
    const auto form = Grammar::load(files_of(NarratorFile::grammar), {}, GrammarOptions{});
    if (!form) add(form.error());
  }

  /// A line that is refused is told and left empty, so that the others are looked at as well.
  void load_with_lines() {
    NarratorContent& content = loaded_.content;
    std::vector<GrammarLine> lines;
    for (std::size_t i = 0; i < content.lines.size(); ++i) {
      const RuleLine& line = content.lines[i];
      lines.push_back(
          {line.id, line.file, line.line, line.text, loaded_.facts[i], line.concept_name});
    }
    GrammarOptions options;
    for (const FactDomain& one : content.rules->declared_facts()) {
      options.facts.emplace_back(one.name);
    }
    if (content.language != nullptr) add_language_modifiers(options.modifiers, *content.language);
    for (int i = 0; i < kFaultyLinesMax; ++i) {
      auto grammar = Grammar::load(files_of(NarratorFile::grammar), lines, options);
      if (grammar) {
        content.grammar = std::make_unique<const Grammar>(std::move(*grammar));
        return check_symbols(std::move(options));
      }
      add(grammar.error());
      if (!empty_lines_at(findings_.back(), lines)) return;
    }
  }

  /// Symbols that no line comes to are not looked at otherwise, nor are modifiers.
  void check_symbols(GrammarOptions options) {
    options.strict = true;
    std::set<std::string> facts(options.facts.begin(), options.facts.end());
    for (const auto& of_line : loaded_.facts) facts.insert(of_line.begin(), of_line.end());
    for (const Consequence& kept : loaded_.kept) facts.insert(kept.name);
    options.facts.assign(facts.begin(), facts.end());
    const auto strict = Grammar::load(files_of(NarratorFile::grammar), {}, options);
    if (!strict) findings_.push_back(finding_of("bad_symbol", strict.error()));
  }

  /// False if there is none.
  bool empty_lines_at(const ContentFinding& at, std::vector<GrammarLine>& lines) {
    bool found = false;
    for (GrammarLine& line : lines) {
      if (line.file != at.file || line.line != at.line || line.text.empty()) continue;
      loaded_.refused_texts.push_back(std::exchange(line.text, {}));
      found = true;
    }
    return found;
  }

  void note_consequences(const Document& document) {
    note_concept(document, document.root);
    const Value* concepts = document.root.find("concepts");
    if (concepts == nullptr) return;
    for (const Value& one : concepts->list) note_concept(document, one);
  }

  void note_concept(const Document& document, const Value& object) {
    const Value* rules = object.find("rules");
    if (rules == nullptr) return;
    for (const Value& rule : rules->list) {
      const Value* name = rule.find("rule");
      const std::string rule_name = name == nullptr ? std::string() : name->string;
      if (const Value* sets = rule.find("sets")) {
        for (const auto& [fact, value] : sets->members) {
          loaded_.kept.push_back({fact, rule_name, document.file, value.line});
        }
      }
      const Value* then = rule.find("then");
      if (then == nullptr) continue;
      note_promise(document, rule_name, *then);
      for (const Value& one : then->list) note_promise(document, rule_name, one);
    }
  }

  void note_promise(const Document& document, const std::string& rule, const Value& object) {
    const Value* name = object.find("concept");
    if (name == nullptr) return;
    loaded_.promised.push_back({name->string, rule, document.file, name->line});
  }

  std::vector<ContentFinding>& findings_;
  std::array<Files, 5> files_;           // by NarratorFile
  std::array<bool, 5> is_refused_ = {};  // one of its files
  std::set<std::string_view> names_;
  Loaded loaded_;
};

}  // namespace

const std::string* value_in(std::span<const Fact> facts, std::string_view name) {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.name == name; });
  return found == facts.end() ? nullptr : &found->value;
}

Loaded load(std::span<const ContentFile> files, std::vector<ContentFinding>& findings) {
  const std::size_t before = findings.size();
  Loaded loaded = Loader(files, findings).load();
  if (findings.size() > before) return loaded;
  // What is left is what a narrator asks for beside.
  const auto narrator = OfflineNarrator::with_built_in(files);
  if (!narrator) findings.push_back(finding_of(kLoad, narrator.error()));
  return loaded;
}

}  // namespace skald::speech::lint
