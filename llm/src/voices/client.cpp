#include "skald/llm/client.h"

#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "voices/calls/caller.h"
#include "voices/calls/opening.h"

namespace skald {
namespace {

constexpr std::chrono::seconds kHealthStaysFresh{30};
constexpr std::chrono::hours kUntilSomethingComes{1};  // each call has its own limits

Piece piece_of(const voices::CallEvent& event) {
  Piece piece;
  piece.kind = event.piece;
  piece.text = event.text;
  piece.tool_index = event.tool_index;
  if (event.tool != nullptr) {
    piece.tool_id = event.tool->id;
    piece.tool_name = event.tool->name;
  }
  return piece;
}

/// Nobody is dropped for others, and nobody's wait ends before its provider's own limits do:
/// whoever started these calls knows how many there are.
QueueConfig unhurried(QueueConfig queue) {
  constexpr std::uint32_t kAny = ~std::uint32_t{0};
  queue.waiting = queue.high.waiting = queue.medium.waiting = queue.low.waiting = kAny;
  return queue;
}

}  // namespace

struct Client::Impl {
  std::unique_ptr<voices::Caller> caller;
  std::string model;
  std::unordered_set<CallNumber> running;
  std::vector<voices::CallEvent> events;  // taken from the mailbox, for calls that run
  std::optional<Health> health;
  std::chrono::steady_clock::time_point health_asked;

  bool take_mail() {
    if (caller->mailbox().collect(events)) {
      std::erase_if(events, [this](const auto& event) { return !running.contains(event.call); });
    }
    return !events.empty();
  }

  /// Takes the events of one call out, in order; those of others stay.
  std::vector<voices::CallEvent> events_of(CallNumber call) {
    std::vector<voices::CallEvent> own;
    std::vector<voices::CallEvent> others;
    for (voices::CallEvent& event : events) {
      (event.call == call ? own : others).push_back(std::move(event));
    }
    events = std::move(others);
    return own;
  }

  /// Waits for a call's last event; `on_event` is given those before it.
  voices::CallEvent wait_for(CallNumber call,
                             const std::function<void(const voices::CallEvent&)>& on_event) {
    while (true) {
      take_mail();
      for (voices::CallEvent& event : events_of(call)) {
        if (event.ends()) {
          running.erase(call);
          return std::move(event);
        }
        if (on_event) on_event(event);
      }
      caller->mailbox().wait(kUntilSomethingComes);
    }
  }

  CallNumber manage(voices::ModelTask task, const std::string& name) {
    const CallNumber call = caller->manage(task, name);
    running.insert(call);
    return call;
  }

  Result<std::vector<ModelInfo>, Failure> read_models(voices::ModelTask task,
                                                      const std::string& name) {
    voices::CallEvent last = wait_for(manage(task, name), {});
    if (last.failure != nullptr) return std::move(*last.failure);
    return std::move(*last.models);
  }

  Result<Done, Failure> carry_out(voices::ModelTask task, const std::string& name,
                                  const OnProgress& on_progress) {
    const voices::CallEvent last =
        wait_for(manage(task, name), [&](const voices::CallEvent& event) {
          if (event.progress != nullptr && on_progress) on_progress(*event.progress);
        });
    if (last.failure != nullptr) return *last.failure;
    return Done{};
  }
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::open(const std::string& config_path, const EnvironmentLookup& environment) {
  auto config = load_config(config_path, environment);
  if (!config) return config.error();
  return open(*config, environment);
}

Result<Client> Client::open(const VoicesConfig& config, const EnvironmentLookup& environment,
                            const KeyCallback& key) {
  VoicesConfig patient = config;
  patient.queue = unhurried(config.queue);
  auto caller = voices::open_caller(patient, environment, key);
  if (!caller) return caller.error();
  auto impl = std::make_unique<Impl>();
  impl->caller = std::move(*caller);
  return Client(std::move(impl));
}

CallNumber Client::start(Prompt prompt) {
  if (prompt.model.empty()) prompt.model = impl_->model;
  const CallNumber call = impl_->caller->ask({}, std::move(prompt));
  impl_->running.insert(call);
  return call;
}

void Client::cancel(CallNumber call) {
  if (impl_->running.erase(call) == 0) return;
  impl_->caller->cancel(call);
  impl_->events_of(call);
}

bool Client::poll(CallHandler& handler) {
  if (!impl_->take_mail()) return false;
  for (voices::CallEvent& event : std::exchange(impl_->events, {})) {
    if (!impl_->running.contains(event.call)) continue;  // the handler cancelled it just now
    if (event.ends()) impl_->running.erase(event.call);
    if (event.kind == voices::CallEvent::Kind::piece) {
      handler.on_piece(event.call, piece_of(event));
    } else if (event.answer != nullptr) {
      handler.on_answer(event.call, std::move(*event.answer));
    } else if (event.failure != nullptr) {
      handler.on_failure(event.call, std::move(*event.failure));
    }
  }
  return true;
}

bool Client::wait(std::chrono::milliseconds at_most) {
  // Mail may be of calls that were cancelled: then there is nothing yet.
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!impl_->take_mail()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !impl_->caller->mailbox().wait(left)) return false;
  }
  return true;
}

