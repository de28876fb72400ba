// The project's own language files, and lists of words with what is expected of them.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "skald/llm/language.h"

namespace skald::languages {

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// "en": data/languages/en.json.
inline Language load(const std::string& name) {
  const std::string path = "data/languages/" + name + ".json";
  auto language = Language::load(path, read_text(path));
  EXPECT_TRUE(language) << (language ? "" : language.error().message);
  return std::move(*language);
}

/// What the modifier makes of the text, or "((text))" if it refuses.
inline std::string changed(const Language& language, std::string_view modifier, std::string text,
                           std::initializer_list<std::string_view> parameters = {}) {
  if (!language.change(modifier, text, parameters)) return "((" + text + "))";
  return text;
}

/// The columns of each line that is no comment.
inline std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::istringstream lines(read_text(path));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream columns(line);
    auto& row = rows.emplace_back();
    for (std::string column; std::getline(columns, column, '\t');) row.push_back(column);
  }
  return rows;
}

}  // namespace skald::languages
