#include "voices/transport/transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "voices/transport/ending.h"

namespace skald::voices {
namespace {

// A server that sends its last event and the end of the body in two writes gets this much of a
// chance to finish, so that its connection can be used again.
constexpr std::chrono::milliseconds kDrainTime{100};
constexpr std::size_t kDrainBytesMax = 16 * 1024;
constexpr std::chrono::milliseconds kLimitMax = std::chrono::hours(24 * 365);
constexpr long kBufferBytes = 16 * 1024;
constexpr long kIdleConnectionSecondsMax = 110;  // many servers close at 120

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool fits_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  curl_easy_setopt(easy, option, value);
}

}  // namespace

Transfer::Transfer(const HandleOptions& options, Agenda& its_agenda)
    : easy(curl_easy_init()), agenda_(its_agenda) {
  if (easy) set_constant_options(options);
}

void Transfer::set_constant_options(const HandleOptions& options) {
  CURL* const handle = easy.get();
  set(handle, CURLOPT_PRIVATE, this);
  set(handle, CURLOPT_ERRORBUFFER, words_.data());
  set(handle, CURLOPT_HEADERFUNCTION, &Transfer::header_came);
  set(handle, CURLOPT_HEADERDATA, this);
  set(handle, CURLOPT_WRITEFUNCTION, &Transfer::body_came);
  set(handle, CURLOPT_WRITEDATA, this);
  set(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(handle, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
  set(handle, CURLOPT_OPENSOCKETDATA, options.poller);
  set(handle, CURLOPT_CLOSESOCKETFUNCTION, &Transfer::close_socket);
  set(handle, CURLOPT_CLOSESOCKETDATA, options.poller);

  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_USERAGENT, "skald");
  set(handle, CURLOPT_NOPROXY, options.no_proxy.c_str());

  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);

  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_QUICK_EXIT, 1L);  // or a cancel would wait for a slow name server
  set(handle, CURLOPT_TCP_NODELAY, 1L);
  set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  set(handle, CURLOPT_MAXAGE_CONN, kIdleConnectionSecondsMax);
  set(handle, CURLOPT_BUFFERSIZE, kBufferBytes);
  set(handle, CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
}

curl_socket_t Transfer::open_socket(void* poller, curlsocktype, curl_sockaddr* address) {
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket >= 0) static_cast<SocketPoller*>(poller)->adopt(socket);
  return socket;
}

int Transfer::close_socket(void* poller, curl_socket_t socket) {
  static_cast<SocketPoller*>(poller)->forget(socket);
  return ::close(socket);
}

void Transfer::prepare(const HttpRequest& request, const HttpLimits& its_limits,
                       HttpSink& its_sink) {
  sink = &its_sink;
  limits_ = its_limits;
  for (auto limit : {&HttpLimits::first_byte, &HttpLimits::silence, &HttpLimits::total}) {
    limits_.*limit = std::min(limits_.*limit, kLimitMax);
  }
  verdict_ = {};
  has_verdict_ = bytes_came_ = head_done_ = false;
  body_bytes_ = drained_bytes_ = 0;
  request_body_bytes_ = request.body.size();
  words_[0] = '\0';
  started_at_ = Clock::now();

  CURL* const handle = easy.get();
  set_method(request);
  const auto connect_ms = std::clamp<std::int64_t>(limits_.connect.count(), 1, kLimitMax.count());
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_ms));
  // Over TLS rather share a connection than open one more. Without, curl would wait for an answer
  // before it opened a second one.
  const bool may_share = equal_ignoring_case(std::string_view(request.url).substr(0, 6), "https:");
  set(handle, CURLOPT_PIPEWAIT, may_share ? 1L : 0L);
  if (request.ca_file != ca_file_) {
    ca_file_ = request.ca_file;
    const char* system_ca_file = nullptr;
    curl_easy_getinfo(handle, CURLINFO_CAINFO, &system_ca_file);
    set(handle, CURLOPT_CAINFO, ca_file_.empty() ? system_ca_file : ca_file_.c_str());
  }
  phase = Phase::waiting;
  if (!fits_a_line(request.url) || !fits_a_line(request.method) || !set_headers(request)) {
    verdict_ = {HttpEnd::Kind::not_connected, false,
                "the URL or a header has a line break or a NUL in it, so nothing was sent"};
    phase = Phase::refused;
  } else if (curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str()) != CURLE_OK) {
    verdict_ = {HttpEnd::Kind::not_connected, false, "the URL is too long"};
    phase = Phase::refused;
  }
  has_verdict_ = phase == Phase::refused;
  may_be_due_earlier();
}

void Transfer::set_method(const HttpRequest& request) {
  CURL* const handle = easy.get();
  const char* custom = nullptr;
  if (request.method == "GET") {
    set(handle, CURLOPT_HTTPGET, 1L);
  } else if (request.method == "HEAD") {
    set(handle, CURLOPT_NOBODY, 1L);
  } else {
    set(handle, CURLOPT_POST, 1L);
    set(handle, CURLOPT_POSTFIELDS, request.body.data());
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    if (request.method != "POST") custom = request.method.c_str();
  }
  set(handle, CURLOPT_CUSTOMREQUEST, custom);
}

