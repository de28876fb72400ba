// The tests' loopback server as a process of its own: so its time is not ours.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace skald::cli {

/// Answers as an OpenAI server would. What it does goes by the path:
///   /v1...       a whole answer of about 500 B
///   /stall/v1... the head and first event of a stream, and then nothing
///   /many/v1...  a stream of 1,000 pieces
///   /faults/v1.. a whole answer nine times of ten, and else a fault: overloaded, a rate limit, a
///                broken connection, an answer cut short, one that is none
class ServerProcess {
 public:
  /// Forks: call it before a thread is started.
  ServerProcess();
  /// Ends the process that it started.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::string url(std::string_view path) const { return address_ + std::string(path); }
  /// Seconds of processor time that it has used.
  double cpu_s() const;

 private:
  pid_t process_ = -1;
  std::string address_;
};

}  // namespace skald::cli
