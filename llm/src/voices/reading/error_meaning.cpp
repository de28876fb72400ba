#include "voices/reading/error_meaning.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "voices/config/ascii.h"

namespace skald::voices {
namespace {

/// A word that providers use, and what it means.
struct Meaning {
  std::string_view words;
  Why why;
};

// Names that say it all, whatever the status. Of several, the first here counts: servers put a
// general type beside a telling code.
constexpr Meaning kNames[] = {
    {"insufficient_quota", Why::quota_exhausted},
    {"credit_balance_exhausted", Why::quota_exhausted},
    {"organization_spend_limit_exceeded", Why::quota_exhausted},
    {"project_spend_limit_exceeded", Why::quota_exhausted},
    {"organization_usage_limit_exceeded", Why::quota_exhausted},
    {"enforced_spend_limit_reached", Why::quota_exhausted},
    {"billing_hard_limit_reached", Why::quota_exhausted},
    {"billing_not_active", Why::quota_exhausted},
    {"billing_error", Why::quota_exhausted},
    {"insufficient_credits", Why::quota_exhausted},
    {"context_length_exceeded", Why::context_too_long},
    {"exceed_context_size_error", Why::context_too_long},
    {"model_context_window_exceeded", Why::context_too_long},
    {"request_too_large", Why::context_too_long},
    {"string_above_max_length", Why::context_too_long},
    {"content_filter", Why::content_filtered},
    {"content_policy_violation", Why::content_filtered},
    {"content_policy", Why::content_filtered},
    {"responsibleaipolicyviolation", Why::content_filtered},
    {"api_key_invalid", Why::auth},
    {"invalid_api_key", Why::auth},
    {"authentication_error", Why::auth},
    {"unauthenticated", Why::auth},
    {"permission_error", Why::auth},
    {"permission_denied", Why::auth},
    {"model_not_found", Why::model_not_found},
    {"rate_limit_exceeded", Why::rate_limited},
    {"rate_limit_error", Why::rate_limited},
    {"slow_down", Why::rate_limited},
    {"too_many_requests", Why::rate_limited},
    {"resource_exhausted", Why::rate_limited},
    {"overloaded_error", Why::overloaded},
    {"server_is_overloaded", Why::overloaded},
    {"service_unavailable_error", Why::overloaded},
    {"unavailable_error", Why::overloaded},
    {"unavailable", Why::overloaded},
    {"timeout_error", Why::timeout},
    {"deadline_exceeded", Why::timeout},
};

// Names that only count where there is no status.
constexpr Meaning kGeneralNames[] = {
    {"not_found_error", Why::model_not_found},
    {"invalid_request_error", Why::bad_request},
    {"invalid_argument", Why::bad_request},
    {"invalid_prompt", Why::bad_request},
    {"api_error", Why::overloaded},
    {"server_error", Why::overloaded},
    {"internal_error", Why::overloaded},
    {"internal_server_error", Why::overloaded},
    {"internal", Why::overloaded},
};

// Parts of messages that say more than the status does. Never for 429: limits count tokens too.
constexpr Meaning kMessages[] = {
    {"credit balance is too low", Why::quota_exhausted},
    {"insufficient credit", Why::quota_exhausted},
    {"insufficient balance", Why::quota_exhausted},
    {"maximum context length", Why::context_too_long},
    {"prompt is too long", Why::context_too_long},
    {"prompt too long", Why::context_too_long},
    {"input is too long", Why::context_too_long},
    {"input length exceeds", Why::context_too_long},
    {"exceeds the context", Why::context_too_long},
    {"available context size", Why::context_too_long},
    {"exceed context limit", Why::context_too_long},
    {"context length exceeded", Why::context_too_long},
    {"context window", Why::context_too_long},
    {"input token count", Why::context_too_long},
    {"content management policy", Why::content_filtered},
    {"content policy", Why::content_filtered},
    {"content filter", Why::content_filtered},
    {"safety system", Why::content_filtered},
    {"api key not valid", Why::auth},
    {"invalid api key", Why::auth},
    {"incorrect api key", Why::auth},
    {"try pulling it", Why::model_not_found},
    {"model not found", Why::model_not_found},
    {"unknown model", Why::model_not_found},
    {"no such model", Why::model_not_found},
    {"invalid model", Why::model_not_found},
    {"not a valid model", Why::model_not_found},
};

// The same, where there is no status.
constexpr Meaning kGeneralMessages[] = {
    {"rate limit", Why::rate_limited},  {"too many requests", Why::rate_limited},
    {"overloaded", Why::overloaded},    {"server busy", Why::overloaded},
    {"loading model", Why::overloaded}, {"at capacity", Why::overloaded},
    {"timed out", Why::timeout},        {"unauthorized", Why::auth},
};

std::optional<Why> named(const ToldError& told, std::span<const Meaning> meanings) {
  for (const Meaning& meaning : meanings) {
    if (told.code == meaning.words || told.type == meaning.words || told.status == meaning.words) {
      return meaning.why;
    }
  }
  return std::nullopt;
}

std::optional<Why> worded(std::string_view message, std::span<const Meaning> meanings) {
  for (const Meaning& meaning : meanings) {
    if (message.find(meaning.words) != std::string_view::npos) return meaning.why;
  }
  return std::nullopt;
}

Why meaning_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return Why::auth;
    case 402:
      return Why::quota_exhausted;
    case 408:
    case 504:
    case 524:
      return Why::timeout;
    case 413:  // bodies are bounded by what a model can read
      return Why::context_too_long;
    case 429:
      return Why::rate_limited;
    case 409:
    case 425:
      return Why::overloaded;
    case 499:
      return Why::bad_response;
    case 501:
    case 505:
      return Why::bad_request;
    default:
      break;
  }
  if (status >= 500) return Why::overloaded;
  return status >= 400 ? Why::bad_request : Why::bad_response;
}

