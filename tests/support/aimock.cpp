#include "support/aimock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace skald::test {
namespace {

constexpr const char* kProgram = "build/peers/node_modules/@copilotkit/aimock/dist/aimock-cli.js";
constexpr const char* kOwnNode = "build/node/node_modules/node/bin/node";

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "aimock %s; run: tools/setup test\n", what.c_str());
  std::abort();
}

/// aimock takes its fixtures from a configuration file with an absolute path.
std::filesystem::path write_config() {
  std::array<char, 32> name{"/tmp/skald-aimock-XXXXXX"};
  const int file = ::mkstemp(name.data());
  if (file < 0) give_up("has no place for its configuration");
  ::close(file);
  const auto fixtures = std::filesystem::absolute("tests/data/aimock/fixtures.json");
  std::ofstream(name.data()) << R"({"host":"127.0.0.1","port":0,"strict":true,"llm":{"fixtures":")"
                             << fixtures.string() << R"(","chunkSize":12}})";
  return name.data();
}

/// Reads the child's output up to the address that it prints.
std::string read_address(int output) {
  std::string said;
  std::array<char, 256> buffer{};
  while (true) {
    const ssize_t size = ::read(output, buffer.data(), buffer.size());
    if (size <= 0) give_up("did not start: " + said);
    said.append(buffer.data(), static_cast<std::size_t>(size));
    const std::size_t at = said.find("http://127.0.0.1:");
    if (at == std::string::npos) continue;
    const std::size_t end = said.find_first_of(" \n", at);
    if (end != std::string::npos) return said.substr(at, end - at);
  }
}

[[noreturn]] void become_aimock(int output, const std::string& config) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it goes with the test program
  ::dup2(output, STDOUT_FILENO);
  ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
  ::execlp("node", "node", kProgram, "--config", config.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

Aimock::Aimock() {
  if (!std::filesystem::exists(kProgram)) give_up("is not installed");
  if (std::filesystem::exists(kOwnNode)) {
    const auto folder = std::filesystem::absolute(kOwnNode).parent_path().string();
    ::setenv("PATH", (folder + ":" + std::getenv("PATH")).c_str(), 1);
  }
  const std::filesystem::path config = write_config();
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) give_up("has no pipe");
  process_ = ::fork();
  if (process_ == 0) become_aimock(ends[1], config.string());
  ::close(ends[1]);
  address_ = read_address(ends[0]);
  // The pipe's other end stays open for as long as this one: aimock may print more.
  std::filesystem::remove(config);
}

Aimock::~Aimock() { kill(); }

void Aimock::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string Aimock::url(std::string_view path) const { return address_ + std::string(path); }

VoicesConfig Aimock::config(std::string_view kind) const {
  VoicesConfig config;
  config.provider = kind;
  config.model = "mock-model";
  config.max_tokens = 200;
  config.retry.attempts = 1;  // what one attempt comes to is what these tests look at
  config.endpoint = url(kind == "ollama" ? "" : kind == "gemini" ? "/v1beta" : "/v1");
  return config;
}

EnvironmentLookup environment_with_keys() {
  return [](std::string_view name) -> std::optional<std::string> {
    if (name.ends_with("_API_KEY")) return std::string(kPlantedKey);
    return std::nullopt;
  };
}

}  // namespace skald::test
