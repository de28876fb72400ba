// The thread on which every call of a Voices or Client runs, and the way to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"
#include "skald/llm/statistics.h"
#include "skald/replay/result.h"
#include "voices/calls/call_loop.h"
#include "voices/calls/clock.h"
#include "voices/calls/mailbox.h"
#include "voices/calls/stores.h"

namespace skald::voices {

struct CallerOptions {
  Chain chain{};
  VoicesConfig config{};
  std::string no_proxy{};
  std::unique_ptr<Stores> stores{};
  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();
};

/// Ends its thread, and with it every call, when it goes. All calls are from any thread, and none
/// blocks: what a call amounts to comes through the mailbox.
class Caller {
 public:
  static Result<std::unique_ptr<Caller>> open(CallerOptions options);
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  Mailbox& mailbox() { return mailbox_; }
  const Target& target() const { return *options_.chain.front(); }

  /// `order.call` is given here, and returned; `order.prompt` is taken from `prompt`.
  CallId ask(CallOrder order, Prompt prompt);
  /// At the first provider of the chain.
  CallId manage(ModelTask task, std::string model);
  /// The call ends with `cancelled`, and its socket is closed; or it has ended already.
  void cancel(CallId call);
  /// As of a moment ago.
  VoicesStatistics statistics() const;
  /// 0: metrics are not served.
  std::uint16_t metrics_port() const;

 private:
  struct Thread;
  explicit Caller(CallerOptions options, Transport transport);
  void give(Command command);

  CallerOptions options_;
  Mailbox mailbox_;
  std::atomic<CallId> last_call_ = 0;
  std::unique_ptr<Thread> thread_;
};

}  // namespace skald::voices
