// The I/O thread: every call of a Voices or Client runs on this one thread, over one transport.
// Calls beyond the limit wait their turn, first come, first served.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "skald/llm/prompt.h"
#include "skald/replay/result.h"
#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/calls/target.h"
#include "voices/providers/provider.h"

namespace skald::voices {

struct CallerOptions {
  std::size_t calls_max = 64;  // under way at once
  std::string ca_file{};
  std::string no_proxy{};
  std::shared_ptr<const Clock> clock = std::make_shared<SteadyClock>();
};

/// Ends its thread, and with it every call, when it goes. All calls are from any thread, and none
/// blocks: what a call amounts to comes through its mailbox.
class Caller {
 public:
  static Result<std::unique_ptr<Caller>> open(const CallerOptions& options);
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  CallId ask(std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target, Prompt prompt);
  CallId manage(std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target,
                ModelTask task, std::string model);
  /// The call ends without an event, and its socket is closed. What lies in the mailbox already is
  /// for the caller to ignore.
  void cancel(CallId call);

 private:
  struct Impl;
  explicit Caller(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald::voices
