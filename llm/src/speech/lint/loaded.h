// Content as far as it could be loaded, with what kept the rest from it.
#pragma once

#include <memory>
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
  NarratorContent content;  // parts that could not be loaded are null
  std::vector<Document> grammars;
  std::vector<Consequence> promised;            // concepts, by `then`
  std::vector<Consequence> kept;                // facts, by `sets`
  std::vector<std::vector<std::string>> facts;  // by line: that are there whenever it speaks
};

/// Null if there is no such fact.
const std::string* value_in(std::span<const Fact> facts, std::string_view name);

/// Appends what is wrong.
Loaded load(std::span<const ContentFile> files, std::vector<ContentFinding>& findings);

}  // namespace skald::speech::lint
