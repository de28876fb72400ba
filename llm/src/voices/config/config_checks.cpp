#include "voices/config/config_checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "voices/config/ascii.h"

namespace skald::voices {
namespace {

constexpr std::size_t kKeyBytesMin = 8;
constexpr std::size_t kRunBytesMin = 24;

std::string_view fault_in_port(std::string_view port) {
  unsigned number = 0;
  const char* end = port.data() + port.size();
  const auto read = std::from_chars(port.data(), end, number);
  const bool whole = read.ec == std::errc{} && read.ptr == end;
  return whole && number >= 1 && number <= 65535 ? "" : "has a port that is not from 1 to 65535";
}

std::string_view fault_in_authority(std::string_view authority) {
  if (authority.find('@') != std::string_view::npos) {
    return "holds a user name or a password; name a key with 'key_env' or 'key_file', or send a "
           "header with ${NAME}";
  }
  const bool in_brackets = authority.substr(0, 1) == "[";
  const std::size_t bracket = authority.find(']');
  if (in_brackets && bracket == std::string_view::npos) return "has a [ without ]";
  const std::size_t host_end = in_brackets ? bracket + 1 : authority.find(':');
  const std::string_view host = authority.substr(0, host_end);
  if (host.empty() || host == "[]") return "has no host behind ://";
  if (host.size() == authority.size()) return "";
  const std::string_view rest = authority.substr(host.size());
  if (rest.front() != ':') return "has something between ] and the path";
  return fault_in_port(rest.substr(1));
}

bool is_identifier(std::string_view text) {
  if (text.empty() || ascii::is_digit(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return ascii::is_word(c); });
}

bool carries_key(std::string_view header) {
  constexpr std::array<std::string_view, 7> kNames = {
      "authorization", "proxy-authorization", "cookie",      "x-api-key",
      "api-key",       "x-goog-api-key",      "x-auth-token"};
  return std::find(kNames.begin(), kNames.end(), ascii::lower(header)) != kNames.end();
}

/// What is left of a value without its variables; nothing if a "${" is not one.
bool take_variables_out(std::string_view value, std::string& literal, bool& has_variable) {
  std::size_t at = 0;
  for (VariablePlace place = next_variable(value, 0); place.begin != std::string_view::npos;
       place = next_variable(value, at)) {
    if (place.end == std::string_view::npos || !is_identifier(place.name)) return false;
    literal += value.substr(at, place.begin - at);
    at = place.end;
    has_variable = true;
  }
  literal += value.substr(at);
  return true;
}

}  // namespace

bool starts_like_key(std::string_view text) {
  constexpr std::array<std::string_view, 13> kBeginnings = {
      "sk-",  "sk_",  "AIza",   "ghp_", "github_pat_", "hf_", "gsk_",
      "xai-", "AKIA", "nvapi-", "r8_",  "ya29.",       "eyJ"};
  if (text.size() < kKeyBytesMin) return false;
  const auto starts = [&](std::string_view begin) { return text.substr(0, begin.size()) == begin; };
  const auto found = std::find_if(kBeginnings.begin(), kBeginnings.end(), starts);
  if (found == kBeginnings.end()) return false;
  // "hf_token" is the name of a variable.
  return found->back() != '_' || std::any_of(text.begin(), text.end(), ascii::is_digit);
}

bool looks_like_key(std::string_view text) {
  std::size_t run = 0;
  std::size_t digits = 0;
  bool at_word = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (at_word && starts_like_key(text.substr(i))) return true;
    at_word = !ascii::is_word(text[i]) && text[i] != '-';
    const bool in_run = ascii::is_letter(text[i]) || ascii::is_digit(text[i]);
    run = in_run ? run + 1 : 0;
    digits = in_run ? digits + (ascii::is_digit(text[i]) ? 1 : 0) : 0;
    if (run >= kRunBytesMin && digits > 0 && digits < run) return true;
  }
  return false;
}

std::string shown(std::string_view text) {
  if (looks_like_key(text)) return "(something that looks like a key)";
  std::string quoted = "'";
  quoted += text;
  quoted += '\'';
  return quoted;
}

bool holds_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), ascii::is_control);
}

