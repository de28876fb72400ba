// One HTTP request of a test's own, to look at what another program serves.
#pragma once

#include <curl/curl.h>

#include <string>

namespace skald::test {

struct Fetched {
  long status = 0;  // 0: there was no answer
  std::string body{};
};

/// GET; or POST, if there is something to send.
inline Fetched fetch(const std::string& url, const std::string& sent = {}) {
  Fetched fetched;
  CURL* curl = ::curl_easy_init();
  const auto keep = +[](const char* bytes, std::size_t one, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, one * count);
    return one * count;
  };
  ::curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  ::curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &fetched.body);
  if (!sent.empty()) ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sent.c_str());
  if (::curl_easy_perform(curl) == CURLE_OK) {
    ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &fetched.status);
  }
  ::curl_easy_cleanup(curl);
  return fetched;
}

}  // namespace skald::test
