// What voices and the transport say to each other: requests, and what happens to them. Providers
// make and read these without touching a socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skald::voices {

struct Header {
  std::string name;
  std::string value;
};

/// Four separate limits: none of them stands in for another.
struct HttpLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds first_byte{60'000};  // from the start to the first byte of a body
  std::chrono::milliseconds silence{30'000};     // between events; pings alone extend it four times
  std::chrono::milliseconds total{600'000};
  std::size_t body_bytes_max = 64U << 20;  // of a whole response; a stream is bounded per event
};

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<Header> headers;  // may hold keys: never printed
  std::string body;
  std::string ca_file{};  // certificates to trust instead of the system's
};

/// The response's status line and headers, as far as voices read them.
struct HttpHead {
  int status = 0;
  std::vector<Header> headers;  // names in lower case

  /// The value of a header by its lower-case name; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// How a transfer ended.
struct HttpEnd {
  enum class Kind : std::uint8_t {
    complete,       // the whole body came
    not_connected,  // name not found, refused, unreachable, proxy trouble
    tls_failed,     // the certificate or the handshake
    broken,         // the connection broke after it was made
    connect_timeout,
    first_byte_timeout,
    silence_timeout,
    total_timeout,
    too_large,  // more than body_bytes_max
    stopped,    // by the sink
  };
  Kind kind = Kind::complete;
  bool bytes_came = false;  // any byte of the response
  std::string detail{};     // the transport's own words, without headers or URL queries
};

/// What a sink made of bytes, for the silence limit.
enum class Reading : std::uint8_t {
  progress,  // something was learned
  alive,     // a comment, a ping, or part of an event
  stop,      // enough: the answer is complete or beyond repair; on_end(stopped) follows
};

/// Receives one transfer, on the I/O thread. After a cancel no call is made.
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  virtual void on_head(const HttpHead& head) = 0;
  virtual Reading on_bytes(std::string_view bytes) = 0;
  virtual void on_end(const HttpEnd& end) = 0;
};

}  // namespace skald::voices
