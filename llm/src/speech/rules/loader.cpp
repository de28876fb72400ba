#include "speech/rules/loader.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "skald/llm/document.h"
#include "speech/grammar/conditions.h"
#include "speech/rules/partition.h"
#include "speech/rules/rule_reader.h"
#include "speech/rules/vocabulary.h"

namespace skald::speech::rules {
namespace {

struct Source {
  std::uint32_t file = 0;
  const Value* value = nullptr;
};

/// A concept while files are read: several may add to it.
struct Draft {
  Source first;
  std::vector<Source> rules;
  Source last_resort;
  Source carries;
};

class Loader {
 public:
  Result<std::unique_ptr<const Compiled>> load(std::span<const ContentFile> files) {
    documents_.reserve(files.size());
    for (const ContentFile& file : files) {
      if (std::find(into_->files.begin(), into_->files.end(), file.name) != into_->files.end()) {
        return Error{ErrorCode::bad_content,
                     file.name + ":1: the file is given twice: leave it out once"};
      }
      auto document = parse_document(file.name, file.bytes);
      if (!document) return document.error();
      documents_.push_back(std::move(*document));
      into_->files.push_back(file.name);
    }
    for (file_ = 0; file_ < documents_.size(); ++file_) {
      if (Status status = read_root(documents_[file_].root); !status) return status.error();
    }
    if (Status status = vocabulary_.finish(); !status) return status.error();
    for (const auto& [name, draft] : drafts_) {
      if (Status status = compile(name, draft); !status) return status.error();
    }
    if (Status status = check_promises(); !status) return status.error();
    vocabulary_.declare_told();
    partition(*into_);
    return std::unique_ptr<const Compiled>(std::move(into_));
  }

 private:
  const Document& document() const { return documents_[file_]; }
  Error fault(const Source& at, std::string_view message) const {
    return fault_at(documents_[at.file], *at.value, message);
  }
  std::string place(const Source& at) const {
    return documents_[at.file].file + ':' + std::to_string(at.value->line);
  }

  /// A concept, or an object with what is declared of facts and a list of concepts.
  Status read_root(const Value& root) {
    if (root.kind != Value::Kind::object) {
      return fault_at(document(), root,
                      "a rule file is a concept, or an object with 'facts' and 'concepts'");
    }
    if (is_concept(root)) return read_concept(root);
    ObjectReader reader(document(), root);
    reader.optional_member("concept");  // it is not there, but perhaps meant
    const Value* facts = reader.member("facts", Value::Kind::object, false);
    const Value* groups = reader.member("groups", Value::Kind::object, false);
    const Value* tone = reader.member("tone", Value::Kind::object, false);
    const Value* concepts = reader.member("concepts", Value::Kind::list, false);
    if (Status status = reader.finish(); !status) return status;
    if (root.members.empty()) {
      return fault_at(document(), root,
                      "none of 'concept', 'concepts', 'facts', 'groups' and 'tone': nothing is in "
                      "here");
    }
    if (Status s = vocabulary_.read(document(), facts, groups, tone); !s) return s;
    if (concepts == nullptr) return Done{};
    for (const Value& one : concepts->list) {
      if (Status status = read_concept(one); !status) return status;
    }
    return Done{};
  }

  /// Also one whose name is misspelt or missing.
  static bool is_concept(const Value& root) {
    const auto has_any = [&](std::initializer_list<std::string_view> names) {
      return std::any_of(names.begin(), names.end(),
                         [&](std::string_view name) { return root.find(name) != nullptr; });
    };
    if (has_any({"concept"})) return true;
    return has_any({"rules", "last_resort", "carries"}) && !has_any({"facts", "concepts"});
  }