bool is_success(int status) { return status < 300; }

/// The response's status, or the one that an error inside a success tells of itself.
int told_status(int status, const ToldError& told) {
  if (!is_success(status)) return status;
  return told.number >= 400 && told.number < 600 ? static_cast<int>(told.number) : 0;
}

/// "model 'x' not found": x.
std::string quoted_name(std::string_view message) {
  const std::size_t begin = message.find_first_of("'\"`");
  if (begin == std::string_view::npos) return {};
  const std::size_t end = message.find(message[begin], begin + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view name = message.substr(begin + 1, end - begin - 1);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return ascii::is_word(c) || c == '-' || c == '.' || c == ':' || c == '/';
  });
  return plain && !name.starts_with('-') ? std::string(name) : std::string();
}

/// The advice is a command that people copy: only what a model can be called goes into it.
bool is_model_name(std::string_view name) {
  constexpr std::size_t kBytesMax = 100;
  constexpr std::string_view kOthers = "-.:/";
  return !name.empty() && name.size() <= kBytesMax && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [=](char c) {
           return ascii::is_word(c) || kOthers.find(c) != std::string_view::npos;
         });
}

}  // namespace

Why meaning_of(int response_status, const ToldError& told) {
  const int status = told_status(response_status, told);
  if (const auto why = named(told, kNames)) return *why;
  const std::string message = ascii::lower(told.message);
  if (status != 429) {
    if (const auto why = worded(message, kMessages)) return *why;
  }
  const bool about_model = message.find("model") != std::string::npos;
  if (status == 404) return about_model ? Why::model_not_found : Why::bad_request;
  if (status != 0) return meaning_of_status(status);
  if (const auto why = named(told, kGeneralNames)) return *why;
  return worded(message, kGeneralMessages).value_or(Why::bad_response);
}

std::string advice_on(int status, Why why, const ToldError& told) {
  if (why == Why::model_not_found && told.message.find("pull") != std::string::npos) {
    std::string name = quoted_name(told.message);
    if (!is_model_name(name)) name = "NAME";
    return "Pull it first: `skald models pull " + name + "` or `ollama pull " + name + "`.";
  }
  if (why == Why::bad_request && (status == 404 || status == 405)) {
    return "Check the endpoint's address: there is no such interface there.";
  }
  if (why == Why::overloaded && ascii::lower(told.message).find("loading") != std::string::npos) {
    return "Wait until the server has loaded the model, and try again.";
  }
  if (status == 407) return "Check the proxy that the environment names, and its password.";
  return std::string(advice_for(why));
}

}  // namespace skald::voices
