#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "skald/llm/document.h"
#include "voices/config/config_file.h"
#include "voices/config/config_json.h"
#include "voices/config/config_kinds.h"
#include "voices/config/config_scheduling.h"
#include "voices/config/mapping_places.h"

namespace skald {
namespace voices {
namespace {

/// Writes what differs from the defaults. File names are written relative to a folder.
class ConfigWriter {
 public:
  /// Without a folder they are written as they are.
  explicit ConfigWriter(std::filesystem::path folder) : json_(std::move(folder)) {}

  std::string write(const VoicesConfig& config) {
    json_.begin_object();
    json_.always("provider", config.provider);
    if (!config.fallbacks.empty()) {
      json_.begin_list("fallbacks");
      for (const std::string& name : config.fallbacks) json_.add(name);
      json_.end_list();
    }
    if (!config.narrator_files.empty()) {
      json_.begin_list("narrator_files");
      for (const std::string& file : config.narrator_files) json_.add(json_.relative(file));
      json_.end_list();
    }
    json_.text("model", config.model);
    const bool is_url = config.endpoint.find("://") != std::string::npos;
    json_.text("endpoint", is_url ? config.endpoint : json_.relative(config.endpoint));
    limits(config.max_tokens, config.temperature);
    if (config.timeout_ms) json_.number("timeout_ms", *config.timeout_ms);
    timeouts(config.timeouts, {});
    if (config.calls_max != VoicesConfig{}.calls_max) json_.number("calls_max", config.calls_max);
    write_scheduling(json_, config);
    if (!config.providers.empty()) {
      json_.begin_object("providers");
      for (const ProviderConfig& entry : config.providers) provider(entry, config.timeouts);
      json_.end_object();
    }
    json_.end_object();
    return json_.written() + '\n';
  }

 private:
  void limits(std::optional<std::int32_t> max_tokens, std::optional<Thousandths> temperature) {
    if (max_tokens) json_.raw("max_tokens", std::to_string(*max_tokens));
    if (temperature) json_.raw("temperature", to_string(*temperature));
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
      if (!is_open) json_.begin_object("timeouts");
      is_open = true;
      json_.number(name, given.*field);
    }
    if (is_open) json_.end_object();
  }

  void mapping(const CustomMapping& given) {
    const CustomMapping otherwise;
    json_.begin_object("mapping");
    if (given.body != otherwise.body) json_.raw("body", given.body.empty() ? "null" : given.body);
    for (const MappedPlace& place : kRequestPlaces) json_.text(place.name, given.*place.pointer);
    json_.text("framing", given.framing, otherwise.framing);
    for (const MappedPlace& place : kResponsePlaces) json_.text(place.name, given.*place.pointer);
    json_.end_object();
  }

  void provider(const ProviderConfig& entry, const TimeoutsConfig& defaults) {
    json_.begin_object(entry.name);
    json_.always("kind", entry.kind);
    json_.text("endpoint",
               speaks_from_file(entry.kind) ? json_.relative(entry.endpoint) : entry.endpoint);
    json_.text("model", entry.model);
    json_.text("key_env", entry.key_env);
    json_.text("key_file", json_.relative(entry.key_file));
    json_.text("ca_file", json_.relative(entry.ca_file));
    if (!entry.headers.empty()) {
      json_.begin_object("headers");
      for (const HeaderConfig& header : entry.headers) json_.always(header.name, header.value);
      json_.end_object();
    }
    timeouts(entry.timeouts, defaults);
    limits(entry.max_tokens, entry.temperature);
    json_.text("organization", entry.organization);
    json_.text("project", entry.project);
    json_.text("max_tokens_field", entry.max_tokens_field);
    if (!entry.options.empty()) {
      json_.begin_object("options");
      for (const auto& option : entry.options) json_.raw(option.name, option.json);
      json_.end_object();
    }
    json_.text("keep_alive", entry.keep_alive);
    json_.text("think", entry.think);
    json_.text("path", entry.path);
    json_.text("request_format", entry.request_format);
    json_.text("response_format", entry.response_format);
    if (entry.kind == "custom") mapping(entry.mapping);
    write_provider_scheduling(json_, entry);
    json_.end_object();
  }

  ConfigJson json_;
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
