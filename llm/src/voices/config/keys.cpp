#include "skald/llm/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "voices/config/ascii.h"
#include "voices/config/config_environment.h"
#include "voices/config/config_kinds.h"

namespace skald {

struct KeySource::State {
  std::string key;
  KeyCallback ask;
  std::string described = "none";
};

namespace voices {
namespace {

constexpr std::size_t kKeyFileBytesMax = 4096;

/// A header could not carry it, or would end early.
bool is_sendable(std::string_view key) {
  return std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Closes when it goes.
class OpenFile {
 public:
  // Without waiting: what is named may be a pipe that nobody writes to.
  explicit OpenFile(const std::string& path)
      : handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (handle_ >= 0) ::close(handle_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int handle() const { return handle_; }

 private:
  int handle_;
};

Error refused(ErrorCode code, const std::string& where, const std::string& why) {
  return {code, where + ": " + why};
}

Result<std::string> checked_key(std::string_view text, const std::string& where) {
  const std::string_view key = ascii::trimmed(text);
  if (key.empty()) return refused(ErrorCode::invalid_argument, where, "there is no key in it");
  if (is_sendable(key)) return std::string(key);
  return refused(ErrorCode::invalid_argument, where,
                 "the key holds a space, a line end or another character that no key has; was it "
                 "copied whole, and alone?");
}

/// The first line of a file that only its owner can read. `where` names who asks for it.
Result<std::string> read_key_file(const std::string& path, const std::string& where) {
  const OpenFile file(path);
  struct stat about {};
  if (file.handle() < 0 || ::fstat(file.handle(), &about) != 0) {
    const int failure = errno;
    const bool is_missing = failure == ENOENT || failure == ENOTDIR;
    return refused(
        is_missing ? ErrorCode::not_found : ErrorCode::io, where,
        "the key file " + path + " cannot be opened: " + std::generic_category().message(failure));
  }
  if (!S_ISREG(about.st_mode)) {
    return refused(ErrorCode::invalid_argument, where, path + " is no file that could hold a key");
  }
  if ((about.st_mode & 077) != 0) {
    return refused(ErrorCode::invalid_argument, where,
                   "others than its owner can use the key file; run: chmod 600 " + path);
  }
  std::array<char, kKeyFileBytesMax + 1> bytes{};
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t read = ::read(file.handle(), bytes.data() + size, bytes.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) {
      return refused(ErrorCode::io, where, path + ": " + std::generic_category().message(errno));
    }
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  if (size > kKeyFileBytesMax) {
    return refused(ErrorCode::invalid_argument, where,
                   path + " holds more than " + std::to_string(kKeyFileBytesMax) +
                       " bytes; a key file holds a key alone");
  }
  const std::string_view text(bytes.data(), size);
  return checked_key(text.substr(0, text.find('\n')), where + ": " + path);
}

struct FoundKey {
  std::string key;
  std::string described;
};

/// The key in a variable, given as NAME or NAME_FILE; an empty one if neither is set.
Result<FoundKey> key_in_environment(const std::string& name, const EnvironmentLookup& environment,
                                    const std::string& who) {
  auto file = file_variable(name, environment);
  if (!file) return file.error();
  if (*file) {
    const std::string variable = name + "_FILE";
    auto key = read_key_file(**file, who + ": " + variable);
    if (!key) return key.error();
    return FoundKey{std::move(*key), variable};
  }
  const auto value = environment(name);
  if (!value || value->empty()) return FoundKey{};
  auto key = checked_key(*value, who + ": " + name);
  if (!key) return key.error();
  return FoundKey{std::move(*key), name};
}

/// A kind's own server wants a key; at another address somebody else decides.
bool needs_key(const ProviderKind& kind, const ProviderConfig& provider) {
  return kind.key_needed && (provider.endpoint.empty() || provider.endpoint == kind.endpoint);
}

Result<FoundKey> find_key(const ProviderConfig& provider, const EnvironmentLookup& environment) {
  const std::string place = provider.place.empty() ? "" : provider.place + ": ";
  const std::string who = place + "the provider '" + provider.name + "'";
  if (!provider.key_file.empty()) {
    auto key = read_key_file(provider.key_file, who);
    if (!key) return key.error();
    return FoundKey{std::move(*key), provider.key_file};
  }
  const auto kind = find_kind(provider.kind);
  std::string variable = provider.key_env;
  if (variable.empty() && kind) variable = kind->key_env;
  if (variable.empty()) return FoundKey{{}, "none"};
  auto found = key_in_environment(variable, environment, who);
  if (!found || !found->key.empty()) return found;
  const bool is_needed = !provider.key_env.empty() || (kind && needs_key(*kind, provider));
  if (!is_needed) return FoundKey{{}, "none"};
  return refused(ErrorCode::not_found, who,
                 "there is no key: set the environment variable " + variable + " (or " + variable +
                     "_FILE to the name of a file), or name another variable with \"key_env\" or "
                     "a file with \"key_file\"");
}

}  // namespace
}  // namespace voices

KeySource::KeySource() : state_(std::make_shared<const State>()) {}

Result<KeySource> KeySource::from(const ProviderConfig& provider,
                                  const EnvironmentLookup& environment) {
  auto found = voices::find_key(provider, environment);
  if (!found) return found.error();
  auto state = std::make_shared<State>();
  state->key = std::move(found->key);
  state->described = std::move(found->described);
  KeySource source;
  source.state_ = std::move(state);
  return source;
}

KeySource KeySource::callback(KeyCallback ask) {
  auto state = std::make_shared<State>();
  state->ask = std::move(ask);
  state->described = "callback";
  KeySource source;
  source.state_ = std::move(state);
  return source;
}

std::string KeySource::get(bool refused) const {
  if (!state_->ask) return state_->key;
  const std::string answer = state_->ask(refused);
  const std::string_view key = voices::ascii::trimmed(answer);
  return voices::is_sendable(key) ? std::string(key) : std::string();
}

bool KeySource::can_renew() const { return state_->ask != nullptr; }

const std::string& KeySource::described() const { return state_->described; }

}  // namespace skald