Client::Outcome Client::generate(std::string text) {
  Prompt prompt;
  prompt.text = std::move(text);
  return ask(std::move(prompt));
}

Client::Outcome Client::chat(std::vector<Message> messages) {
  Prompt prompt;
  prompt.messages = std::move(messages);
  return ask(std::move(prompt));
}

Client::Outcome Client::ask(Prompt prompt) { return stream(std::move(prompt), {}); }

Client::Outcome Client::stream(Prompt prompt, const OnPiece& on_piece) {
  const CallNumber call = start(std::move(prompt));
  voices::CallEvent last = impl_->wait_for(call, [&](const voices::CallEvent& event) {
    if (on_piece && event.kind == voices::CallEvent::Kind::piece) on_piece(piece_of(event));
  });
  if (last.failure != nullptr) return std::move(*last.failure);
  return std::move(*last.answer);
}

std::vector<Client::Outcome> Client::batch(std::vector<Prompt> prompts, std::size_t at_most) {
  std::vector<std::optional<Outcome>> ended(prompts.size());
  std::map<CallNumber, std::size_t> places;
  std::size_t next = 0;
  while (next < prompts.size() || !places.empty()) {
    while (next < prompts.size() && places.size() < std::max<std::size_t>(at_most, 1)) {
      const std::size_t place = next++;
      places.emplace(start(std::move(prompts[place])), place);
    }
    impl_->caller->mailbox().wait(kUntilSomethingComes);
    impl_->take_mail();
    for (auto at = places.begin(); at != places.end();) {
      const auto [call, place] = *at;
      for (voices::CallEvent& event : impl_->events_of(call)) {
        if (event.answer != nullptr) ended[place] = Outcome(std::move(*event.answer));
        if (event.failure != nullptr) ended[place] = Outcome(std::move(*event.failure));
      }
      if (ended[place]) impl_->running.erase(call);
      at = ended[place] ? places.erase(at) : std::next(at);
    }
  }
  std::vector<Outcome> outcomes;
  outcomes.reserve(ended.size());
  for (auto& outcome : ended) outcomes.push_back(std::move(*outcome));
  return outcomes;
}

Result<std::vector<ModelInfo>, Failure> Client::models() {
  return impl_->read_models(voices::ModelTask::list, {});
}

Result<ModelInfo, Failure> Client::model(const std::string& name) {
  auto models = impl_->read_models(voices::ModelTask::show, name);
  if (!models) return models.error();
  if (!models->empty()) return std::move(models->front());
  Failure failure;
  failure.why = Why::model_not_found;
  failure.provider = impl_->caller->target().config.name;
  failure.message = "the server told nothing about '" + name + "'";
  failure.advice = advice_for(failure.why);
  return failure;
}

Result<std::vector<ModelInfo>, Failure> Client::running_models() {
  return impl_->read_models(voices::ModelTask::running, {});
}

Result<Done, Failure> Client::pull(const std::string& name, const OnProgress& on_progress) {
  return impl_->carry_out(voices::ModelTask::pull, name, on_progress);
}

Result<Done, Failure> Client::warm_up(const std::string& name) {
  return impl_->carry_out(voices::ModelTask::warm_up, name, {});
}

Result<Done, Failure> Client::unload(const std::string& name) {
  return impl_->carry_out(voices::ModelTask::unload, name, {});
}

Health Client::health(bool now) {
  const auto time = std::chrono::steady_clock::now();
  if (!now && impl_->health && time - impl_->health_asked < kHealthStaysFresh) {
    return *impl_->health;
  }
  auto answered = impl_->carry_out(voices::ModelTask::health, {}, {});
  impl_->health_asked = time;
  impl_->health = answered ? Health{true, "answers"} : Health{false, to_text(answered.error())};
  return *impl_->health;
}

VoicesStatistics Client::statistics() const { return impl_->caller->statistics(); }
std::uint16_t Client::metrics_port() const { return impl_->caller->metrics_port(); }

const ProviderConfig& Client::provider() const { return impl_->caller->target().config; }
const std::string& Client::key_described() const { return impl_->caller->target().key.described(); }
void Client::use_model(std::string name) { impl_->model = std::move(name); }

}  // namespace skald
