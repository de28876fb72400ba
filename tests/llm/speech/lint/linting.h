// Small content for the linter, and what it says of it.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skald/llm/content_lint.h"
#include "support/data_files.h"

namespace skald::test {

/// Content without a fault, but for the file that a test gives it.
inline std::vector<ContentFile> content_with(std::string name, std::string bytes) {
  std::vector<ContentFile> files = {
      {"facts.json",
       R"({"facts": {"mood": ["glad", "sad"], "cold": [1, 3], "name": "text", "hour": [0, 23]}})"},
      {"rules/fallback.json",
       R"({"concept": "fallback", "last_resort": ["Hm.", "So.", "Well."]})"}};
  const auto same = std::find_if(files.begin(), files.end(),
                                 [&](const ContentFile& file) { return file.name == name; });
  if (same != files.end()) {
    same->bytes = std::move(bytes);
  } else {
    files.push_back({std::move(name), std::move(bytes)});
  }
  return files;
}

/// A concept that carries mood, cold and name, with these rules; and these symbols.
inline std::vector<ContentFile> content_of(const std::string& rules,
                                           const std::string& symbols = "{}") {
  auto files = content_with("rules/greet.json",
                            R"({"concept": "greet", "carries": ["mood", "cold", "name"],
                                "last_resort": ["Day.", "Aye."],
                                "rules": [)" +
                                rules + "]}");
  if (symbols != "{}") files.push_back({"grammars/greet.json", symbols});
  return files;
}

/// The same with the modifiers of English.
inline std::vector<ContentFile> with_english(const std::string& rules,
                                             const std::string& symbols = "{}") {
  auto files = content_of(rules, symbols);
  for (const ContentFile& file : data_files()) {
    if (file.name == "languages/en.json") files.push_back({"language.json", file.bytes});
  }
  return files;
}

inline std::vector<ContentFinding> of_kind(const std::vector<ContentFinding>& findings,
                                           std::string_view kind) {
  std::vector<ContentFinding> found;
  for (const ContentFinding& one : findings) {
    if (one.kind == kind) found.push_back(one);
  }
  return found;
}

/// One finding a line, for messages of tests and for comparison.
inline std::string as_text(const std::vector<ContentFinding>& findings) {
  std::string text;
  for (const ContentFinding& one : findings) {
    text += std::string(to_string(one.severity)) + ' ' + to_text(one) + '\n';
  }
  return text;
}

}  // namespace skald::test
