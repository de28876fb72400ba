// cpp-httplib's server, made fit to live inside a game: it serves one connection after the other on
// one thread, each for a short while, and ends when it is told to. Left to itself it would share a
// taken port, change what SIGPIPE does to the whole program, and wait for slow clients at its end.
#pragma once

#include <httplib.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <semaphore>
#include <thread>

namespace skald::voices {

class LoopbackServer final : public httplib::Server {
 public:
  /// `connection_max`: from a connection's start to the end of its answer.
  static std::unique_ptr<LoopbackServer> make(std::chrono::milliseconds connection_max);
  /// Calls end().
  ~LoopbackServer() override;

  /// Binds a port of 127.0.0.1; 0: any that is free. The port, or -1 if it is taken.
  int open(int port);
  /// Serves from now on, on a thread of its own. Routes are set before.
  void begin();
  void end();

 private:
  explicit LoopbackServer(std::chrono::milliseconds connection_max);
  bool process_and_close_socket(socket_t socket) override;
  bool take(socket_t socket);
  void leave();

  std::chrono::milliseconds connection_max_;
  std::binary_semaphore accepting_{0};
  std::thread thread_;
  std::mutex lock_;
  socket_t client_ = INVALID_SOCKET;  // the connection that is served now
  bool ending_ = false;
};

}  // namespace skald::voices
