// The table "sent" of llm/PROVIDERS.md, cell by cell: a provider puts what a prompt asks for into
// its request, refuses it by name, or does what the cell says instead.
#include <rapidjson/pointer.h>

#include <algorithm>
#include <functional>

#include "llm/providers/provider_table.h"

namespace skald::voices {
namespace {

using test::CellPlace;

constexpr std::string_view kChat = "openai llama-server lmstudio localai vllm openrouter";
constexpr std::string_view kAbsent = "absent";
constexpr std::string_view kUrl = "url";

struct Held {
  std::string_view pointer;  // into the body; or kUrl
  std::string_view json;     // what is there; or a part of the URL
};

/// How some columns carry a row, and what their cells then say.
struct Way {
  std::string_view columns;
  std::string_view cell;
  std::vector<Held> holds;
};

struct SentRow {
  std::string_view name;
  std::string_view named_as;  // in the message of a refusal
  std::function<void(Prompt&)> ask;
  std::vector<Way> ways;
};

Message said(Role role, std::string text) {
  Message message;
  message.role = role;
  message.text = std::move(text);
  return message;
}

void give_tools(Prompt& prompt, ToolChoice choice) {
  prompt.tools = {{"open", "", ""}, {"look", "", R"({"type":"object"})"}};
  prompt.tool_choice = std::move(choice);
}

void give_result(Prompt& prompt, bool failed) {
  give_tools(prompt, {});
  Message call = said(Role::assistant, "");
  call.tool_calls = {{"c1", "look", "{}"}};
  Message result = said(Role::tool, "too dark");
  result.tool_call_id = "c1";
  result.tool_name = "look";
  result.tool_failed = failed;
  prompt.messages.push_back(call);
  prompt.messages.push_back(result);
}

std::vector<SentRow> system_rows() {
  return {
      {"system messages",
       "system",
       [](Prompt& p) {
         p.messages = {said(Role::system, "A."), said(Role::system, "B."), said(Role::user, "Hi")};
       },
       {{kChat, "yes", {{"/messages/0/content", R"("A.")"}, {"/messages/1/role", R"("system")"}}},
        {"ollama",
         "yes",
         {{"/messages/0/content", R"("A.")"}, {"/messages/1/role", R"("system")"}}},
        {"openai-responses", "yes", {{"/instructions", R"("A.\n\nB.")"}}},
        {"anthropic", "yes", {{"/system", R"("A.\n\nB.")"}}},
        {"gemini", "yes", {{"/systemInstruction/parts/0/text", R"("A.\n\nB.")"}}},
        {"custom", "yes", {{"/persona", R"("A.\n\nB.")"}, {"/turns/1", kAbsent}}}}},
      {"system messages later",
       "system message",
       [](Prompt& p) {
         p.messages = {said(Role::user, "Hi"), said(Role::system, "B."), said(Role::user, "And?")};
       },
       {{kChat, "yes", {{"/messages/1/role", R"("system")"}, {"/messages/1/content", R"("B.")"}}},
        {"ollama",
         "yes",
         {{"/messages/1/role", R"("system")"}, {"/messages/1/content", R"("B.")"}}},
        {"openai-responses",
         "yes",
         {{"/input/1/role", R"("system")"}, {"/input/1/content", R"("B.")"}}},
        {"custom", "emulated", {{"/persona", R"("B.")"}, {"/turns/1/content", R"("And?")"}}}}},
  };
}

std::vector<SentRow> word_rows() {
  return {
      {"plain prompt",
       "text",
       [](Prompt& p) { p.messages.clear(), p.text = "Once"; },
       {{kChat, "yes", {{"/messages/0/content", R"("Once")"}}},
        {"anthropic", "yes", {{"/messages/0/content", R"("Once")"}}},
        {"openai-responses", "yes", {{"/input", R"("Once")"}}},
        {"gemini", "yes", {{"/contents/0/parts/0/text", R"("Once")"}}},
        {"ollama", "yes", {{"/prompt", R"("Once")"}, {kUrl, "/api/generate"}}},
        {"custom", "yes", {{"/turns/0/content", R"("Once")"}}}}},
      {"images",
       "images",
       [](Prompt& p) {
         p.messages[0].images = {{"image/png", "aGk="}};
       },
       {{kChat,
         "yes",
         {{"/messages/0/content/1/image_url/url", R"("data:image/png;base64,aGk=")"}}},
        {"openai-responses",
         "yes",
         {{"/input/0/content/1/image_url", R"("data:image/png;base64,aGk=")"}}},
        {"anthropic", "yes", {{"/messages/0/content/0/source/data", R"("aGk=")"}}},
        {"gemini", "yes", {{"/contents/0/parts/0/inlineData/data", R"("aGk=")"}}},
        {"ollama", "yes", {{"/messages/0/images/0", R"("aGk=")"}}}}},
      {"model",
       "model",
       [](Prompt& p) { p.model = "other"; },
       {{kChat, "yes", {{"/model", R"("other")"}}},
        {"openai-responses anthropic ollama custom", "yes", {{"/model", R"("other")"}}},
        {"gemini", "yes", {{kUrl, "/models/other:"}}}}},
      {"streaming",
       "stream",
       [](Prompt& p) { p.stream = true; },
       {{kChat, "yes", {{"/stream", "true"}, {"/stream_options/include_usage", "true"}}},
        {"openai-responses anthropic ollama custom", "yes", {{"/stream", "true"}}},
        {"gemini", "yes", {{kUrl, ":streamGenerateContent?alt=sse"}}}}},
      {"one whole response",
       "stream",
       [](Prompt& p) { p.stream = false; },
       {{kChat, "yes", {{"/stream", "false"}, {"/stream_options", kAbsent}}},
        {"openai-responses anthropic ollama custom", "yes", {{"/stream", "false"}}},
        {"gemini", "yes", {{kUrl, ":generateContent"}}}}},
  };
}

std::vector<SentRow> sampling_rows() {
  return {
      {"temperature",
       "temperature",
       [](Prompt& p) { p.sampling.temperature = 0.7; },
       {{kChat, "yes", {{"/temperature", "0.7"}}},
        {"openai-responses anthropic custom", "yes", {{"/temperature", "0.7"}}},
        {"gemini", "yes", {{"/generationConfig/temperature", "0.7"}}},
        {"ollama", "yes", {{"/options/temperature", "0.7"}}}}},
      {"top_p",
       "top_p",
       [](Prompt& p) { p.sampling.top_p = 0.9; },
       {{kChat, "yes", {{"/top_p", "0.9"}}},
        {"openai-responses anthropic", "yes", {{"/top_p", "0.9"}}},
        {"gemini", "yes", {{"/generationConfig/topP", "0.9"}}},
        {"ollama", "yes", {{"/options/top_p", "0.9"}}}}},
      {"top_k",
       "top_k",
       [](Prompt& p) { p.sampling.top_k = 40; },
       {{kChat, "yes", {{"/top_k", "40"}}},
        {"anthropic", "yes", {{"/top_k", "40"}}},
        {"gemini", "yes", {{"/generationConfig/topK", "40"}}},
        {"ollama", "yes", {{"/options/top_k", "40"}}}}},
      {"frequency_penalty",
       "frequency_penalty",
       [](Prompt& p) { p.sampling.frequency_penalty = 0.5; },
       {{kChat, "yes", {{"/frequency_penalty", "0.5"}}},
        {"gemini", "yes", {{"/generationConfig/frequencyPenalty", "0.5"}}},
        {"ollama", "yes", {{"/options/frequency_penalty", "0.5"}}}}},
      {"presence_penalty",
       "presence_penalty",
       [](Prompt& p) { p.sampling.presence_penalty = 0.5; },
       {{kChat, "yes", {{"/presence_penalty", "0.5"}}},
        {"gemini", "yes", {{"/generationConfig/presencePenalty", "0.5"}}},
        {"ollama", "yes", {{"/options/presence_penalty", "0.5"}}}}},
      {"seed",
       "seed",
       [](Prompt& p) { p.sampling.seed = 7; },
       {{kChat, "yes", {{"/seed", "7"}}},
        {"gemini", "yes", {{"/generationConfig/seed", "7"}}},
        {"ollama", "yes", {{"/options/seed", "7"}}}}},
      {"stop",
       "stop",
       [](Prompt& p) { p.sampling.stop = {"END"}; },
       {{kChat, "yes", {{"/stop", R"(["END"])"}}},
        {"anthropic", "yes", {{"/stop_sequences", R"(["END"])"}}},
        {"gemini", "yes", {{"/generationConfig/stopSequences", R"(["END"])"}}},
        {"ollama", "yes", {{"/options/stop", R"(["END"])"}}}}},
      {"max_tokens",
       "max_tokens",
       [](Prompt& p) { p.sampling.max_tokens = 60; },
       {{"openai", "`max_completion_tokens`", {{"/max_completion_tokens", "60"}}},
        {kChat, "`max_tokens`", {{"/max_tokens", "60"}}},
        {"openai-responses", "`max_output_tokens`", {{"/max_output_tokens", "60"}}},
        {"anthropic", "`max_tokens`", {{"/max_tokens", "60"}}},
        {"gemini", "`maxOutputTokens`", {{"/generationConfig/maxOutputTokens", "60"}}},
        {"ollama", "`num_predict`", {{"/options/num_predict", "60"}}},
        {"custom", "`max_tokens_at`", {{"/limit", "60"}}}}},
  };
}

std::vector<SentRow> tool_rows() {
  return {
      {"tools",
       "tools",
       [](Prompt& p) { give_tools(p, {}); },
       {{kChat, "yes", {{"/tools/1/function/name", R"("look")"}}},
        {"ollama", "yes", {{"/tools/1/function/name", R"("look")"}}},
        {"openai-responses anthropic", "yes", {{"/tools/1/name", R"("look")"}}},
        {"gemini", "yes", {{"/tools/0/functionDeclarations/1/name", R"("look")"}}}}},
      {"tool results",
       "tools",
       [](Prompt& p) { give_result(p, false); },
       {{kChat,
         "yes",
         {{"/messages/2/tool_call_id", R"("c1")"}, {"/messages/2/content", R"("too dark")"}}},
        {"ollama",
         "yes",
         {{"/messages/2/tool_call_id", R"("c1")"}, {"/messages/2/content", R"("too dark")"}}},
        {"openai-responses",
         "yes",
         {{"/input/2/call_id", R"("c1")"}, {"/input/2/output", R"("too dark")"}}},
        {"anthropic", "yes", {{"/messages/2/content/0/content", R"("too dark")"}}},
        {"gemini",
         "yes",
         {{"/contents/2/parts/0/functionResponse/response/output", R"("too dark")"}}}}},
      {"tool_failed",
       "tools",
       [](Prompt& p) { give_result(p, true); },
       {{kChat, "emulated", {{"/messages/2/content", R"("too dark")"}}},
        {"ollama", "emulated", {{"/messages/2/content", R"("too dark")"}}},
        {"openai-responses", "emulated", {{"/input/2/output", R"("too dark")"}}},
        {"anthropic", "yes", {{"/messages/2/content/0/is_error", "true"}}},
        {"gemini",
         "yes",
         {{"/contents/2/parts/0/functionResponse/response/error", R"("too dark")"}}}}},
      {"answer_schema",
       "answer_schema",
       [](Prompt& p) { p.answer_schema = R"({"type":"string"})"; },
       {{kChat, "`response_format`", {{"/response_format/json_schema/schema/type", R"("string")"}}},
        {"openai-responses", "`text.format`", {{"/text/format/schema/type", R"("string")"}}},
        {"anthropic", "`output_config`", {{"/output_config/format/schema/type", R"("string")"}}},
        {"gemini",
         "`responseJsonSchema`",
         {{"/generationConfig/responseJsonSchema/type", R"("string")"}}},
        {"ollama", "`format`", {{"/format/type", R"("string")"}}}}},
  };
}

std::vector<SentRow> tool_choice_rows() {
  using Mode = ToolChoice::Mode;
  return {
      {"tool_choice auto",
       "tool",
       [](Prompt& p) { give_tools(p, {}); },
       {{kChat, "yes", {{"/tool_choice", R"("auto")"}}},
        {"openai-responses", "yes", {{"/tool_choice", R"("auto")"}}},
        {"anthropic", "yes", {{"/tool_choice/type", R"("auto")"}}},
        {"gemini", "yes", {{"/toolConfig/functionCallingConfig/mode", R"("AUTO")"}}},
        {"ollama", "yes", {{"/tools/1/function/name", R"("look")"}, {"/tool_choice", kAbsent}}}}},
      {"tool_choice none",
       "tool",
       [](Prompt& p) {
         give_tools(p, {Mode::none, ""});
       },
       {{kChat, "yes", {{"/tool_choice", R"("none")"}}},
        {"openai-responses", "yes", {{"/tool_choice", R"("none")"}}},
        {"anthropic", "yes", {{"/tool_choice/type", R"("none")"}}},
        {"gemini", "yes", {{"/toolConfig/functionCallingConfig/mode", R"("NONE")"}}},
        {"ollama custom", "emulated", {{"/tools", kAbsent}}}}},
      {"tool_choice required",
       "tool",
       [](Prompt& p) {
         give_tools(p, {Mode::required, ""});
       },
       {{kChat, "yes", {{"/tool_choice", R"("required")"}}},
        {"openai-responses", "yes", {{"/tool_choice", R"("required")"}}},
        {"anthropic", "yes", {{"/tool_choice/type", R"("any")"}}},
        {"gemini", "yes", {{"/toolConfig/functionCallingConfig", R"({"mode":"ANY"})"}}}}},
      {"tool_choice named",
       "tool",
       [](Prompt& p) {
         give_tools(p, {Mode::named, "look"});
       },
       {{kChat, "yes", {{"/tool_choice/function/name", R"("look")"}}},
        {"llama-server lmstudio",
         "emulated",
         {{"/tool_choice", R"("required")"},
          {"/tools/0/function/name", R"("look")"},
          {"/tools/1", kAbsent}}},
        {"openai-responses anthropic", "yes", {{"/tool_choice/name", R"("look")"}}},
        {"gemini",
         "yes",
         {{"/toolConfig/functionCallingConfig/allowedFunctionNames", R"(["look"])"}}}}},
  };
}

const std::vector<SentRow>& rows() {
  static const std::vector<SentRow> all = [] {
    std::vector<SentRow> joined;
    for (const auto& some :
         {system_rows(), word_rows(), sampling_rows(), tool_choice_rows(), tool_rows()}) {
      joined.insert(joined.end(), some.begin(), some.end());
    }
    return joined;
  }();
  return all;
}

bool lists(std::string_view columns, const std::string& column) {
  return (' ' + std::string(columns) + ' ').find(' ' + column + ' ') != std::string::npos;
}

bool is_held(const Held& held, const HttpRequest& request, const wire::Json& body) {
  if (held.pointer == kUrl) return request.url.find(held.json) != std::string::npos;
  const rapidjson::GenericPointer<wire::Json> pointer(held.pointer.data(), held.pointer.size());
  const wire::Json* value = pointer.Get(body);
  if (value == nullptr) return held.json == kAbsent;
  return wire::to_json(*value) == held.json;
}

std::string cell_for(const HttpRequest& request, const SentRow& row, const std::string& column) {
  wire::JsonParser parser;
  const wire::Json* body = parser.parse_copy(request.body);
  if (body == nullptr) return "no JSON: " + request.body;
  for (const Way& way : row.ways) {
    if (!lists(way.columns, column)) continue;
    const bool all = std::all_of(way.holds.begin(), way.holds.end(),
                                 [&](const Held& held) { return is_held(held, request, *body); });
    if (all) return std::string(way.cell);
  }
  return "dropped: " + request.url + ' ' + request.body;
}

/// What the code does, in the words of a cell.
std::string cell_by_code(const SentRow& row, const std::string& column) {
  const auto provider = test::provider_of(column);
  if (provider == nullptr) return "-";
  Prompt prompt;
  prompt.messages = {said(Role::user, "Hello")};
  row.ask(prompt);
  const Status good = check_prompt(prompt);
  EXPECT_TRUE(good) << good.error().message;
  const auto request = provider->request_for(prompt);
  if (request) return cell_for(*request, row, column);
  const Failure& failure = request.error();
  EXPECT_EQ(failure.why, Why::bad_request);
  EXPECT_NE(failure.message.find(row.named_as), std::string::npos) << failure.message;
  EXPECT_FALSE(failure.advice.empty());
  return "refused";
}

class SentCell : public testing::TestWithParam<CellPlace> {};

TEST_P(SentCell, IsWhatTheTableSays) {
  const auto& [column, name] = GetParam();
  const auto row = std::find_if(rows().begin(), rows().end(),
                                [&](const SentRow& one) { return one.name == name; });
  EXPECT_EQ(cell_by_code(*row, column), test::table_of("sent")[name][column]);
}

INSTANTIATE_TEST_SUITE_P(Table, SentCell, testing::ValuesIn(test::every_cell(rows())),
                         test::name_of);

TEST(SentTable, HasARowForEachOfThese) { test::expect_rows(test::table_of("sent"), rows()); }

TEST(SentTable, HasAColumnForEveryKind) {
  for (const ProviderKind& kind : provider_kinds()) {
    if (kind.name == "recorded") continue;  // sends nothing, and answers with what was recorded
    EXPECT_NE(std::find(test::kColumns.begin(), test::kColumns.end(), kind.name),
              test::kColumns.end())
        << kind.name;
  }
}

}  // namespace
}  // namespace skald::voices
