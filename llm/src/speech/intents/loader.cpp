#include "speech/intents/loader.h"

#include <string>
#include <utility>

#include "skald/llm/document.h"
#include "speech/grammar/conditions.h"
#include "speech/intents/patterns.h"
#include "speech/intents/words.h"

namespace skald::speech::intents {
namespace {

constexpr std::int32_t kHighestWeight = 100;

class Loader {
 public:
  explicit Loader(const Document& document) : document_(document) {}

  Result<std::unique_ptr<const Compiled>> load() {
    ObjectReader reader(document_, document_.root);
    std::string language;
    reader.text("language", language);
    reader.include(read_words(reader, "articles", into_->articles));
    reader.include(read_words(reader, "question_words", into_->question_words));
    const Value* intents = reader.member("intents", Value::Kind::list, true);
    if (Status status = reader.finish(); !status) return status.error();
    if (intents->list.empty()) {
      return fault_at(document_, *intents, "'intents' is empty; add {\"intent\", \"patterns\"}");
    }
    for (const Value& intent : intents->list) {
      if (Status status = read_intent(intent); !status) return status.error();
    }
    return std::unique_ptr<const Compiled>(std::move(into_));
  }

 private:
  Status read_words(ObjectReader& reader, std::string_view name, std::vector<std::uint32_t>& into) {
    const Value* list = reader.member(name, Value::Kind::list, false);
    if (list == nullptr) return Done{};
    Words words;
    for (const Value& word : list->list) {
      words.read(word.string);
      if (words.size() != 1) {
        return fault_at(document_, word, "'" + std::string(name) + "' is a list of single words");
      }
      into.push_back(into_->words.intern(words[0]));
    }
    return Done{};
  }

  Status read_intent(const Value& object) {
    ObjectReader reader(document_, object);
    IntentEntry entry;
    reader.text("intent", entry.name);
    reader.optional_integer("weight", entry.weight, 0, kHighestWeight);
    const Value* patterns = reader.member("patterns", Value::Kind::list, true);
    const Value* unless = reader.member("unless", Value::Kind::list, false);
    if (Status status = reader.finish(); !status) return status;
    if (Status status = check_name(object, entry.name); !status) return status;
    if (patterns->list.empty()) {
      return fault_at(document_, *patterns, "'patterns' is empty; add one, such as \"good day\"");
    }
    if (Status status = read_patterns(*patterns, entry.patterns); !status) return status;
    if (unless != nullptr) {
      if (Status status = read_patterns(*unless, entry.unless); !status) return status;
    }
    into_->intents.push_back(std::move(entry));
    return Done{};
  }

  Status check_name(const Value& object, const std::string& name) const {
    const Value& at = *object.find("intent");
    if (name == kNoIntent) {
      return fault_at(document_, at, "'none' is what no pattern fits; give it another name");
    }
    if (is_name(name, "_")) return Done{};
    return fault_at(document_, at,
                    "an intent's name starts with a to z and goes on with a to z, 0 to 9 and _");
  }

  Status read_patterns(const Value& list, std::vector<Pattern>& into) {
    for (const Value& text : list.list) {
      if (text.kind != Value::Kind::string) {
        return fault_at(document_, text, "a pattern is a text, such as \"good day\"");
      }
      const std::string fault = read_pattern(text.string, *into_, into.emplace_back());
      if (fault.empty()) continue;
      return fault_at(document_, text, "pattern '" + text.string + "': " + fault);
    }
    return Done{};
  }

  const Document& document_;
  std::unique_ptr<Compiled> into_ = std::make_unique<Compiled>();
};

}  // namespace

Result<std::unique_ptr<const Compiled>> load(std::string_view file, std::string_view json) {
  auto document = parse_document(file, json);
  if (!document) return document.error();
  return Loader(*document).load();
}

}  // namespace skald::speech::intents
