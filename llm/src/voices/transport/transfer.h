// One request and its response: a curl handle that is used again for later ones, with all that it
// needs to keep. Transport moves transfers through their phases.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "voices/http.h"
#include "voices/transport/socket_poller.h"
#include "voices/transport/transport.h"

namespace skald::voices {

using Clock = std::chrono::steady_clock;  // the only clock of voices that is not handed in

struct Transfer;

/// What transfers leave for Transport to do once curl has returned.
struct Agenda {
  Clock::time_point next_deadline = Clock::time_point::max();  // none is earlier than this
  std::vector<Transfer*> to_settle{};
};

/// The options that all handles share.
struct HandleOptions {
  std::string no_proxy{};
  SocketPoller* poller = nullptr;  // hears of sockets that are closed
};

struct Transfer {
  enum class Phase : std::uint8_t {
    idle,     // in the pool
    waiting,  // started where curl could not take it: inside a callback
    refused,  // will not be sent: `verdict` says why
    running,
    stopped,    // the sink has had enough and has not been told of the end yet
    draining,   // stopped and told; a rest that comes at once saves the connection
    cancelled,  // inside a callback; the sink is never called again
  };

  Transfer(const HandleOptions& options, Agenda& its_agenda);

  /// Sets the handle up. Without success the phase is `refused`.
  void prepare(const HttpRequest& request, const HttpLimits& its_limits, HttpSink& its_sink);
  /// May the rest of the response still come, now that the request need not live any more?
  bool can_drain() const;
  void drain();
  /// When it ends unless something happens, and as what.
  struct Due {
    Clock::time_point at{};
    HttpEnd::Kind kind = HttpEnd::Kind::total_timeout;
  };
  Due due() const;
  HttpEnd end_of(CURLcode result) const;
  HttpEnd end_of(HttpEnd::Kind limit) const;

  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  std::unique_ptr<CURL, Cleanup> easy;
  Transport::Id id = 0;
  std::size_t place = 0;  // among the transfers in use
  Phase phase = Phase::idle;
  bool added = false;  // to curl
  HttpSink* sink = nullptr;

 private:
  static std::size_t header_came(char* data, std::size_t one, std::size_t size, void* transfer);
  static curl_socket_t open_socket(void* poller, curlsocktype, curl_sockaddr* address);
  static int close_socket(void* poller, curl_socket_t socket);
  static std::size_t body_came(char* data, std::size_t one, std::size_t size, void* transfer);
  void set_constant_options(const HandleOptions& options);
  bool set_headers(const HttpRequest& request);
  void set_method(const HttpRequest& request);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void start_head(std::string_view status_line);
  void add_header(std::string_view line);
  void may_be_due_earlier();

  Agenda& agenda_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  HttpLimits limits_;
  HttpEnd verdict_;  // ours, if has_verdict_
  bool has_verdict_ = false;
  bool bytes_came_ = false;
  bool head_done_ = false;
  std::size_t body_bytes_ = 0;
  std::size_t request_body_bytes_ = 0;
  std::size_t drained_bytes_ = 0;
  Clock::time_point started_at_{};
  Clock::time_point bytes_at_{};
  Clock::time_point progress_at_{};
  Clock::time_point drain_until_{};
  HttpHead head_;
  std::string ca_file_;                  // as the handle has it
  std::vector<Header> spare_headers_;    // their memory is used again
  std::string header_text_;              // "Name: value", each with a NUL
  std::vector<curl_slist> header_list_;  // into header_text_
};

}  // namespace skald::voices
