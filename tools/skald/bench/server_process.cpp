#include "bench/server_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "support/fault_server.h"

namespace skald::cli {
namespace {

using test::FaultServer;
using test::Script;
using test::SeenRequest;

constexpr int kManyPieces = 1'000;

std::string event_text(const std::string& words) {
  return R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,)"
         R"("delta":{"content":")" +
         words + R"("},"finish_reason":null}]})";
}

Script whole_answer() {
  const std::string words(300, 'w');
  return test::http_response(
      200, {{"Content-Type", "application/json"}},
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1795249383,"model":"bench",)"
      R"("choices":[{"index":0,"message":{"role":"assistant","content":")" +
          words +
          R"("},"logprobs":null,"finish_reason":"stop"}],)"
          R"("usage":{"prompt_tokens":210,"completion_tokens":64,"total_tokens":274}})");
}

Script stalled_stream() {
  return Script()
      .send(test::stream_head("text/event-stream"))
      .send(test::chunk("data: " + event_text("w") + "\n\n"))
      .stall();
}

Script many_pieces() {
  std::vector<std::string> events(kManyPieces, event_text("words "));
  events.emplace_back("[DONE]");
  return test::sse_response(events);
}

/// The faults, in turn.
Script fault(std::uint64_t number) {
  switch (number % 5) {
    case 0:
      return test::http_response(503, {}, R"({"error":{"message":"too many guests"}})");
    case 1:  // with a Retry-After the next calls would not come here at all
      return test::http_response(429, {}, R"({"error":{"message":"slow down"}})");
    case 2:
      return Script().reset();
    case 3:
      return Script()
          .send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              "500\r\n\r\n{\"choices\":[{\"mess")
          .close();
    default:
      return test::http_response(200, {{"Content-Type", "application/json"}}, "out to lunch");
  }
}

}  // namespace

ServerProcess::ServerProcess() {
  FaultServer server({.port = 0, .keep_requests = false, .own_thread = false});
  address_ = server.url();
  process_ = ::fork();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Script whole = whole_answer();
  const Script stalled = stalled_stream();
  const Script many = many_pieces();
  std::uint64_t served = 0;
  server.answer_with([&](const SeenRequest& request) -> Script {
    if (request.target.starts_with("/stall/")) return Script(stalled);
    if (request.target.starts_with("/many/")) return Script(many);
    if (request.target.starts_with("/faults/") && ++served % 10 == 0) return fault(served / 10);
    return Script(whole);
  });
  server.run();
  ::_exit(0);
}

ServerProcess::~ServerProcess() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

double ServerProcess::cpu_s() const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;  // proc(5): utime is field 14, stime 15
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace skald::cli
