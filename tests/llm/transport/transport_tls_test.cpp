// The transport over TLS, against servers that we did not write.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/fault_server.h"
#include "support/temporary_folder.h"
#include "voices/transport/transport.h"

namespace skald::voices {
namespace {

constexpr const char* kRemedy = "run tools/setup test";

using namespace std::chrono_literals;
using Kind = HttpEnd::Kind;

struct Listener final : HttpSink {
  void on_head(const HttpHead& head) override { status = head.status; }
  Reading on_bytes(std::string_view bytes) override {
    body += bytes;
    if (at_bytes) at_bytes();
    return wants_more ? Reading::progress : Reading::stop;
  }
  void on_end(const HttpEnd& its_end) override {
    ended = true;
    end = its_end;
  }
  std::function<void()> at_bytes;
  bool wants_more = true;
  bool ended = false;
  int status = 0;
  HttpEnd end;
  std::string body;
};

class TransportTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 "
        "-addext subjectAltName=IP:127.0.0.1 -keyout " +
        folder_.file("key") + " -out " + folder_.file("certificate") + " >" + folder_.file("said") +
        " 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << "openssl makes no certificate: " << kRemedy;
  }

  static Transport open() { return std::move(*Transport::open()); }
  /// Trusts `ca_file`; empty: what the system does.
  HttpRequest get(const std::string& host, const std::string& target,
                  const std::string& ca_file) const {
    return {"GET", "https://" + host + ":" + std::to_string(port_) + target, {}, "", ca_file};
  }
  static Listener finish(Transport& transport, const HttpRequest& request) {
    Listener listener;
    transport.start(request, {}, listener);
    while (!listener.ended) transport.run_once(10ms);
    return listener;
  }
  /// Asks until the server, which takes a moment to start, can be reached.
  static Listener first_answer(Transport& transport, const HttpRequest& request,
                               test::ChildProcess& server) {
    Listener heard;
    do {
      heard = finish(transport, request);
    } while (heard.end.kind == Kind::not_connected && server.runs());
    return heard;
  }

  test::TemporaryFolder folder_;
  const std::uint16_t port_ = test::closed_port();
};

TEST_F(TransportTlsTest, OnlyATrustedCertificateOfThatHostIsAccepted) {
  test::ChildProcess server(
      {"openssl", "s_server", "-www", "-key", folder_.file("key"), "-cert",
       folder_.file("certificate"), "-accept", "127.0.0.1:" + std::to_string(port_)},
      folder_.file("log"));
  Transport transport = open();
  const Listener refused = first_answer(transport, get("127.0.0.1", "/?key=abc", ""), server);
  EXPECT_EQ(refused.end.kind, Kind::tls_failed) << refused.end.detail;
  EXPECT_FALSE(refused.end.bytes_came);
  EXPECT_NE(refused.end.detail, "");
  EXPECT_EQ(refused.end.detail.find("abc"), std::string::npos);

  const std::string certificate = folder_.file("certificate");
  const Listener accepted = finish(transport, get("127.0.0.1", "/", certificate));
  EXPECT_EQ(accepted.end.kind, Kind::complete) << accepted.end.detail;
  EXPECT_EQ(accepted.status, 200);
  EXPECT_NE(accepted.body.find("TLSv1"), std::string::npos);

  // The certificate is for the address, not for this name of it.
  EXPECT_EQ(finish(transport, get("localhost", "/", certificate)).end.kind, Kind::tls_failed);

  const std::string absent = folder_.file("absent");
  EXPECT_EQ(finish(transport, get("127.0.0.1", "/", absent)).end.kind, Kind::tls_failed);

  // What one request trusts, the next one on the same handle does not.
  EXPECT_EQ(finish(transport, get("127.0.0.1", "/", "")).end.kind, Kind::tls_failed);
}

