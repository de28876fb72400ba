// The tables of llm/PROVIDERS.md, and a provider for each of their columns, for the tests that hold
// the code to what is said there.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "voices/providers/registry.h"

namespace skald::test {

/// The columns. The configuration of `custom` is a mapping with everything that one can have.
inline constexpr std::array<std::string_view, 12> kColumns = {
    "openai",   "openai-responses", "anthropic", "gemini",     "ollama", "llama-server",
    "lmstudio", "localai",          "vllm",      "openrouter", "custom", "scripted"};

/// Cells by row and column, without the numbers of their proofs.
using Table = std::map<std::string, std::map<std::string, std::string>>;

inline std::string trimmed(std::string text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t begin = 1;
  for (std::size_t end = line.find('|', begin); end != std::string::npos;
       end = line.find('|', begin)) {
    cells.push_back(trimmed(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return cells;
}

/// "yes" of "yes [3] [5]".
inline std::string without_proofs(const std::string& cell) {
  return trimmed(cell.substr(0, cell.find('[')));
}

/// The table whose first heading is `title`; empty if there is none.
inline Table table_of(const std::string& title) {
  Table table;
  std::vector<std::string> columns;
  std::ifstream file("llm/PROVIDERS.md");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('|')) {
      columns.clear();
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (columns.empty()) {
      columns = cells;
    } else if (columns[0] == title && !cells[0].starts_with("--")) {
      auto& row = table[without_proofs(cells[0])];
      for (std::size_t i = 1; i < cells.size() && i < columns.size(); ++i) {
        row[without_proofs(columns[i])] = without_proofs(cells[i]);
      }
    }
  }
  return table;
}

struct CellPlace {
  std::string column;
  std::string row;
};

inline void PrintTo(const CellPlace& place, std::ostream* out) {
  *out << place.column << ", " << place.row;
}

inline std::string name_of(const testing::TestParamInfo<CellPlace>& place) {
  std::string name = place.param.column + '_' + place.param.row;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

template <class Rows>
std::vector<CellPlace> every_cell(const Rows& rows) {
  std::vector<CellPlace> places;
  for (const auto& row : rows) {
    for (const std::string_view column : kColumns) {
      places.push_back({std::string(column), std::string(row.name)});
    }
  }
  return places;
}

/// That the table has exactly these rows, each with exactly the known columns.
template <class Rows>
void expect_rows(const Table& table, const Rows& rows) {
  EXPECT_EQ(table.size(), rows.size());
  for (const auto& row : rows) {
    const auto found = table.find(std::string(row.name));
    ASSERT_NE(found, table.end()) << row.name;
    EXPECT_EQ(found->second.size(), kColumns.size()) << row.name;
    for (const std::string_view column : kColumns) {
      EXPECT_EQ(found->second.count(std::string(column)), 1U) << row.name << ", " << column;
    }
  }
}

inline CustomMapping full_mapping() {
  CustomMapping mapping;
  mapping.messages_at = "/turns";
  mapping.system_at = "/persona";
  mapping.model_at = "/model";
  mapping.max_tokens_at = "/limit";
  mapping.temperature_at = "/temperature";
  mapping.stream_at = "/stream";
  mapping.framing = "lines";
  mapping.text_at = "/text";
  mapping.delta_at = "/delta";
  mapping.done_at = "/done";
  mapping.error_at = "/error";
  mapping.tokens_in_at = "/in";
  mapping.tokens_out_at = "/out";
  return mapping;
}

/// Null for a column without an HTTP side.
inline std::shared_ptr<const voices::Provider> provider_of(const std::string& column) {
  if (column == "scripted") return nullptr;
  ProviderConfig config;
  config.name = column;
  config.kind = column;
  config.endpoint = "http://127.0.0.1:9";
  config.model = "m";
  if (column == "custom") {
    config.request_format = "mapping";
    config.mapping = full_mapping();
  }
  auto made = voices::make_provider(config);
  EXPECT_TRUE(made) << made.error().message;
  return made ? *made : nullptr;
}

}  // namespace skald::test
