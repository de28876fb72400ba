#include "voices/calls/caller.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "voices/transport/transport.h"

namespace skald::voices {

struct Caller::Thread {
  Thread(Transport opened, const CallerOptions& options, Mailbox& mailbox)
      : transport(std::move(opened)),
        loop(transport, *options.clock, options.chain, options.config, *options.stores, mailbox) {}

  /// Nothing is held while sockets are served: the lock covers the hand-over alone.
  void run() {
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
    loop.end();
  }

  Transport transport;
  CallLoop loop;
  std::mutex mutex;
  std::vector<Command> commands;
  std::atomic<bool> ending = false;
  std::atomic<bool> woken = false;
  std::jthread thread;
};

Caller::Caller(CallerOptions options, Transport transport)
    : options_(std::move(options)),
      thread_(std::make_unique<Thread>(std::move(transport), options_, mailbox_)) {
  thread_->thread = std::jthread([thread = thread_.get()] { thread->run(); });
}

Result<std::unique_ptr<Caller>> Caller::open(CallerOptions options) {
  TransportOptions transport_options;
  transport_options.no_proxy = options.no_proxy;
  transport_options.connections_max = static_cast<long>(options.config.calls_max);
  auto transport = Transport::open(transport_options);
  if (!transport) return transport.error();
  return std::unique_ptr<Caller>(new Caller(std::move(options), std::move(*transport)));
}

Caller::~Caller() {
  thread_->ending.store(true, std::memory_order_release);
  thread_->transport.wake();
}

void Caller::give(Command command) {
  {
    const std::lock_guard lock(thread_->mutex);
    thread_->commands.push_back(std::move(command));
  }
  if (!thread_->woken.exchange(true)) thread_->transport.wake();
}

CallId Caller::ask(CallOrder order, Prompt prompt) {
  Command command;
  command.call = order.call = ++last_call_;
  order.prompt = std::make_shared<const Prompt>(std::move(prompt));
  command.order = std::make_unique<CallOrder>(std::move(order));
  command.asked = options_.clock->now();
  const CallId call = command.call;
  give(std::move(command));
  return call;
}

CallId Caller::manage(ModelTask task, std::string model) {
  Command command;
  command.call = ++last_call_;
  command.task = make_model_job(command.call, options_.chain.front(), task, std::move(model));
  const CallId call = command.call;
  give(std::move(command));
  return call;
}

void Caller::cancel(CallId call) {
  Command command;
  command.call = call;
  give(std::move(command));
}

VoicesStatistics Caller::statistics() const { return options_.stores->metrics->statistics(); }

std::uint16_t Caller::metrics_port() const {
  const auto& server = options_.stores->metrics_server;
  return server ? server->port() : std::uint16_t{0};
}

}  // namespace skald::voices
