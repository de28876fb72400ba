#include <fcntl.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "skald/llm/document.h"
#include "voices/config/config_file.h"
#include "voices/config/config_kinds.h"
#include "voices/config/mapping_places.h"

namespace skald {
namespace voices {
namespace {

/// Writes what differs from the defaults. File names are written relative to a folder.
class ConfigWriter {
 public:
  /// Without a folder they are written as they are.
  explicit ConfigWriter(std::filesystem::path folder)
      : folder_(std::move(folder)), writer_(buffer_) {
    writer_.SetIndent(' ', 2);
    writer_.SetFormatOptions(rapidjson::kFormatSingleLineArray);
  }

  std::string write(const VoicesConfig& config) {
    writer_.StartObject();
    always("provider", config.provider);
    if (!config.lines_files.empty()) {
      key("lines_files");
      writer_.StartArray();
      for (const std::string& file : config.lines_files) value(relative(file));
      writer_.EndArray();
    }
    text("model", config.model);
    const bool is_url = config.endpoint.find("://") != std::string::npos;
    text("endpoint", is_url ? config.endpoint : relative(config.endpoint));
    limits(config.max_tokens, config.temperature);
    if (config.timeout_ms) number("timeout_ms", *config.timeout_ms);
    timeouts(config.timeouts, {});
    if (config.calls_max != VoicesConfig{}.calls_max) number("calls_max", config.calls_max);
    if (!config.providers.empty()) {
      key("providers");
      writer_.StartObject();
      for (const ProviderConfig& entry : config.providers) provider(entry, config.timeouts);
      writer_.EndObject();
    }
    writer_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + '\n';
  }

 private:
  void key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  void value(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void always(std::string_view name, std::string_view text) {
    key(name);
    value(text);
  }
  void text(std::string_view name, std::string_view text, std::string_view otherwise = "") {
    if (text != otherwise) always(name, text);
  }
  void number(std::string_view name, std::uint32_t number) {
    key(name);
    writer_.Uint(number);
  }
  void raw(std::string_view name, const std::string& json) {
    key(name);
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }

  void limits(std::optional<std::int32_t> max_tokens, std::optional<Thousandths> temperature) {
    if (max_tokens) raw("max_tokens", std::to_string(*max_tokens));
    if (temperature) raw("temperature", to_string(*temperature));
  }

  void timeouts(const TimeoutsConfig& given, const TimeoutsConfig& otherwise) {
    const std::pair<std::string_view, std::uint32_t TimeoutsConfig::*> fields[] = {
        {"connect_ms", &TimeoutsConfig::connect_ms},
        {"first_byte_ms", &TimeoutsConfig::first_byte_ms},
        {"silence_ms", &TimeoutsConfig::silence_ms},
        {"total_ms", &TimeoutsConfig::total_ms}};
    bool is_open = false;
    for (const auto& [name, field] : fields) {
      if (given.*field == otherwise.*field) continue;
      if (!is_open) {
        key("timeouts");
        writer_.StartObject();
      }
      is_open = true;
      number(name, given.*field);
    }
    if (is_open) writer_.EndObject();
  }

  void mapping(const CustomMapping& given) {
    const CustomMapping otherwise;
    key("mapping");
    writer_.StartObject();
    if (given.body != otherwise.body) raw("body", given.body.empty() ? "null" : given.body);
    for (const MappedPlace& place : kRequestPlaces) text(place.name, given.*place.pointer);
    text("framing", given.framing, otherwise.framing);
    for (const MappedPlace& place : kResponsePlaces) text(place.name, given.*place.pointer);
    writer_.EndObject();
  }

  void provider(const ProviderConfig& entry, const TimeoutsConfig& defaults) {
    key(entry.name);
    writer_.StartObject();
    always("kind", entry.kind);
    text("endpoint", speaks_from_file(entry.kind) ? relative(entry.endpoint) : entry.endpoint);
    text("model", entry.model);
    text("key_env", entry.key_env);
    text("key_file", relative(entry.key_file));
    text("ca_file", relative(entry.ca_file));
    if (!entry.headers.empty()) {
      key("headers");
      writer_.StartObject();
      for (const HeaderConfig& header : entry.headers) always(header.name, header.value);
      writer_.EndObject();
    }
    timeouts(entry.timeouts, defaults);
    limits(entry.max_tokens, entry.temperature);
    text("organization", entry.organization);
    text("project", entry.project);
    text("max_tokens_field", entry.max_tokens_field);
    if (!entry.options.empty()) {
      key("options");
      writer_.StartObject();
      for (const auto& option : entry.options) raw(option.name, option.json);
      writer_.EndObject();
    }
    text("keep_alive", entry.keep_alive);
    text("think", entry.think);
    text("path", entry.path);
    text("request_format", entry.request_format);
    text("response_format", entry.response_format);
    if (entry.kind == "custom") mapping(entry.mapping);
    writer_.EndObject();
  }

  /// As load_config wants it. An absolute name stays one, unless it lies in the folder.
  std::string relative(const std::string& name) const {
    if (name.empty() || folder_.empty()) return name;
    const std::filesystem::path path(name);
    std::error_code failed;
    const auto target = std::filesystem::absolute(path, failed).lexically_normal();
    const auto folder = std::filesystem::absolute(folder_, failed).lexically_normal();
    const auto from_folder = target.lexically_relative(folder);
    const bool is_outside = from_folder.empty() || *from_folder.begin() == "..";
    return path.is_absolute() && is_outside ? name : from_folder.generic_string();
  }

  std::filesystem::path folder_;
  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_;
};

Error failed_to(const std::string& what, const std::string& path) {
  return {ErrorCode::io, path + ": " + what + ": " + std::generic_category().message(errno)};
}

Status write_all(int handle, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(handle, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed_to("this could not be written", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(handle) != 0) return failed_to("this did not reach the disk", path);
  return Done{};
}

/// A new file, with the mode of the one that it will replace.
Status write_beside(const std::string& beside, const std::string& target, std::string_view bytes) {
  struct stat replaced {};
  const bool exists = ::stat(target.c_str(), &replaced) == 0;
  const int handle = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (handle < 0) return failed_to("this could not be created", beside);
  Status status = Done{};
  if (exists && ::fchmod(handle, replaced.st_mode & 07777) != 0) {
    status = failed_to("its permissions could not be set", beside);
  }
  if (status) status = write_all(handle, bytes, beside);
  if (::close(handle) != 0 && status) status = failed_to("this could not be closed", beside);
  return status;
}

}  // namespace
}  // namespace voices

std::string config_to_json(const VoicesConfig& config) {
  return voices::ConfigWriter({}).write(config);
}

Status save_config(const VoicesConfig& config, const std::string& path) {
  const std::string json =
      voices::ConfigWriter(std::filesystem::path(path).parent_path()).write(config);
  const auto read = voices::read_config(path, json);
  if (!read) {
    return Error{ErrorCode::invalid_argument,
                 "this was not saved, since it could not be read again: " + read.error().message};
  }
  std::error_code failed;
  // Through a link, the file that it leads to is replaced, not the link.
  std::filesystem::path target = std::filesystem::weakly_canonical(path, failed);
  if (failed) return Error{ErrorCode::io, path + ": " + failed.message()};
  const std::string beside = target.string() + ".new-" + std::to_string(::getpid());
  Status status = voices::write_beside(beside, target.string(), json);
  if (status) {
    std::filesystem::rename(beside, target, failed);
    if (!failed) return status;
    status = Error{ErrorCode::io, path + ": this could not be replaced: " + failed.message()};
  }
  std::filesystem::remove(beside, failed);
  return status;
}

}  // namespace skald
