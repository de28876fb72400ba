#include "speech/grammar/loading/loader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skald/llm/document.h"
#include "speech/grammar/compiler.h"
#include "speech/grammar/loading/symbol_reader.h"
#include "speech/grammar/loading/use_check.h"

namespace skald::speech::grammar {
namespace {

std::string too_large() { return "a grammar of more than " + std::to_string(kBytesMax) + " bytes"; }

class Loader {
 public:
  explicit Loader(const GrammarOptions& options)
      : into_(std::make_unique<Compiled>()),
        compiler_(into_->code, into_->names, into_->modifiers),
        check_(*into_, options) {
    into_->modifiers = options.modifiers;
  }

  Result<std::unique_ptr<const Compiled>> load(std::span<const GrammarFile> files,
                                               std::span<const GrammarLine> lines) {
    if (Status status = parse(files); !status) return status.error();
    for (const Document& document : documents_) {
      if (Status status = name_symbols(document); !status) return status.error();
    }
    into_->defined = into_->names.size();
    for (const Document& document : documents_) {
      if (Status status = read_symbols(document); !status) return status.error();
    }
    for (const GrammarLine& line : lines) {
      if (Status status = read_line(line); !status) return status.error();
    }
    if (Status status = check_.check(); !status) return status.error();
    into_->code.seal();
    return std::unique_ptr<const Compiled>(std::move(into_));
  }

 private:
  Status parse(std::span<const GrammarFile> files) {
    documents_.reserve(files.size());
    for (const GrammarFile& file : files) {
      const bool is_known = std::any_of(documents_.begin(), documents_.end(),
                                        [&](const Document& one) { return one.file == file.name; });
      if (is_known) {
        return Error{ErrorCode::bad_content,
                     std::string(file.name) + ":1: the file is given twice: leave it out once"};
      }
      if (!fits(file.json)) {
        return Error{ErrorCode::bad_content, std::string(file.name) + ":1: " + too_large()};
      }
      auto document = parse_document(file.name, file.json);
      if (!document) return document.error();
      if (document->root.kind != Value::Kind::object) {
        return fault_at(*document, document->root, "a grammar is an object of symbols and rules");
      }
      documents_.push_back(std::move(*document));
    }
    return Done{};
  }

  /// Before any rule is read: so the symbols' numbers come before those of other names.
  Status name_symbols(const Document& document) {
    const auto file = static_cast<std::uint32_t>(into_->files.size());
    into_->files.push_back(document.file);
    for (const Value::Member& member : document.root.members) {
      const std::uint32_t number = into_->names.intern(member.name);
      if (number < into_->places.size()) {
        const Place first = into_->places[number];
        return fault_in({document.file, member.value.line, "symbol", member.name},
                        "it is defined in " + into_->files[first.file] + ':' +
                            std::to_string(first.line) + " already; rename one of them");
      }
      into_->places.push_back({file, member.value.line});
    }
    return Done{};
  }

  Status read_symbols(const Document& document) {
    SymbolReader reader(document, *into_, compiler_, check_);
    for (const Value::Member& member : document.root.members) {
      if (Status status = reader.read(member.name, member.value); !status) return status;
    }
    return Done{};
  }

  Status read_line(const GrammarLine& line) {
    const RulePlace place{line.file, line.line, "line", line.name};
    if (!fits(line.text)) return fault_in(place, too_large());
    Rule rule;
    if (Status status = compile_text(place, line.text, compiler_, rule); !status) return status;
    into_->lines.push_back({rule, line.line});
    return check_.add_line(place, compiler_, line);
  }

  /// Counts it in.
  bool fits(std::string_view text) {
    if (text.size() > bytes_left_) return false;
    bytes_left_ -= text.size();
    return true;
  }

  std::size_t bytes_left_ = kBytesMax;
  std::vector<Document> documents_;
  std::unique_ptr<Compiled> into_;
  Compiler compiler_;
  UseCheck check_;
};

}  // namespace

Result<std::unique_ptr<const Compiled>> load_grammar(std::span<const GrammarFile> files,
                                                     std::span<const GrammarLine> lines,
                                                     const GrammarOptions& options) {
  return Loader(options).load(files, lines);
}

}  // namespace skald::speech::grammar
