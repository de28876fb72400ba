#include "voices/calls/call_loop.h"

#include <algorithm>
#include <utility>

namespace skald::voices {
namespace {

constexpr std::chrono::milliseconds kNothingToDo{1'000};  // a wake ends it at once
constexpr std::chrono::milliseconds kMailWaits{10};       // the mailbox is full: until we try again
constexpr std::chrono::milliseconds kPublishEvery{20};

Scheduler::Options scheduler_options(const Chain& chain, const VoicesConfig& config,
                                     const Clock& clock) {
  Scheduler::Options options;
  options.calls_max = config.calls_max;
  options.queue = config.queue;
  options.retry = config.retry;
  options.health = config.health;
  options.budget = config.budget;
  options.seed = static_cast<std::uint64_t>(clock.now().time_since_epoch().count());
  for (const auto& target : chain) {
    options.providers.push_back(target->config.name);
    options.rates.push_back(target->config.rate.value_or(RateConfig{}));
  }
  return options;
}

std::chrono::microseconds between(TimePoint from, TimePoint to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

std::optional<PicoUsd> cost_of(const std::vector<Bill>& bills) {
  PicoUsd cost;
  for (const Bill& bill : bills) {
    if (!bill.price_known) return std::nullopt;
    cost = cost + PicoUsd{bill.cost_pico_usd};
  }
  return cost;
}

}  // namespace

CallLoop::CallLoop(Transport& transport, const Clock& clock, const Chain& chain,
                   const VoicesConfig& config, Stores& stores, Mailbox& mailbox)
    : clock_(clock),
      chain_(chain),
      stores_(stores),
      mailbox_(mailbox),
      context_{transport, parser_, clock, *this, mailbox, {}},
      quoter_(chain, config, stores.prices),
      scheduler_(scheduler_options(chain, config, clock), quoter_, stores.ledger, stores.cache),
      places_(chain.size()) {}

CallLoop::~CallLoop() = default;

// --- What the other threads want ----------------------------------------------------------------

void CallLoop::carry_out(std::vector<Command>& commands) {
  if (commands.empty()) return;
  changed_ = true;
  const Moment now = moment();
  for (Command& command : commands) {
    if (command.order != nullptr) {
      open_[command.call].asked = command.asked;
      stores_.log.call_asked(command.call, to_string(command.order->purpose),
                             command.order->priority);
      stores_.log.prompt(command.call, *command.order->prompt);
      scheduler_.ask(now, std::move(*command.order));
    } else if (command.task != nullptr) {
      Job& task = *command.task;
      tasks_.emplace(command.call, std::move(command.task));
      task.begin(context_);
    } else {
      cancel(command.call);
    }
  }
  commands.clear();
}

void CallLoop::cancel(CallId call) {
  if (const auto task = tasks_.find(call); task != tasks_.end()) {
    task->second->cancel();
    tasks_.erase(task);
    return;
  }
  if (!scheduler_.cancel(moment(), call)) return;
  carry_out_decisions();  // what it has cost comes first
  CallEvent event;
  event.kind = CallEvent::Kind::cancelled;
  if (open_.contains(call)) end_call(call, std::move(event));
}

// --- One round ----------------------------------------------------------------------------------

void CallLoop::run_once() {
  settle();
  mailbox_.send();
  context_.transport.run_once(time_to_wait());
  settle();
  mailbox_.send();
}

/// Until there is nothing to decide and nothing to carry out.
void CallLoop::settle() {
  carry_out_decisions();
  while (!ended_.empty()) {
    tell_scheduler();
    carry_out_decisions();
  }
  const auto due = scheduler_.wakes_at();
  if (due && *due <= clock_.now()) {
    scheduler_.advance(moment());
    carry_out_decisions();
  }
  for (const CallId call : context_.over) tasks_.erase(call);
  context_.over.clear();
  publish();
}

std::chrono::milliseconds CallLoop::time_to_wait() const {
  if (!ended_.empty()) return std::chrono::milliseconds(0);
  auto wait = mailbox_.has_unsent() ? kMailWaits : changed_ ? kPublishEvery : kNothingToDo;
  if (const auto due = scheduler_.wakes_at()) {
    // Rounded up: a wait that ends too early would be followed by many that are too short.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - clock_.now());
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
  }
  return wait;
}

void CallLoop::end() {
  for (auto& [call, task] : tasks_) task->cancel();
  for (auto& [attempt, running] : running_) running.job->cancel();
  std::vector<CallId> calls;
  for (const auto& [call, open] : open_) calls.push_back(call);
  for (const CallId call : calls) scheduler_.cancel(moment(), call);
  if (stores_.ledger_file) {
    if (Status done = stores_.ledger_file->settle(stores_.ledger); !done) {
      notice("ledger: " + done.error().message);
    }
  }
}

// --- What happened ------------------------------------------------------------------------------

void CallLoop::on_piece(AttemptId attempt, const Piece& piece) {
  Running& running = running_.at(attempt);
  ++running.pieces;
  if (!running.first_piece) running.first_piece = clock_.now();
  const auto open = open_.find(running.call);
  if (open == open_.end()) return;  // it was given up; others wait for the whole
  if (!open->second.first_piece) open->second.first_piece = running.first_piece;
  if (running.pieces == 1) scheduler_.words_shown(attempt);
  mailbox_.put_piece(running.call, piece, open->second.last_piece);
}

void CallLoop::on_attempt_end(AttemptId attempt, AttemptEnd end) {
  ended_.push_back({attempt, std::move(end)});
}

void CallLoop::tell_scheduler() {
  changed_ = true;
  const Moment now = moment();
  for (Ended& ended : std::exchange(ended_, {})) {
    const auto running = running_.find(ended.attempt);
    if (running == running_.end()) continue;  // it was aborted meanwhile
    measure(ended.attempt, running->second, ended.end);
    running_.erase(running);
    scheduler_.attempt_ended(now, ended.attempt, std::move(ended.end));
  }
}

Metrics::PlaceId CallLoop::place_of(std::uint32_t provider, const std::string& model) {
  auto& known = places_[provider];
  if (const auto found = known.find(model); found != known.end()) return found->second;
  const Target& target = *chain_[provider];
  const auto place =
      stores_.metrics->place({target.config.kind, model, target.address, target.port});
  return known.emplace(model, place).first->second;
}

LoggedAttempt CallLoop::logged(AttemptId attempt, const Running& running) const {
  return {running.call, attempt, chain_[running.provider]->config.name, running.model};
}

void CallLoop::measure(AttemptId attempt, const Running& running, const AttemptEnd& end) {
  AttemptMeasure measure;
  measure.duration = between(running.started, clock_.now());
  if (running.first_piece) measure.first_piece = between(running.started, *running.first_piece);
  measure.pieces = running.pieces;
  if (end.result) {
    measure.tokens = end.result->tokens;
    stores_.log.answered(logged(attempt, running), measure.tokens,
                         std::chrono::ceil<std::chrono::milliseconds>(measure.duration));
    stores_.log.answer(running.call, *end.result);
  } else {
    measure.why = end.result.error().why;
    measure.tokens = end.result.error().tokens;
    stores_.log.attempt_failed(logged(attempt, running), end.result.error());
  }
  stores_.metrics->attempt_ended(running.place, measure);
}

// --- What is decided ----------------------------------------------------------------------------

void CallLoop::carry_out_decisions() {
  while (true) {
    scheduler_.take_decisions(decisions_);
    if (decisions_.empty()) return;
    changed_ = true;
    cover_spending();
    for (Decision& decision : std::exchange(decisions_, {})) {
      std::visit([this](auto& decided) { carry_out(std::move(decided)); }, decision);
    }
  }
}

/// Before anything is sent, the ledger's file says at least what it may cost.
void CallLoop::cover_spending() {
  if (!stores_.ledger_file) return;
  if (Status done = stores_.ledger_file->cover(stores_.ledger); !done) {
    notice("ledger: " + done.error().message + "; spending is no longer written down");
    stores_.ledger_file.reset();
  }
}

void CallLoop::carry_out(StartAttempt&& start) {
  Running running;
  running.call = start.call;
  running.provider = start.provider;
  running.started = clock_.now();
  running.place = place_of(start.provider, start.model);
  if (const auto open = open_.find(start.call); open != open_.end() && !open->second.started) {
    open->second.started = running.started;
  }
  running.model = start.model;
  const AttemptId attempt = start.attempt;
  stores_.log.attempt_started(logged(attempt, running));
  running.job = make_answer_job(std::move(start), chain_[running.provider]);
  Job& job = *running.job;
  running_.emplace(attempt, std::move(running));
  job.begin(context_);
}

void CallLoop::carry_out(AbortAttempt&& abort) {
  const auto running = running_.find(abort.attempt);
  if (running == running_.end()) return;
  running->second.job->cancel();
  if (abort.stalled) {
    Failure failure;
    failure.why = Why::timeout;
    failure.message = "nothing came in the call's time";
    measure(abort.attempt, running->second, {std::move(failure)});
  }
  running_.erase(running);
}

void CallLoop::carry_out(CallAnswered&& answered) {
  const Open& open = open_.at(answered.call);
  CallEvent event;
  event.kind = CallEvent::Kind::answered;
  event.answer = std::make_unique<Answer>(std::move(answered.answer));
  const TimePoint now = clock_.now();
  event.answer->timings = {between(open.asked, open.started.value_or(now)),
                           between(open.asked, open.first_piece.value_or(now)),
                           between(open.asked, now)};
  event.answer->cost = cost_of(answered.bills);
  event.answer->steps = std::move(answered.steps);
  event.bills = std::move(answered.bills);
  end_call(answered.call, std::move(event));
}

void CallLoop::carry_out(CallFailed&& failed) {
  CallEvent event;
  event.kind = CallEvent::Kind::failed;
  event.failure = std::make_unique<Failure>(std::move(failed.failure));
  event.failure->steps = std::move(failed.steps);
  event.bills = std::move(failed.bills);
  end_call(failed.call, std::move(event));
}

void CallLoop::carry_out(CallBilled&& billed) {
  CallEvent event;
  event.kind = CallEvent::Kind::cancelled;
  event.bills = std::move(billed.bills);
  end_call(billed.call, std::move(event));
}

void CallLoop::carry_out(AlertRaised&& raised) {
  const BudgetAlert& alert = raised.alert;
  stores_.log.budget_alert(alert.account, alert.percent, alert.spent, alert.limit);
  notice("budget: " + to_text(alert));
}

void CallLoop::end_call(CallId call, CallEvent event) {
  event.call = call;
  open_.erase(call);
  mailbox_.put(std::move(event));
}

void CallLoop::notice(std::string text) {
  CallEvent event;
  event.kind = CallEvent::Kind::notice;
  event.text = std::move(text);
  mailbox_.put(std::move(event));
}

/// For other threads, which read it at any time: not in every round, but soon.
void CallLoop::publish() {
  if (!changed_) return;
  const Moment now = moment();
  if (now.time - published_ < kPublishEvery && !running_.empty()) return;
  VoicesStatistics statistics = scheduler_.statistics(now);
  for (std::size_t i = 0; i < chain_.size(); ++i) {
    statistics.providers[i].model = chain_[i]->config.model;
  }
  stores_.metrics->publish(statistics);
  if (std::string text = stores_.cache.take_notice(); !text.empty()) {
    stores_.log.cache_notice(text);
    notice("cache: " + text);
  }
  published_ = now.time;
  changed_ = false;
}

}  // namespace skald::voices