/// The list is ours, in memory that is used again: curl's own would allocate twice a header.
bool Transfer::set_headers(const HttpRequest& request) {
  header_text_.clear();
  header_list_.clear();
  bool has_content_type = false;
  for (const Header& header : request.headers) {
    if (!fits_a_line(header.name) || !fits_a_line(header.value)) return false;
    if (equal_ignoring_case(header.name, "content-type")) has_content_type = true;
    header_text_ += header.name;
    header_text_ += header.value.empty() ? ";" : ": ";  // curl's way to send an empty one
    header_text_ += header.value;
    header_text_ += '\0';
  }
  header_text_ += std::string_view("Expect:\0", 8);  // or large prompts wait a second
  if (!has_content_type) header_text_ += std::string_view("Content-Type:\0", 14);

  for (std::size_t at = 0; at < header_text_.size(); at = header_text_.find('\0', at) + 1) {
    header_list_.push_back({header_text_.data() + at, nullptr});
  }
  for (std::size_t i = 1; i < header_list_.size(); ++i) header_list_[i - 1].next = &header_list_[i];
  set(easy.get(), CURLOPT_HTTPHEADER, header_list_.data());
  return true;
}

std::size_t Transfer::header_came(char* data, std::size_t, std::size_t size, void* transfer) {
  return static_cast<Transfer*>(transfer)->take_header({data, size}) ? size : 0;
}

std::size_t Transfer::body_came(char* data, std::size_t, std::size_t size, void* transfer) {
  // On failure 0 would not differ from the size of an empty piece.
  return static_cast<Transfer*>(transfer)->take_body({data, size}) ? size : CURL_WRITEFUNC_ERROR;
}

/// False: curl shall break off.
bool Transfer::take_header(std::string_view line) {
  bytes_came_ = true;
  if (phase == Phase::cancelled) return false;
  if (head_done_) return true;  // a trailer
  if (line.starts_with("HTTP/")) {
    start_head(line);
  } else if (line != "\r\n" && line != "\n") {
    add_header(line);
  } else if (head_.status >= 200) {  // before it come answers such as 100 Continue
    head_done_ = true;
    sink->on_head(head_);
  }
  return phase != Phase::cancelled;
}

void Transfer::start_head(std::string_view status_line) {
  for (Header& header : head_.headers) spare_headers_.push_back(std::move(header));
  head_.headers.clear();
  head_.status = 0;
  status_line.remove_prefix(std::min(status_line.find(' '), status_line.size()));
  const std::string_view status = trimmed(status_line).substr(0, 3);
  std::from_chars(status.data(), status.data() + status.size(), head_.status);
}

void Transfer::add_header(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') return;  // a folded line; voices need none
  if (spare_headers_.empty()) spare_headers_.emplace_back();
  Header header = std::move(spare_headers_.back());
  spare_headers_.pop_back();
  const std::size_t colon = std::min(line.find(':'), line.size());
  header.name = trimmed(line.substr(0, colon));
  std::transform(header.name.begin(), header.name.end(), header.name.begin(), lower);
  header.value = trimmed(line.substr(std::min(colon + 1, line.size())));
  head_.headers.push_back(std::move(header));
}

/// False: curl shall break off.
bool Transfer::take_body(std::string_view bytes) {
  if (phase == Phase::cancelled) return false;
  if (phase != Phase::running) {
    drained_bytes_ += bytes.size();
    return drained_bytes_ <= kDrainBytesMax;
  }
  const bool is_first = body_bytes_ == 0;
  body_bytes_ += bytes.size();
  const std::string_view encoding = head_.header("content-encoding");
  if (!encoding.empty() && !equal_ignoring_case(encoding, "identity")) {
    verdict_ = {HttpEnd::Kind::broken, true,
                "the server sent " + std::string(encoding) + ", which was not asked for"};
    has_verdict_ = true;
    return false;
  }
  if (body_bytes_ > limits_.body_bytes_max) {
    verdict_ = ending_of(HttpEnd::Kind::too_large, limits_, true);
    has_verdict_ = true;
    return false;
  }
  const Reading reading = sink->on_bytes(bytes);
  if (phase == Phase::cancelled) return false;
  bytes_at_ = Clock::now();
  if (is_first || reading == Reading::progress) progress_at_ = bytes_at_;
  if (is_first) may_be_due_earlier();
  if (reading == Reading::stop) {
    phase = Phase::stopped;
    agenda_.to_settle.push_back(this);
  }
  return true;
}

bool Transfer::can_drain() const {
  curl_off_t sent = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  return static_cast<std::size_t>(sent) >= request_body_bytes_;
}

void Transfer::drain() {
  phase = Phase::draining;
  sink = nullptr;
  drain_until_ = Clock::now() + kDrainTime;
  may_be_due_earlier();
}

Transfer::Due Transfer::due() const {
  using Kind = HttpEnd::Kind;
  if (phase == Phase::draining) return {drain_until_, Kind::stopped};
  Due due{started_at_ + limits_.first_byte, Kind::first_byte_timeout};
  if (body_bytes_ > 0) {
    const Clock::time_point at =
        std::min(bytes_at_ + limits_.silence, progress_at_ + 4 * limits_.silence);
    due = {at, Kind::silence_timeout};
  }
  const Clock::time_point total = started_at_ + limits_.total;
  return due.at < total ? due : Due{total, Kind::total_timeout};
}

void Transfer::may_be_due_earlier() {
  agenda_.next_deadline = std::min(agenda_.next_deadline, due().at);
}

HttpEnd Transfer::end_of(CURLcode result) const {
  if (has_verdict_) return verdict_;
  return ending_of(easy.get(), result, words_.data(), bytes_came_);
}

HttpEnd Transfer::end_of(HttpEnd::Kind limit) const {
  return ending_of(limit, limits_, bytes_came_);
}

}  // namespace skald::voices
