// Runs one of the built programs and keeps what it said.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace skald::test {

struct Ran {
  int status = -1;
  std::string out;  // stdout and, if asked for, stderr
};

/// Runs a line of shell.
inline Ran run_line(const std::string& line) {
  Ran ran;
  std::FILE* pipe = ::popen(line.c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t size; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    ran.out.append(buffer, size);
  }
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

/// `command` is "skald run --ticks 5 2>&1": the program's name is looked up among those built.
inline Ran run(const std::string& command) {
  const char* folder = std::getenv("SKALD_BIN");
  return run_line((folder == nullptr ? "" : std::string(folder) + "/") + command);
}

/// The text of a string or number member of a one-line JSON object; empty if it is not there.
inline std::string member(const std::string& json, const std::string& name) {
  const std::string key = '"' + name + "\":";
  std::size_t at = json.find(key);
  if (at == std::string::npos) return {};
  at += key.size();
  if (json[at] == '"') return json.substr(at + 1, json.find('"', at + 1) - at - 1);
  return json.substr(at, json.find_first_of(",}", at) - at);
}

}  // namespace skald::test
