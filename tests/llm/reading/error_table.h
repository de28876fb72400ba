// Tables of responses in tests/data/llm: cells between tabs, '#' begins a comment line.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "voices/http.h"

namespace skald::voices::test {

inline std::vector<std::string> split(const std::string& line, std::string_view separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + separator.size()) {
    end = line.find(separator, begin);
    parts.push_back(line.substr(begin, end - begin));
  }
  return parts;
}

/// "name: value | name: value".
inline std::vector<Header> headers_in(const std::string& text) {
  std::vector<Header> headers;
  if (text.empty()) return headers;
  for (const std::string& header : split(text, " | ")) {
    const std::vector<std::string> parts = split(header, ": ");
    headers.push_back({parts.at(0), parts.at(1)});
  }
  return headers;
}

/// The rows of a file, of that many cells each.
inline std::vector<std::vector<std::string>> rows_of(const std::string& path, std::size_t cells) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    std::vector<std::string> row = split(line, "\t");
    EXPECT_EQ(row.size(), cells) << line;
    if (row.size() == cells) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace skald::voices::test
