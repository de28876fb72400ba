#include "cost_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "tool/commands.h"

namespace skald::cli {
namespace {

using Line = std::vector<std::string>;

std::string_view name_of(CostBy by) { return kCostByNames[static_cast<std::size_t>(by)]; }

/// There is nothing to add up: not even a zero.
bool cost_is_unknown(const CostSum& sum) {
  return sum.unknown_price > 0 && sum.unknown_price == sum.bills;
}

// --- The table.

/// How much of the prompts came out of the providers' caches. Never rounded up to all of it.
std::string cached_text(const CostSum& sum) {
  if (sum.tokens_in == 0) return "-";
  const double share = static_cast<double>(sum.tokens_cached) / static_cast<double>(sum.tokens_in);
  return std::to_string(static_cast<std::uint64_t>(std::min(share, 1.0) * 100.0 + 1e-9)) + '%';
}

/// What a line says behind its columns.
std::string unknown_text(const CostSum& sum) {
  if (sum.unknown_price == 0) return {};
  return " + " + tool::grouped(sum.unknown_price) + (sum.unknown_price == 1 ? " call" : " calls") +
         " of unknown price";
}

Line line_of(Line cells, const CostSum& sum) {
  const std::string about = sum.estimated > 0 ? "~" : "";
  cells.push_back(tool::grouped(sum.requests));
  cells.push_back(about + tool::grouped(sum.tokens_in));
  cells.push_back(about + tool::grouped(sum.tokens_out));
  cells.push_back(cached_text(sum));
  cells.push_back(cost_is_unknown(sum) ? "" : about + to_text(sum.cost));
  return cells;
}

std::size_t columns_in(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Names to the left, numbers to the right.
std::string aligned(const std::vector<Line>& lines, const Line& ends, std::size_t names) {
  std::vector<std::size_t> widths(lines[0].size(), 0);
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], columns_in(line[i]));
    }
  }
  std::string text;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string blanks(widths[i] - columns_in(lines[row][i]), ' ');
      if (i > 0) text += "  ";
      text += i < names ? lines[row][i] + blanks : blanks + lines[row][i];
    }
    text += ends[row];
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string requests_text(std::uint64_t requests) {
  return tool::grouped(requests) + (requests == 1 ? " request" : " requests");
}

std::string lines_of(const CostReport& report) {
  const CostSum& total = report.total();
  if (total.bills == 0) {
    if (total.requests == 0) return "no calls were billed\n";
    return "no calls were billed (" + requests_text(total.requests) + ")\n";
  }
  Line heads;
  for (const CostBy by : report.by()) heads.emplace_back(name_of(by));
  const std::size_t names = heads.size();
  for (const char* head : {"requests", "tokens in", "tokens out", "prompt-cached", "cost"}) {
    heads.emplace_back(head);
  }
  std::vector<Line> lines = {heads};
  Line ends = {""};
  for (const CostRow& row : report.rows()) {
    Line cells = row.names;
    std::replace(cells.begin(), cells.end(), std::string(), std::string("-"));
    lines.push_back(line_of(std::move(cells), row.sum));
    ends.push_back(unknown_text(row.sum));
  }
  Line cells(names);
  cells[0] = "total";
  lines.push_back(line_of(std::move(cells), total));
  ends.push_back(unknown_text(total));
  return aligned(lines, ends, names);
}

// --- JSON.

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter& json, std::string_view text) {
  const char* bytes = text.empty() ? "" : text.data();
  json.String(bytes, static_cast<rapidjson::SizeType>(text.size()));
}

void put(JsonWriter& json, const char* name, std::uint64_t value) {
  json.Key(name);
  json.Uint64(value);
}

void put(JsonWriter& json, const CostSum& sum) {
  put(json, "requests", sum.requests);
  put(json, "bills", sum.bills);
  put(json, "estimated_bills", sum.estimated);
  put(json, "unknown_price_bills", sum.unknown_price);
  put(json, "tokens_in", sum.tokens_in);
  put(json, "tokens_cached", sum.tokens_cached);
  put(json, "tokens_cache_written", sum.tokens_cache_written);
  put(json, "tokens_out", sum.tokens_out);
  json.Key("cost_usd");
  if (cost_is_unknown(sum)) {
    json.Null();
  } else {
    const std::string usd = usd_text(sum.cost);  // exact: a double is not
    json.RawValue(usd.data(), usd.size(), rapidjson::kNumberType);
  }
}

/// Runs `fill` within an object on a line of its own.
template <class Fill>
std::string object(const Fill& fill) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  fill(json);
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

void put_names(JsonWriter& json, const std::vector<CostBy>& by, const CostRow& row) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    put(json, name_of(by[i]));
    if (row.names[i].empty()) {
      json.Null();
    } else {
      put(json, row.names[i]);
    }
  }
}

// --- CSV.

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace

std::string cost_table(const CostReport& report) {
  std::string text = lines_of(report);
  if (const std::uint64_t estimated = report.total().estimated; estimated > 0) {
    text += "~ includes estimates: the provider of " + tool::grouped(estimated) +
            (estimated == 1 ? " call" : " calls") + " did not count all tokens\n";
  }
  for (const std::string& notice : report.budget_notices()) text += notice + '\n';
  return text;
}

std::string cost_json(const CostReport& report) {
  std::string text;
  for (const CostRow& row : report.rows()) {
    text += object([&](JsonWriter& json) {
      put_names(json, report.by(), row);
      put(json, row.sum);
    });
  }
  return text + object([&](JsonWriter& json) {
           json.Key("total");
           json.Bool(true);
           put(json, report.total());
           json.Key("notices");
           json.StartArray();
           for (const std::string& notice : report.budget_notices()) put(json, notice);
           json.EndArray();
         });
}

std::string cost_csv(const CostReport& report) {
  std::string text;
  for (const CostBy by : report.by()) text += std::string(name_of(by)) + ',';
  text +=
      "requests,bills,estimated_bills,unknown_price_bills,tokens_in,tokens_cached,"
      "tokens_cache_written,tokens_out,cost_usd\r\n";
  for (const auto& [names, sum] : report.rows()) {
    for (const std::string& name : names) text += csv_field(name) + ',';
    for (const std::uint64_t number :
         {sum.requests, sum.bills, sum.estimated, sum.unknown_price, sum.tokens_in,
          sum.tokens_cached, sum.tokens_cache_written, sum.tokens_out}) {
      text += std::to_string(number) + ',';
    }
    text += (cost_is_unknown(sum) ? "" : usd_text(sum.cost)) + "\r\n";
  }
  return text;
}

}  // namespace skald::cli