class TransportHttp2Test : public TransportTlsTest {
 protected:
  // Bodies are small: libcurl 7.88.1 sometimes loses the end of one of several bodies of megabytes
  // that share a connection.
  /// nghttpd speaks nothing but HTTP/2: whoever gets an answer has negotiated it.
  std::vector<std::string> nghttpd() const {
    return {"nghttpd",
            "-v",
            "-a",
            "127.0.0.1",
            "-d",
            folder_.path().string(),
            std::to_string(port_),
            folder_.file("key"),
            folder_.file("certificate")};
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.file(name)) << text;
  }
  /// How many connections the server had.
  std::size_t connections() const {
    std::ifstream log(folder_.file("log"));
    const std::string text{std::istreambuf_iterator<char>(log), std::istreambuf_iterator<char>()};
    std::size_t count = 0;
    while (text.find("[id=" + std::to_string(count + 1) + "]") != std::string::npos) ++count;
    return count;
  }
};

TEST_F(TransportHttp2Test, IsNegotiatedAndSharesOneConnectionAmongTransfers) {
  write("small", "a small answer");
  write("large", std::string(40'000, 'x'));
  test::ChildProcess server(nghttpd(), folder_.file("log"));
  ASSERT_TRUE(server.started()) << "nghttpd does not start: " << kRemedy;
  Transport transport = open();
  const Listener first =
      first_answer(transport, get("127.0.0.1", "/small", folder_.file("certificate")), server);
  EXPECT_EQ(first.end.kind, Kind::complete) << first.end.detail;
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "a small answer");

  const HttpRequest small = get("127.0.0.1", "/small", folder_.file("certificate"));
  const HttpRequest large = get("127.0.0.1", "/large", folder_.file("certificate"));
  std::vector<Listener> listeners(20);
  for (std::size_t i = 0; i < 20; ++i) {
    transport.start(i % 2 == 0 ? small : large, {}, listeners[i]);
  }
  while (transport.running() > 0) transport.run_once(10ms);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(listeners[i].end.kind, Kind::complete) << listeners[i].end.detail;
    EXPECT_EQ(listeners[i].body.size(), i % 2 == 0 ? 14U : 40'000U);
  }
  EXPECT_EQ(connections(), 1U);
}

TEST_F(TransportHttp2Test, ManyFirstRequestsShareTheConnectionThatTheFirstOfThemMakes) {
  write("small", "a small answer");
  test::ChildProcess server(nghttpd(), folder_.file("log"));
  ASSERT_TRUE(server.started()) << "nghttpd does not start: " << kRemedy;
  Transport prober = open();
  const HttpRequest request = get("127.0.0.1", "/small", folder_.file("certificate"));
  first_answer(prober, request, server);
  Transport transport = open();
  std::vector<Listener> listeners(10);
  for (Listener& listener : listeners) transport.start(request, {}, listener);
  while (transport.running() > 0) transport.run_once(10ms);
  for (const Listener& listener : listeners) EXPECT_EQ(listener.body, "a small answer");
  EXPECT_EQ(connections(), 2U);  // the prober's and this one
}

TEST_F(TransportHttp2Test, StopAndCancelEndOneTransferAndLeaveTheOthersTheirConnection) {
  write("large", std::string(40'000, 'x'));
  test::ChildProcess server(nghttpd(), folder_.file("log"));
  ASSERT_TRUE(server.started()) << "nghttpd does not start: " << kRemedy;
  Transport transport = open();
  const HttpRequest request = get("127.0.0.1", "/large", folder_.file("certificate"));
  first_answer(transport, request, server);
  Listener stays;
  Listener stops;
  stops.wants_more = false;
  Listener cancelled;
  Transport::Id id = 0;
  cancelled.at_bytes = [&] { transport.cancel(id); };
  transport.start(request, {}, stays);
  transport.start(request, {}, stops);
  id = transport.start(request, {}, cancelled);
  while (transport.running() > 0) transport.run_once(10ms);
  EXPECT_EQ(stays.end.kind, Kind::complete) << stays.end.detail;
  EXPECT_EQ(stays.body.size(), 40'000U);
  EXPECT_EQ(stops.end.kind, Kind::stopped);
  EXPECT_FALSE(cancelled.body.empty());
  EXPECT_LT(cancelled.body.size(), 40'000U);
  EXPECT_FALSE(cancelled.ended);
  EXPECT_EQ(finish(transport, request).end.kind, Kind::complete);
  EXPECT_EQ(connections(), 1U);
}

}  // namespace
}  // namespace skald::voices
