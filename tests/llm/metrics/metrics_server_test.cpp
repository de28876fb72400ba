#include "voices/metrics/metrics_server.h"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "llm/metrics/prometheus_checker.h"

namespace skald::voices {
namespace {

using namespace std::chrono_literals;

struct Response {
  long status = 0;
  std::string type{};
  std::string body{};
};

std::size_t keep(const char* bytes, std::size_t one, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, one * count);
  return one * count;
}

Response get(std::uint16_t port, const std::string& path, const char* host = "127.0.0.1") {
  Response response;
  CURL* curl = ::curl_easy_init();
  const std::string url = std::string("http://") + host + ":" + std::to_string(port) + path;
  ::curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  ::curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  ::curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // as Prometheus: packed, if possible
  ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
  if (::curl_easy_perform(curl) == CURLE_OK) {
    const char* type = nullptr;
    ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    ::curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) response.type = type;
  }
  ::curl_easy_cleanup(curl);
  return response;
}

/// A connection on which a test says what it likes.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    ::sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::sockaddr any{};
    std::memcpy(&any, &address, sizeof any);
    EXPECT_EQ(::connect(socket_, &any, sizeof any), 0);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void say(const std::string& bytes) const {
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// Waits until the other side closes the connection.
  void wait_for_end() const {
    char byte = 0;
    while (::recv(socket_, &byte, 1, 0) > 0) {
    }
  }

 private:
  int socket_;
};

class AMetricsServer : public testing::Test {
 protected:
  AMetricsServer() {
    metrics_.attempt_ended(metrics_.place({"openai", "gpt-4o-mini", "api.openai.com", 443}), {});
  }
  std::optional<MetricsServer> open(
      std::uint32_t port = 0,
      std::chrono::milliseconds connection_max = MetricsServer::kConnectionMax) {
    auto opened = MetricsServer::open(metrics_, port, connection_max);
    if (opened) return std::move(*opened);
    ADD_FAILURE() << opened.error().message;
    return std::nullopt;
  }

  Metrics metrics_;
};

TEST_F(AMetricsServer, AnswersAScrape) {
  const auto server = open();
  const Response response = get(server->port(), "/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(response.body, metrics_.to_prometheus());
  EXPECT_EQ(test::read_prometheus(response.body).faults, std::vector<std::string>{});
  EXPECT_EQ(get(server->port(), "/metrics").body, response.body);
}

TEST_F(AMetricsServer, HasNoOtherRoute) {
  const auto server = open();
  for (const char* path : {"/", "/metrics/", "/metrics/x", "/metricsx", "/../metrics/.."}) {
    EXPECT_EQ(get(server->port(), path).status, 404) << path;
  }
}

TEST_F(AMetricsServer, ListensOnNothingButLoopback) {
  const auto server = open();
  EXPECT_EQ(get(server->port(), "/metrics", "127.0.0.2").status, 0);
}

TEST_F(AMetricsServer, RefusesATakenPort) {
  const auto server = open();
  const auto second = MetricsServer::open(metrics_, server->port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::io);
  EXPECT_NE(second.error().message.find("metrics.port " + std::to_string(server->port())),
            std::string::npos);
  EXPECT_EQ(get(server->port(), "/metrics").status, 200);
}

TEST_F(AMetricsServer, RefusesAPortThatThereIsNot) {
  const auto server = MetricsServer::open(metrics_, 65'536);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, ErrorCode::invalid_argument);
}

TEST_F(AMetricsServer, GivesItsPortBackWhenItEnds) {
  auto server = open();
  const std::uint16_t port = server->port();
  EXPECT_EQ(get(port, "/metrics").status, 200);
  server.reset();
  EXPECT_EQ(get(port, "/metrics").status, 0);
  EXPECT_TRUE(open(port));
}

TEST_F(AMetricsServer, EndsWhateverItsClientsDo) {
  auto server = open(0, 1h);
  const RawClient halfway(server->port());
  halfway.say("GET /metrics HT");
  const RawClient silent(server->port());
  server.reset();  // would wait for an hour
  halfway.wait_for_end();
  silent.wait_for_end();
}

TEST_F(AMetricsServer, CutsOffASilentClientAndServesTheNext) {
  const auto server = open(0, 100ms);
  const RawClient silent(server->port());
  EXPECT_EQ(get(server->port(), "/metrics").status, 200);
}

TEST_F(AMetricsServer, SurvivesWhatIsNoRequest) {
  const auto server = open();
  for (const std::string& words : {std::string("\r\n\r\n"), std::string("BREW / COFFEE/1\r\n\r\n"),
                                   "GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\n\r\n",
                                   std::string("POST /metrics HTTP/1.1\r\nContent-Length: "
                                               "99999999999\r\n\r\n")}) {
    const RawClient client(server->port());
    client.say(words);
  }
  EXPECT_EQ(get(server->port(), "/metrics").status, 200);
}

TEST_F(AMetricsServer, LeavesTheProgramsSignalsAlone) {
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  const auto server = open();
  EXPECT_EQ(std::signal(SIGPIPE, before), SIG_DFL);
}

TEST_F(AMetricsServer, IsReadWhileVoicesCount) {
  const auto server = open();
  std::thread io([this] {
    const auto place = metrics_.place({"openai", "gpt-4o-mini", "api.openai.com", 443});
    for (int i = 0; i < 10'000; ++i) metrics_.attempt_ended(place, {});
  });
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(test::read_prometheus(get(server->port(), "/metrics").body).faults,
              std::vector<std::string>{});
  }
  io.join();
}

}  // namespace
}  // namespace skald::voices
