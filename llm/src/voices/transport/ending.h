// How curl's result becomes an HttpEnd.
#pragma once

#include <curl/curl.h>

#include <string>

#include "voices/http.h"

namespace skald::voices {

/// `easy` is done with `result`; `words` is its error buffer.
HttpEnd ending_of(CURL* easy, CURLcode result, const char* words, bool bytes_came);

/// The end by one of our own limits, which are in `limits`.
HttpEnd ending_of(HttpEnd::Kind limit, const HttpLimits& limits, bool bytes_came);

}  // namespace skald::voices