std::string_view fault_in_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string scheme = ascii::lower(text.substr(0, colon));
  if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return "must start with http:// or https://";
  }
  const auto odd = [](char c) { return ascii::is_control(c) || c == ' ' || c == '\\'; };
  if (std::any_of(text.begin(), text.end(), odd)) {
    return "holds a space, a backslash or a control character";
  }
  const std::string_view rest = text.substr(colon + 3);
  const std::string_view fault = fault_in_authority(rest.substr(0, rest.find_first_of("/?#")));
  if (!fault.empty()) return fault;
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return "holds a query or a fragment (from ? or # on); a base URL ends before them";
  }
  return "";
}

std::string_view fault_in_provider_name(std::string_view text) {
  const auto plain = [](char c) { return ascii::is_word(c) || c == '-' || c == '.'; };
  if (looks_like_key(text)) return "looks like a key";
  const bool good =
      !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), plain);
  return good ? "" : "must be 1 to 64 letters, digits, '-', '_' or '.'";
}

std::string_view fault_in_variable_name(std::string_view text) {
  if (text.empty() || (is_identifier(text) && !looks_like_key(text))) return "";
  return "must be the name of an environment variable that holds the key, not the key itself";
}

std::string_view fault_in_key_file(std::string_view text) {
  // A folder's name may well look like a key.
  if (text.find('/') == std::string_view::npos && looks_like_key(text)) {
    return "must be the name of a file that holds the key, not the key itself";
  }
  return holds_control_character(text) ? "holds a control character" : "";
}

std::string_view fault_in_path(std::string_view text) {
  if (text.empty()) return "";
  if (text.front() != '/') return "must start with /";
  if (looks_like_key(text)) {
    return "holds what looks like a key; name it with 'key_env' or 'key_file', or send a header "
           "with ${NAME}";
  }
  const auto odd = [](char c) { return ascii::is_control(c) || c == ' '; };
  return std::any_of(text.begin(), text.end(), odd) ? "holds a space or a control character" : "";
}

std::string_view fault_in_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return "must be a JSON pointer, such as '/a/0/b'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (next != '0' && next != '1') return "must write ~ as ~0 (and a / within a name as ~1)";
  }
  return "";
}

std::string_view fault_in_keep_alive(std::string_view text) {
  constexpr std::string_view kFault =
      "must be a duration such as '10m' or '1h30m', a number of "
      "seconds, or '-1' for ever";
  constexpr std::array<std::string_view, 6> kUnits = {"ms", "us", "ns", "h", "m", "s"};
  if (text.substr(0, 1) == "-") text.remove_prefix(1);
  for (bool first = true; first || !text.empty(); first = false) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    if (digits == 0 || !ascii::is_digit(text[0]) || !ascii::is_digit(text[digits - 1])) {
      return kFault;
    }
    if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), '.') > 1) {
      return kFault;
    }
    text.remove_prefix(digits);
    if (first && text.empty()) return "";  // seconds
    const auto starts = [&](std::string_view unit) { return text.substr(0, unit.size()) == unit; };
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), starts);
    if (unit == kUnits.end()) return kFault;
    text.remove_prefix(unit->size());
  }
  return "";
}

std::string_view fault_in_header_name(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  const auto allowed = [&](char c) {
    return ascii::is_word(c) || kOthers.find(c) != std::string_view::npos;
  };
  if (looks_like_key(text)) return "looks like a key";
  if (text.empty() || !std::all_of(text.begin(), text.end(), allowed)) {
    return "is not a header's name: letters, digits and '-'";
  }
  const std::string name = ascii::lower(text);
  const bool ours = name == "content-length" || name == "transfer-encoding" ||
                    name == "content-type" || name == "connection";
  return ours ? "is a header that Skald sets itself" : "";
}

std::string_view fault_in_header_value(std::string_view header, std::string_view value) {
  if (holds_control_character(value)) return "has a value with a control character";
  std::string literal;
  bool has_variable = false;
  if (!take_variables_out(value, literal, has_variable)) {
    return "has a value with a ${ that is not followed by a variable's name and }";
  }
  if (looks_like_key(literal) || (carries_key(header) && !has_variable)) {
    return "has a value that looks like a key: put it in an environment variable and write ${NAME}";
  }
  return "";
}

VariablePlace next_variable(std::string_view value, std::size_t from) {
  VariablePlace place;
  place.begin = value.find("${", from);
  if (place.begin == std::string_view::npos) return place;
  const std::size_t brace = value.find('}', place.begin);
  if (brace == std::string_view::npos) return place;
  place.end = brace + 1;
  place.name = value.substr(place.begin + 2, brace - place.begin - 2);
  return place;
}

}  // namespace skald::voices
