#include "voices/providers/ollama/ollama_endpoint.h"

#include <algorithm>
#include <cstddef>

namespace skald::voices {
namespace {

constexpr std::string_view kPort = "11434";

struct Authority {
  std::string_view host;  // without brackets
  std::string_view port;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n\"'";  // quotes that a shell did not take off
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

void take_slashes(std::string_view& path) {
  while (take_end(path, "/")) {
  }
}

std::string_view base_of(std::string_view path) {
  take_slashes(path);
  if (!take_end(path, "/v1")) take_end(path, "/api");
  take_slashes(path);
  return path;
}

/// "host", "host:1", ":1", "[::1]:1" or "::1".
Authority split(std::string_view text) {
  constexpr std::size_t kNone = std::string_view::npos;
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.rfind(':');
  const bool bare_ipv6 = bracket == kNone && text.find(':') != colon;
  const bool has_port = colon != kNone && !bare_ipv6 && (bracket == kNone || colon > bracket);
  Authority authority{has_port ? text.substr(0, colon) : text, {}};
  if (has_port) authority.port = text.substr(colon + 1);
  if (authority.host.starts_with('[') && take_end(authority.host, "]")) {
    authority.host.remove_prefix(1);
  }
  return authority;
}

std::string host_to_reach(std::string_view host) {
  if (host.empty() || host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  const bool ipv6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return ipv6 ? '[' + std::string(host) + ']' : std::string(host);
}

}  // namespace

std::string ollama_endpoint(std::string_view given) {
  constexpr std::string_view kBehindScheme = "://";
  std::string_view rest = trimmed(given);
  const std::size_t scheme_end = rest.find(kBehindScheme);
  const bool has_scheme = scheme_end != std::string_view::npos;
  std::string url(has_scheme ? rest.substr(0, scheme_end) : "http");
  if (has_scheme) rest.remove_prefix(scheme_end + kBehindScheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const Authority authority = split(rest.substr(0, slash));
  const std::string_view port = authority.port.empty() && !has_scheme ? kPort : authority.port;
  url += kBehindScheme;
  url += host_to_reach(authority.host);
  if (!port.empty()) {
    url += ':';
    url += port;
  }
  url += base_of(rest.substr(slash));
  return url;
}

}  // namespace skald::voices
