#include "skald/llm/prompt.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "speech/base64.h"

namespace skald {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

std::string to_string(Thousandths number) {
  const std::int64_t value = number.value;
  const std::int64_t magnitude = value < 0 ? -value : value;
  std::string text = value < 0 ? "-" : "";
  text += std::to_string(magnitude / 1000);
  if (magnitude % 1000 == 0) return text;
  std::string decimals = std::to_string(1000 + magnitude % 1000);
  decimals.front() = '.';
  while (decimals.ends_with('0')) decimals.pop_back();
  return text + decimals;
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::system:
      return "system";
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
  }
  return "unknown";
}

std::optional<Image> image_from_data_uri(std::string_view uri) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kEncoding = ";base64";
  const std::size_t comma = uri.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::string head = lower(uri.substr(0, comma));
  const std::string_view data = uri.substr(comma + 1);
  if (!head.starts_with(kScheme) || !head.ends_with(kEncoding) || !speech::is_base64(data)) {
    return std::nullopt;
  }
  head.resize(head.size() - kEncoding.size());
  head.erase(0, kScheme.size());
  head.resize(std::min(head.find(';'), head.size()));  // parameters say nothing about a picture
  if (!head.starts_with("image/")) return std::nullopt;
  return Image{std::move(head), std::string(data)};
}

}  // namespace skald
