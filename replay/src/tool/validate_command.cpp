// `validate`: files or folders, on several threads, with a JUnit report for CI.
#include <atomic>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>

#include "commands.h"

namespace skald::tool {
namespace {

struct ValidateArguments {
  std::vector<std::string> paths;
  unsigned jobs = 1;
  std::string shard;
  std::string junit;
  std::string against;
  bool json = false;
  std::string program;
};

/// Keeps every N-th recording, beginning with the I-th.
Status take_shard(std::vector<std::string>& recordings, const std::string& shard) {
  if (shard.empty()) return Done{};
  unsigned index = 0;
  unsigned count = 0;
  char rest = 0;
  if (std::sscanf(shard.c_str(), "%u/%u%c", &index, &count, &rest) != 2 || index < 1 ||
      index > count) {
    return Error{ErrorCode::invalid_argument,
                 "--shard " + shard + ": expected I/N with I from 1 to N, for example 2/4"};
  }
  std::vector<std::string> kept;
  for (std::size_t i = index - 1; i < recordings.size(); i += count) kept.push_back(recordings[i]);
  recordings = std::move(kept);
  return Done{};
}

std::string xml_escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n')
      safe += c;
  }
  return safe;
}

bool write_junit(const std::string& path, const std::vector<Validation>& results,
                 const std::string& program) {
  std::ofstream file(path);
  std::size_t failures = 0;
  std::size_t errors = 0;
  for (const Validation& result : results) {
    failures += result.verdict == Verdict::diverged;
    errors += result.verdict == Verdict::unusable;
  }
  file << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"skald validate\" tests=\""
       << results.size() << "\" failures=\"" << failures << "\" errors=\"" << errors << "\">\n";
  for (const Validation& result : results) {
    file << "  <testcase classname=\"skald.validate\" name=\"" << xml_escaped(result.recording)
         << "\">";
    const std::string text = xml_escaped(report_text(result, program));
    if (result.verdict == Verdict::diverged) file << "<failure>" << text << "</failure>";
    if (result.verdict == Verdict::unusable) file << "<error>" << text << "</error>";
    file << "</testcase>\n";
  }
  file << "</testsuite>\n";
  return static_cast<bool>(file.flush());
}

/// Validates on `jobs` threads; each recording on one.
std::vector<Validation> validate_all(const std::vector<std::string>& recordings,
                                     const WorldHost& host, unsigned jobs) {
  std::vector<Validation> results(recordings.size());
  std::atomic<std::size_t> next{0};
  const bool show = is_terminal(stderr);
  std::mutex screen;
  const auto work = [&] {
    for (std::size_t i = next++; i < recordings.size(); i = next++) {
      ValidateOptions options;
      if (show) {
        options.progress = [&](std::uint64_t done, std::uint64_t all) {
          const std::lock_guard lock(screen);
          std::fprintf(stderr, "\r%s of %s ticks ", grouped(done).c_str(), grouped(all).c_str());
        };
      }
      results[i] = validate(recordings[i], host, options);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < jobs; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (show) std::fprintf(stderr, "\r\033[K");
  return results;
}

int complain(const Error& error, int status) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return status;
}

/// Replaces what a lean recording could not say by what the program that recorded it can.
Status ask_other(const std::string& binary, const WorldHost& host, Validation& result) {
  if (result.verdict != Verdict::diverged || result.level == RecordingLevel::trace) return Done{};
  auto full = validate_against(binary, result.recording, host);
  if (!full) return full.error();
  full->recording = result.recording;
  result = std::move(*full);
  return Done{};
}

int run_validate(const ValidateArguments& arguments, const WorldHost& host) {
  auto recordings = find_recordings(arguments.paths);
  if (!recordings) return complain(recordings.error(), kUnusable);
  if (Status done = take_shard(*recordings, arguments.shard); !done) {
    return complain(done.error(), kUnusable);
  }
  std::vector<Validation> results = validate_all(*recordings, host, arguments.jobs);
  if (!arguments.against.empty()) {
    for (Validation& result : results) {
      if (Status done = ask_other(arguments.against, host, result); !done) {
        return complain(done.error(), kFailed);
      }
    }
  }
  int status = kYes;
  std::uint64_t ticks = 0;
  for (const Validation& result : results) {
    const std::string text =
        arguments.json ? report_json(result) : report_text(result, arguments.program);
    std::printf("%s\n", text.c_str());
    ticks += result.validated_to;
    if (result.verdict == Verdict::unusable) status = kUnusable;
    if (result.verdict == Verdict::diverged && status == kYes) status = kNo;
  }
  if (!arguments.json && results.size() > 1) {
    std::printf("%s recordings, %s ticks\n", grouped(results.size()).c_str(),
                grouped(ticks).c_str());
  }
  if (!arguments.junit.empty() && !write_junit(arguments.junit, results, arguments.program)) {
    return complain({ErrorCode::io, arguments.junit + ": cannot be written"}, kFailed);
  }
  return status;
}

}  // namespace

void add_validate_options(CLI::App& command, const WorldHost& host, int& exit) {
  auto arguments = std::make_shared<ValidateArguments>();
  command.add_option("recordings", arguments->paths, "recordings, or folders that hold some")
      ->required();
  command.add_option("--jobs", arguments->jobs, "how many recordings at once")
      ->check(CLI::Range(1U, 256U));
  command.add_option("--shard", arguments->shard, "I/N: only every N-th, beginning with the I-th");
  command.add_option("--junit", arguments->junit, "write a JUnit report to this file");
  command.add_option("--against", arguments->against,
                     "the program that recorded: names the field for lean recordings too");
  command.add_flag("--json", arguments->json, "one JSON object a recording");
  const CLI::App* top = &command;
  while (top->get_parent() != nullptr) top = top->get_parent();
  arguments->program = top->get_name();
  command.footer("Example: " + arguments->program +
                 " validate recordings/ --jobs 2 --junit report.xml\n"
                 "Exit status: 0 all the same, 1 some diverged, 2 some cannot be used.");
  command.callback([arguments, &host, &exit] { exit = run_validate(*arguments, host); });
}

void add_validate(CLI::App& app, const WorldHost& host, int& exit) {
  add_validate_options(*app.add_subcommand("validate", "re-run recordings and compare every tick"),
                       host, exit);
}

}  // namespace skald::tool