  Status read_concept(const Value& object) {
    ObjectReader reader(document(), object);
    std::string name;
    reader.text("concept", name);
    const Value* rules = reader.member("rules", Value::Kind::list, false);
    const Value* last_resort = reader.member("last_resort", Value::Kind::list, false);
    const Value* carries = reader.member("carries", Value::Kind::list, false);
    if (Status status = reader.finish(); !status) return status;
    if (!is_name(name, "_.") || name.back() == '.') {
      return fault_at(document(), *object.find("concept"),
                      "a concept's name starts with a to z and goes on with a to z, 0 to 9, _ "
                      "and, before its end, '.'");
    }
    Draft& draft = drafts_[name];
    if (draft.first.value == nullptr) draft.first = {file_, &object};
    if (rules != nullptr) {
      for (const Value& rule : rules->list) draft.rules.push_back({file_, &rule});
    }
    const std::string who = "concept '" + name + "' has its ";
    if (Status status = settle(who + "last resort", last_resort, draft.last_resort); !status) {
      return status;
    }
    return settle(who + "'carries'", carries, draft.carries);
  }

  /// What a concept has once in all files; `value` may be null.
  Status settle(const std::string& what, const Value* value, Source& into) const {
    if (value == nullptr) return Done{};
    if (into.value != nullptr) {
      return fault_at(document(), *value,
                      what + " at " + place(into) + " already: put all into one of them");
    }
    into = {file_, value};
    return Done{};
  }

  Status compile(const std::string& name, const Draft& draft) {
    Concept made;
    made.name = name;
    made.file = draft.first.file;
    made.line = draft.first.value->line;
    made.first_rule = static_cast<std::uint32_t>(into_->rules.size());
    if (const Source& list = draft.carries; list.value != nullptr) {
      if (Status s = vocabulary_.resolve(documents_[list.file], *list.value, name, made.carried);
          !s) {
        return s;
      }
    }
    for (const Source& rule : draft.rules) {
      if (Status s = read_rule(documents_[rule.file], rule.file, *rule.value, *into_, promises_);
          !s) {
        return s;
      }
      if (Status status = check_name(rule); !status) return status;
    }
    made.rules = static_cast<std::uint32_t>(draft.rules.size());
    if (const Source& last = draft.last_resort; last.value != nullptr) {
      made.last_resort = static_cast<std::uint32_t>(into_->rules.size());
      if (Status s = read_last_resort(documents_[last.file], last.file, *last.value, name, *into_);
          !s) {
        return s;
      }
    }
    into_->concepts.push_back(std::move(made));
    return Done{};
  }

  Status check_name(const Source& rule) {
    const std::string& name = into_->texts_of_rules.back().name;
    const auto [taken, is_new] = names_.try_emplace(name, place(rule));
    if (!is_new) {
      return fault(rule, "the name '" + name + "' is taken by the rule at " + taken->second);
    }
    if (into_->rules.size() > kRulesMax) {
      return fault(rule, "more than " + std::to_string(kRulesMax) + " rules");
    }
    return Done{};
  }

  Status check_promises() const {
    std::vector<std::string_view> known;
    for (const Concept& one : into_->concepts) known.push_back(one.name);
    for (const Promise& promise : promises_) {
      std::string_view name = promise.concept_name;
      while (!name.empty() && into_->find(name) == nullptr) name = parent_of(name);
      if (!name.empty()) continue;
      return in_rule(
          *promise.document,
          fault_at(*promise.document, *promise.at,
                   "'then' asks for the concept '" + promise.concept_name +
                       "', which there is not" + did_you_mean(promise.concept_name, known)),
          promise.rule);
    }
    return Done{};
  }

  std::unique_ptr<Compiled> into_ = std::make_unique<Compiled>();
  Vocabulary vocabulary_{*into_};
  std::vector<Document> documents_;
  std::uint32_t file_ = 0;
  std::map<std::string, Draft> drafts_;
  std::map<std::string, std::string> names_;
  std::vector<Promise> promises_;
};

}  // namespace

Result<std::unique_ptr<const Compiled>> load(std::span<const ContentFile> files) {
  return Loader().load(files);
}

}  // namespace skald::speech::rules
