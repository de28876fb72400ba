#include "voices/calls/caller.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "voices/calls/job.h"
#include "voices/transport/transport.h"

namespace skald::voices {
namespace {

constexpr std::chrono::milliseconds kNothingToDo{1'000};  // a wake ends it at once
constexpr std::chrono::milliseconds kMailWaits{10};       // a mailbox is full: until we try again

struct Command {
  std::unique_ptr<Job> job;  // null: cancel
  CallId call = 0;
};

/// Everything that the I/O thread owns.
class CallLoop {
 public:
  CallLoop(Transport& transport, const CallerOptions& options)
      : calls_max_(options.calls_max), context_{transport, parser_, *options.clock} {}

  void carry_out(std::vector<Command>& commands) {
    for (Command& command : commands) {
      if (command.job != nullptr) {
        waiting_.push_back(std::move(command.job));
      } else {
        cancel(command.call);
      }
    }
    commands.clear();
  }

  void run_once() {
    begin_waiting();
    send_mail();
    context_.transport.run_once(context_.unsent.empty() ? kNothingToDo : kMailWaits);
    bury();
    send_mail();
  }

  void cancel_all() {
    for (auto& [call, job] : running_) job->cancel();
    running_.clear();
  }

 private:
  void begin_waiting() {
    while (!waiting_.empty() && running_.size() < calls_max_) {
      std::unique_ptr<Job> job = std::move(waiting_.front());
      waiting_.pop_front();
      Job& begun = *job;
      running_.emplace(begun.call(), std::move(job));
      begun.begin(context_);
      bury();
    }
  }

  void cancel(CallId call) {
    std::erase_if(waiting_, [&](const auto& job) { return job->call() == call; });
    const auto found = running_.find(call);
    if (found == running_.end()) return;
    found->second->cancel();
    running_.erase(found);
  }

  void send_mail() {
    for (const auto& mailbox : context_.unsent) mailbox->send();
    std::erase_if(context_.unsent, [](const auto& mailbox) { return !mailbox->has_unsent(); });
  }

  void bury() {
    for (const CallId call : context_.over) running_.erase(call);
    context_.over.clear();
  }

  std::size_t calls_max_;
  wire::JsonParser parser_;
  JobContext context_;
  std::deque<std::unique_ptr<Job>> waiting_;
  std::unordered_map<CallId, std::unique_ptr<Job>> running_;
};

}  // namespace

struct Caller::Impl {
  explicit Impl(Transport opened, CallerOptions given)
      : options(std::move(given)), transport(std::move(opened)) {}

  /// Nothing is held while sockets are served: the lock covers the hand-over alone.
  void run() {
    CallLoop loop(transport, options);
    std::vector<Command> taken;
    while (!ending.load(std::memory_order_acquire)) {
      woken.store(false);  // before the look: what is given after it wakes us again
      {
        const std::lock_guard lock(mutex);
        taken.swap(commands);
      }
      loop.carry_out(taken);
      loop.run_once();
    }
    loop.cancel_all();
  }

  void give(Command command) {
    {
      const std::lock_guard lock(mutex);
      commands.push_back(std::move(command));
    }
    if (!woken.exchange(true)) transport.wake();
  }

  CallerOptions options;
  Transport transport;
  std::mutex mutex;
  std::vector<Command> commands;
  std::atomic<bool> ending = false;
  std::atomic<bool> woken = false;
  std::atomic<CallId> last_call = 0;
  std::jthread thread;
};

Caller::Caller(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Caller>> Caller::open(const CallerOptions& options) {
  TransportOptions transport_options;
  transport_options.ca_file = options.ca_file;
  transport_options.no_proxy = options.no_proxy;
  transport_options.connections_max = static_cast<long>(options.calls_max);
  auto transport = Transport::open(transport_options);
  if (!transport) return transport.error();
  auto impl = std::make_unique<Impl>(std::move(*transport), options);
  impl->thread = std::jthread([loop = impl.get()] { loop->run(); });
  return std::unique_ptr<Caller>(new Caller(std::move(impl)));
}

Caller::~Caller() {
  impl_->ending.store(true, std::memory_order_release);
  impl_->transport.wake();
}

CallId Caller::ask(std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target,
                   Prompt prompt) {
  const CallId call = ++impl_->last_call;
  impl_->give({make_answer_job(call, std::move(mailbox), std::move(target), std::move(prompt),
                               impl_->options.clock->now()),
               call});
  return call;
}

CallId Caller::manage(std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target,
                      ModelTask task, std::string model) {
  const CallId call = ++impl_->last_call;
  impl_->give(
      {make_model_job(call, std::move(mailbox), std::move(target), task, std::move(model)), call});
  return call;
}

void Caller::cancel(CallId call) { impl_->give({nullptr, call}); }

}  // namespace skald::voices
