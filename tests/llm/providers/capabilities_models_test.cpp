// The table "models and keys" of llm/PROVIDERS.md, cell by cell.
#include <algorithm>

#include "llm/providers/provider_table.h"

namespace skald::voices {
namespace {

using test::CellPlace;

constexpr const char* kTitle = "models and keys";
constexpr std::string_view kKeyRow = "key";

struct ModelRow {
  std::string_view name;
  ModelTask task = ModelTask::list;
};

constexpr std::array kRows = {
    ModelRow{"list", ModelTask::list},       ModelRow{"show", ModelTask::show},
    ModelRow{"running", ModelTask::running}, ModelRow{"pull", ModelTask::pull},
    ModelRow{"warm_up", ModelTask::warm_up}, ModelRow{"unload", ModelTask::unload},
    ModelRow{"health", ModelTask::health},   ModelRow{kKeyRow}};

std::string key_cell(const Provider& provider) {
  HttpRequest request;
  provider.put_key(request, "k");
  if (request.headers.size() != 1) return "not one header";
  const Header& header = request.headers[0];
  const std::string before_key = header.value.substr(0, header.value.find('k'));
  return '`' + header.name + (before_key.empty() ? "" : ": " + before_key);
}

/// A task that a server has no call for is emulated where its list of models has the answer.
std::string task_cell(const Provider& provider, const ModelRow& row) {
  const auto request = provider.request_for(row.task, "m");
  if (!request) {
    EXPECT_EQ(request.error().why, Why::bad_request);
    EXPECT_EQ(request.error().message,
              std::string(row.name) + " is not supported by " + provider.config().kind);
    return "refused";
  }
  if (row.task == ModelTask::list) return "yes";
  const auto list = provider.request_for(ModelTask::list, "");
  const std::string list_url = list ? list->url.substr(0, list->url.find('?')) : "";
  const std::string url = request->url.substr(0, request->url.find('?'));
  const bool is_list_of_openai = url.ends_with("/v1/models");
  return request->method == "GET" && (url == list_url || is_list_of_openai) ? "emulated" : "yes";
}

std::string cell_by_code(const ModelRow& row, const std::string& column) {
  const auto provider = test::provider_of(column);
  if (provider == nullptr) return "-";
  if (row.name != kKeyRow) return task_cell(*provider, row);
  std::string cell = key_cell(*provider);
  cell.erase(cell.find_last_not_of(' ') + 1);
  return cell + '`';
}

class ModelCell : public testing::TestWithParam<CellPlace> {};

TEST_P(ModelCell, IsWhatTheTableSays) {
  const auto& [column, name] = GetParam();
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const ModelRow& one) { return one.name == name; });
  EXPECT_EQ(cell_by_code(*row, column), test::table_of(kTitle)[name][column]);
}

INSTANTIATE_TEST_SUITE_P(Table, ModelCell, testing::ValuesIn(test::every_cell(kRows)),
                         test::name_of);

TEST(ModelTable, HasARowForEachOfThese) { test::expect_rows(test::table_of(kTitle), kRows); }

}  // namespace
}  // namespace skald::voices
