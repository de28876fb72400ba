// Content as far as it could be loaded, with what kept the rest from it.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/content_lint.h"
#include "skald/llm/document.h"
#include "speech/narrator/content.h"

namespace skald::speech::lint {

using Severity = ContentFinding::Severity;

/// Something that a rule says will follow, or be kept.
struct Consequence {
  std::string name;  // of the concept, or of the fact
  std::string rule;
  std::string file;
  int line = 0;
};

struct Loaded {
  /// Parts that could not be loaded are null, as are those that can't be judged without them: there
  /// is a grammar only where rules, language and all of its files are as they should be.
  NarratorContent content;
  std::vector<Document> grammars;
  std::vector<Consequence> promised;            // concepts, by `then`
  std::vector<Consequence> kept;                // facts, by `sets`
  std::vector<std::vector<std::string>> facts;  // by line: that are there whenever it speaks

  // What was told of already, so that nothing else is told for the same reason:
  std::vector<std::string_view> refused_texts{};  // of lines, which are empty in `grammar`
  std::set<std::string> misread{};                // symbols whose conditions can't be meant
  std::set<std::string_view> misread_rules{};     // by name: the same
};

/// Null if there is no such fact.
const std::string* value_in(std::span<const Fact> facts, std::string_view name);

/// Appends what is wrong.
Loaded load(std::span<const ContentFile> files, std::vector<ContentFinding>& findings);

}  // namespace skald::speech::lint
