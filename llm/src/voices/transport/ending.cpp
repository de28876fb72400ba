#include "voices/transport/ending.h"

#include <string_view>

namespace skald::voices {
namespace {

/// Was there a connection, made for this transfer or reused?
bool was_connected(CURL* easy) {
  const char* address = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
  return address != nullptr && *address != '\0';
}

bool proxy_refused(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return status != 0 && status / 100 != 2;
}

HttpEnd::Kind kind_of(CURL* easy, CURLcode result) {
  using Kind = HttpEnd::Kind;
  switch (result) {
    case CURLE_OK:
      return Kind::complete;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_URL_MALFORMAT:
    case CURLE_PROXY:
      return Kind::not_connected;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
      return Kind::tls_failed;
    // curl times nothing but the connecting: the other limits are ours.
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::connect_timeout;
    default:
      return was_connected(easy) && !proxy_refused(easy) ? Kind::broken : Kind::not_connected;
  }
}

/// Without the query of any URL in it: queries may hold keys.
std::string without_queries(std::string_view words) {
  std::string safe;
  bool in_query = false;
  for (const char c : words) {
    if (c == ' ' || c == '\'' || c == '"') in_query = false;
    if (!in_query) safe += c;
    if (c == '?') in_query = true;
  }
  return safe;
}

std::string in_ms(std::chrono::milliseconds time) { return std::to_string(time.count()) + " ms"; }

}  // namespace

HttpEnd ending_of(CURL* easy, CURLcode result, const char* words, bool bytes_came) {
  HttpEnd end{kind_of(easy, result), bytes_came};
  if (end.kind == HttpEnd::Kind::complete) return end;
  end.detail = without_queries(*words != '\0' ? words : curl_easy_strerror(result));
  return end;
}

HttpEnd ending_of(HttpEnd::Kind limit, const HttpLimits& limits, bool bytes_came) {
  HttpEnd end{limit, bytes_came};
  if (limit == HttpEnd::Kind::first_byte_timeout) {
    end.detail = "no byte of a body came within " + in_ms(limits.first_byte);
  } else if (limit == HttpEnd::Kind::silence_timeout) {
    end.detail =
        "nothing new came for " + in_ms(limits.silence) + ", or four times that with pings";
  } else if (limit == HttpEnd::Kind::total_timeout) {
    end.detail = "it was not finished after " + in_ms(limits.total);
  } else if (limit == HttpEnd::Kind::too_large) {
    end.detail = "the body has more than " + std::to_string(limits.body_bytes_max) + " bytes";
  }
  return end;
}

}  // namespace skald::voices
