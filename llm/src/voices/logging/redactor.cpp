#include "voices/logging/redactor.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace skald::voices {
namespace {

constexpr std::size_t kSecretBytesMin = 8;

struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Stretch> covered(std::string_view text, const std::vector<std::string>& secrets) {
  std::vector<Stretch> found;
  for (const std::string& secret : secrets) {
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + 1)) {
      found.push_back({at, at + secret.size()});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  return found;
}

}  // namespace

void Redactor::hide(std::string secret) {
  if (secret.size() < kSecretBytesMin) return;
  if (std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end()) return;
  secrets_.push_back(std::move(secret));
}

std::string Redactor::shown(std::string_view text) const {
  std::string result;
  std::size_t from = 0;
  bool hidden = false;  // what is before `from`
  for (const Stretch& stretch : covered(text, secrets_)) {
    const bool goes_on = hidden && stretch.begin < from;
    if (!goes_on) {
      result.append(text.substr(from, stretch.begin - from)).append("[key]");
    }
    from = std::max(from, stretch.end);
    hidden = true;
  }
  return result.append(text.substr(from));
}

}  // namespace skald::voices
