// An HTTP/1.1 server on loopback that answers exactly as it is told, faults included: for tests,
// and for benchmarks as the other end. It uses raw sockets, so that it can be wrong in every way.
//
//   FaultServer server;
//   server.answer(http_response(429, {{"Retry-After", "1"}}, "{}"));
//   server.answer(sse_response({"{\"n\":1}", "[DONE]"}));
//   server.answer(Script().send(stream_head("text/event-stream")).send(chunk("data: ")).reset());
//   client.post(server.url("/v1/chat/completions"));
//   EXPECT_EQ(server.requests()[0].header("authorization"), "Bearer test");
//
// Every call may come from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skald::test {

/// A request as it came.
struct SeenRequest {
  std::string method{};
  std::string target{};                                        // "/v1/chat?x=1"
  std::vector<std::pair<std::string, std::string>> headers{};  // names in lower case
  std::string body{};
  std::size_t connection = 0;  // the number of the connection that brought it, from 0

  /// The value of a header by its lower-case name; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// What the server does after a request: its actions in order. At the end the connection stays open
/// for the next request. Copies share their bytes.
class Script {
 public:
  Script();

  /// Sends bytes, as one write where the socket takes them.
  Script& send(std::string bytes);
  /// Sends each byte by itself.
  Script& drip(std::string bytes);
  /// Sends so many copies of 'x', which are never all in memory.
  Script& filler(std::uint64_t count);
  /// Goes on after this time: for pings. Assert what came, never how long it took.
  Script& pause(std::chrono::milliseconds time);
  /// Goes on when the test calls FaultServer::release(), once for each hold.
  Script& hold();
  /// Sends nothing more and waits for the peer to close. Nothing after it runs.
  Script& stall();
  /// Closes in order (FIN). Nothing after it runs.
  Script& close();
  /// Closes without order (RST). Nothing after it runs.
  Script& reset();

  /// The actions of `next` after these.
  Script& then(const Script& next);

 private:
  friend class FaultServer;
  struct Action;
  std::shared_ptr<std::vector<Action>> actions_;
  void add(Action action);
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// A whole response with a Content-Length.
Script http_response(int status, const HeaderList& headers, std::string_view body);
/// A chunked 200 response; each piece is a chunk and a write of its own.
Script stream_response(std::string_view content_type, const std::vector<std::string>& pieces);
/// The same with each text as an unnamed server-sent event: "data: TEXT\n\n".
Script sse_response(const std::vector<std::string>& texts);
/// The same with each text as a line of JSON Lines.
Script ndjson_response(const std::vector<std::string>& lines);

// Their parts, for responses that go wrong on the way.
std::string response_text(int status, const HeaderList& headers, std::string_view body);
std::string stream_head(std::string_view content_type);  // 200, chunked, with the empty line
std::string chunk(std::string_view bytes);
std::string last_chunk();

struct FaultServerOptions {
  std::uint16_t port = 0;     // 0: any that is free
  bool keep_requests = true;  // off for benchmarks: requests() stays empty, memory stays bounded
  bool own_thread = true;     // off: the caller serves with run(), for example in a forked child
};

class FaultServer {
 public:
  /// Runs on the server's thread.
  using Handler = std::function<Script(const SeenRequest&)>;

  /// It listens on 127.0.0.1 from here on. Aborts if the port cannot be had.
  explicit FaultServer(const FaultServerOptions& options = {});
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:PORT" and the target.
  std::string url(std::string_view target = "") const;

  /// For one request, the next without an answer. Answers are used up in order.
  void answer(Script script);
  /// For requests that find no answer waiting. Without either they get status 599.
  void answer_always(Script script);
  void answer_with(Handler handler);

  /// From now on connections are refused, as if it had died; those that are open stay. Once.
  void stop_listening();

  /// Lets one hold() go on: one that waits now, or the next that comes.
  void release();

  /// All requests that came whole, in order.
  std::vector<SeenRequest> requests() const;
  std::size_t requests_count() const;
  std::size_t connections_count() const;  // ever accepted
  std::size_t open_connections() const;
  std::size_t closed_by_peer() const;

  /// Waits for the server to have seen so many; false if it did not within ten seconds.
  bool wait_for_requests(std::size_t count) const;
  bool wait_for_closed_by_peer(std::size_t count) const;

  /// Serves on this thread until stop(). Only with own_thread off. Another process that was forked
  /// may call it too: then end that process.
  void run();
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A port of 127.0.0.1 on which nothing listens.
std::uint16_t closed_port();

}  // namespace skald::test
