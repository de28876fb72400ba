#include "skald/llm/config.h"

#include <filesystem>
#include <utility>

#include "skald/llm/document.h"
#include "voices/files.h"

namespace skald {
namespace {

void note(VoicesConfig& config, std::string_view key, std::string place) {
  std::erase_if(config.origins, [&](const auto& origin) { return origin.key == key; });
  config.origins.push_back({std::string(key), std::move(place)});
}

Status read_document(const Document& document, VoicesConfig& config) {
  ObjectReader reader(document, document.root);
  reader.optional_text("provider", config.provider);
  reader.optional_texts("lines_files", config.lines_files);
  if (Status status = reader.finish(); !status) return status;
  const std::filesystem::path folder = std::filesystem::path(document.file).parent_path();
  for (std::string& file : config.lines_files) file = (folder / file).generic_string();
  for (const auto& [key, value] : document.root.members) {
    note(config, key, document.file + ':' + std::to_string(value.line));
  }
  return Done{};
}

}  // namespace

std::string_view VoicesConfig::origin_of(std::string_view key) const {
  for (const Origin& origin : origins) {
    if (origin.key == key) return origin.place;
  }
  return "default";
}

Result<VoicesConfig> load_config(const std::string& path, const EnvironmentLookup& environment) {
  VoicesConfig config;
  auto bytes = voices::read_file(path);
  if (bytes) {
    auto document = parse_document(path, *bytes);
    if (!document) return document.error();
    if (Status status = read_document(*document, config); !status) return status.error();
  } else if (bytes.error().code != ErrorCode::not_found || path != kDefaultConfigFile) {
    return bytes.error();
  }
  if (const auto provider = environment("SKALD_PROVIDER"); provider && !provider->empty()) {
    config.provider = *provider;
    note(config, "provider", "SKALD_PROVIDER");
  }
  return config;
}

}  // namespace skald
