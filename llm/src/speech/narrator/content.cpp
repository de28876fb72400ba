#include "speech/narrator/content.h"

#include <algorithm>
#include <string>
#include <utility>

#include "skald/llm/document.h"

namespace skald::speech {
namespace {

constexpr std::size_t kPlainLines = 3;  // that the last resort needs

using Files = std::vector<ContentFile>;

Files files_of(std::span<const ContentFile> files, NarratorFile kind) {
  Files found;
  for (const ContentFile& file : files) {
    if (narrator_file(file.name) == kind) found.push_back(file);
  }
  return found;
}

/// Of the built-in files, of which each has one concept, those that nothing else provides.
Result<Files> with_missing_concepts(Files files, std::span<const ContentFile> built_in) {
  if (built_in.empty()) return files;
  std::vector<std::string> known;
  const auto note = [&](const Value& object) {
    const Value* name = object.find("concept");
    if (name != nullptr) known.push_back(name->string);
  };
  for (const ContentFile& file : files) {
    const auto document = parse_document(file.name, file.bytes);
    if (!document) return document.error();
    note(document->root);
    const Value* concepts = document->root.find("concepts");
    if (concepts == nullptr) continue;
    for (const Value& one : concepts->list) note(one);
  }
  for (const ContentFile& file : built_in) {
    const auto document = parse_document(file.name, file.bytes);
    if (!document) return document.error();
    const Value* name = document->root.find("concept");
    const bool is_new =
        name != nullptr && std::find(known.begin(), known.end(), name->string) == known.end();
    if (is_new) files.push_back(file);
  }
  return files;
}

template <class T>
Result<std::unique_ptr<const T>> load_single(const Files& files) {
  if (files.empty()) return std::unique_ptr<const T>();
  if (files.size() > 1) {
    return Error{ErrorCode::bad_content, files[1].name + ":1: a second file of its kind, beside " +
                                             files[0].name + "; give one of them"};
  }
  auto loaded = T::load(files[0].name, files[0].bytes);
  if (!loaded) return loaded.error();
  return std::make_unique<const T>(std::move(*loaded));
}

/// A line may use what every request of its concept carries, and what its rule asks for.
std::vector<std::vector<std::string>> facts_by_line(const NarratorContent& content) {
  std::vector<std::vector<std::string>> facts;
  for (const RuleLine& line : content.lines) {
    const auto carried = content.rules->carried_facts(line.concept_name);
    std::vector<std::string>& known = facts.emplace_back(carried.begin(), carried.end());
    known.insert(known.end(), line.facts.begin(), line.facts.end());
    known.emplace_back("line");
  }
  return facts;
}

Status load_grammar(std::span<const ContentFile> files, NarratorContent& into) {
  const auto facts = facts_by_line(into);
  std::vector<GrammarLine> lines;
  for (std::size_t i = 0; i < into.lines.size(); ++i) {
    const RuleLine& line = into.lines[i];
    lines.push_back({line.id, line.file, line.line, line.text, facts[i], line.concept_name});
  }
  GrammarOptions options;
  for (const FactDomain& one : into.rules->declared_facts()) options.facts.emplace_back(one.name);
  if (into.language != nullptr) add_language_modifiers(options.modifiers, *into.language);
  auto grammar = Grammar::load(files_of(files, NarratorFile::grammar), lines, options);
  if (!grammar) return grammar.error();
  into.grammar = std::make_unique<const Grammar>(std::move(*grammar));
  return Done{};
}

/// There must be something that can always be said.
Status check_last_resort(const NarratorContent& content) {
  std::size_t plain = 0;
  const RuleLine* first = nullptr;
  for (const RuleLine& line : content.lines) {
    if (line.concept_name != kFallbackConcept) continue;
    if (first == nullptr) first = &line;
    const bool uses_nothing = line.text.find_first_of("#[") == line.text.npos;
    if (line.facts.empty() && uses_nothing) ++plain;
  }
  if (plain >= kPlainLines) return Done{};
  const std::string place =
      first == nullptr ? std::string()
                       : std::string(first->file) + ':' + std::to_string(first->line) + ": ";
  return Error{ErrorCode::bad_content,
               place +
                   "the concept 'fallback' is spoken when nothing else fits: it needs three "
                   "lines without 'when', symbols and actions"};
}

}  // namespace

NarratorFile narrator_file(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  const std::string_view base = slash == name.npos ? name : name.substr(slash + 1);
  if (base == "language.json") return NarratorFile::language;
  if (base == "intents.json") return NarratorFile::intents;
  if (base == "facts.json") return NarratorFile::rules;
  if (slash == name.npos || !base.ends_with(".json")) return NarratorFile::none;
  const std::string_view folder = name.substr(0, slash);
  if (folder == "rules" || folder.ends_with("/rules")) return NarratorFile::rules;
  if (folder == "grammars" || folder.ends_with("/grammars")) return NarratorFile::grammar;
  return NarratorFile::none;
}

Result<std::unique_ptr<const NarratorContent>> load_narrator_content(
    std::span<const ContentFile> files, std::span<const ContentFile> built_in) {
  auto content = std::make_unique<NarratorContent>();
  auto rule_files = with_missing_concepts(files_of(files, NarratorFile::rules), built_in);
  if (!rule_files) return rule_files.error();
  auto rules = ResponseRules::load(*rule_files);
  if (!rules) return rules.error();
  content->rules = std::make_unique<const ResponseRules>(std::move(*rules));
  content->lines = content->rules->lines();
  auto language = load_single<Language>(files_of(files, NarratorFile::language));
  if (!language) return language.error();
  content->language = std::move(*language);
  auto intents = load_single<IntentRules>(files_of(files, NarratorFile::intents));
  if (!intents) return intents.error();
  content->intents = std::move(*intents);
  if (Status status = load_grammar(files, *content); !status) return status.error();
  if (Status status = check_last_resort(*content); !status) return status.error();
  return std::unique_ptr<const NarratorContent>(std::move(content));
}

}  // namespace skald::speech
