#include "skald/llm/voices.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "skald/llm/document.h"
#include "skald/llm/inline_speakers.h"
#include "skald/llm/narrator_files.h"
#include "speech/request_prompt.h"
#include "voices/calls/caller.h"
#include "voices/calls/opening.h"
#include "voices/files.h"

namespace skald {
namespace {

constexpr std::chrono::seconds kWaitMax{10};
constexpr std::size_t kFailuresMax = 64;

/// A request that is on its way.
struct Asked {
  RequestKey key;
  std::size_t bytes = 0;   // of text that was handed on
  bool cancelled = false;  // what still comes is only counted
};

Usage usage_of(const std::vector<Bill>& bills) {
  Usage usage;
  for (const Bill& bill : bills) {
    usage.tokens_in += bill.tokens_in;
    usage.tokens_out += bill.tokens_out;
    usage.cost_pico_usd += bill.cost_pico_usd;
  }
  return usage;
}

struct KeyLess {
  bool operator()(const RequestKey& a, const RequestKey& b) const {
    return std::pair(a.generation, a.id.value) < std::pair(b.generation, b.id.value);
  }
};

}  // namespace

struct Voices::Impl {
  VoicesConfig config;
  std::unique_ptr<const Narrator> narrator;
  std::unique_ptr<AnswerBook> book;  // "recorded"

  // A live provider; null if the narrator answers inline, or the book does.
  std::unique_ptr<voices::Caller> caller;
  std::string model;

  std::unordered_map<voices::CallId, Asked> asked;
  std::map<RequestKey, voices::CallId, KeyLess> calls;
  std::vector<voices::CallEvent> events;  // taken from the mailbox, not yet collected
  std::vector<Reply> replies;             // ready to be collected
  std::vector<Failure> failures;

  bool is_live() const { return caller != nullptr; }
  void take(voices::CallEvent& event, std::vector<Reply>& into);
  void close(voices::CallId call);
  void note(Failure failure);
  void take_mail(std::vector<Reply>& into);
  void take_mail() { take_mail(replies); }
};

namespace {

Result<std::unique_ptr<Narrator>> open_narrator(const VoicesConfig& config,
                                                std::string_view inline_speaker,
                                                std::vector<ContentFile> files) {
  auto own = read_narrator_files(config.narrator_files);
  if (!own) {
    const std::string place(config.origin_of("narrator_files"));
    return Error{own.error().code, own.error().message + " (narrator_files: " + place + ")"};
  }
  std::move(own->begin(), own->end(), std::back_inserter(files));
  return find_inline_speaker(inline_speaker)->make(files);
}

Result<std::unique_ptr<AnswerBook>> open_book(const ProviderConfig& config,
                                              const OpenAnswerBook& open) {
  if (!open) {
    return Error{ErrorCode::invalid_argument,
                 "provider '" + config.name + "': recordings are read by " +
                     "skald::read_recorded_answers; give it in VoicesContext::open_answer_book"};
  }
  return open(config.endpoint);
}

}  // namespace

Voices::Voices(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Voices::Voices(Voices&&) noexcept = default;
Voices& Voices::operator=(Voices&&) noexcept = default;
Voices::~Voices() = default;

Result<Voices> Voices::open(const std::string& config_path, VoicesContext context) {
  auto config = load_config(config_path, context.environment);
  if (!config) return config.error();
  return open(*config, std::move(context));
}

Result<Voices> Voices::open(const VoicesConfig& config, VoicesContext context) {
  auto impl = std::make_unique<Impl>();
  impl->config = config;
  const bool answers_inline = find_inline_speaker(config.provider) != nullptr;
  const std::string_view narrator = answers_inline ? config.provider : std::string_view("offline");
  if (!answers_inline) {
    auto provider = resolve_provider(config, config.provider, context.environment);
    if (!provider) return provider.error();
    if (provider->kind == "recorded") {
      auto book = open_book(*provider, context.open_answer_book);
      if (!book) return book.error();
      impl->book = std::move(*book);
    } else {
      auto caller = voices::open_caller(config, context.environment, context.key);
      if (!caller) return caller.error();
      impl->caller = std::move(*caller);
    }
  }
  auto opened = open_narrator(config, narrator, std::move(context.content));
  if (!opened) return opened.error();
  impl->narrator = std::move(*opened);
  return Voices(std::move(impl));
}

const VoicesConfig& Voices::config() const { return impl_->config; }
const Narrator& Voices::narrator() const { return *impl_->narrator; }
bool Voices::answers_inline() const { return !impl_->is_live() && impl_->book == nullptr; }

void Voices::ask(const RequestKey& key, const Request& request) {
  SKALD_ASSERT(!answers_inline(), "a speaker that answers inline is not asked");
  Impl& impl = *impl_;
  if (impl.book != nullptr) {
    if (impl.book->answer(key, request, impl.replies)) return;
    Reply none;
    none.key = key;
    none.kind = Reply::Kind::use_fallback;
    none.why = Why::bad_request;
    impl.replies.push_back(std::move(none));
    Failure failure;
    failure.why = Why::bad_request;
    failure.provider = impl.config.provider;
    failure.message = "the recording has no answer to " + request.ask.cue + " of entity " +
                      std::to_string(request.ask.speaker.value);
    failure.advice = "The run differs from the one that was recorded; the narrator spoke.";
    return impl.note(std::move(failure));
  }
  if (impl.calls.contains(key)) return;
  Prompt prompt = speech::prompt_for(request);
  prompt.model = impl.model;
  voices::CallOrder order;
  order.speaker = request.ask.speaker;
  order.purpose = request.ask.purpose;
  const QueueConfig& queue = impl.config.queue;
  order.priority = queue.priorities[static_cast<std::size_t>(request.ask.purpose)];
  order.timeout = std::chrono::milliseconds(queue.of(order.priority).timeout_ms);
  const voices::CallId call = impl.caller->ask(std::move(order), std::move(prompt));
  impl.calls.emplace(key, call);
  impl.asked.emplace(call, Asked{key});
}

void Voices::cancel(const RequestKey& key) {
  std::erase_if(impl_->replies, [&](const Reply& reply) { return reply.key == key; });
  const auto found = impl_->calls.find(key);
  if (found == impl_->calls.end()) return;
  impl_->caller->cancel(found->second);
  impl_->asked.at(found->second).cancelled = true;
  impl_->calls.erase(found);
}

void Voices::collect(std::vector<Reply>& into) {
  Impl& impl = *impl_;
  if (!impl.replies.empty()) {
    into.insert(into.end(), std::make_move_iterator(impl.replies.begin()),
                std::make_move_iterator(impl.replies.end()));
    impl.replies.clear();
  }
  impl.take_mail(into);
}

void Voices::wait_for(const RequestKey& key) {
  const auto until = std::chrono::steady_clock::now() + kWaitMax;
  for (impl_->take_mail(); impl_->calls.contains(key); impl_->take_mail()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !impl_->caller->mailbox().wait(left)) return;
  }
}

void Voices::wait_until_idle() {
  if (!impl_->is_live()) return;
  for (impl_->take_mail(); !impl_->asked.empty(); impl_->take_mail()) {
    impl_->caller->mailbox().wait(kWaitMax);
  }
}

void Voices::use_model(std::string name) { impl_->model = std::move(name); }

VoicesStatistics Voices::statistics() const {
  return impl_->is_live() ? impl_->caller->statistics() : VoicesStatistics{};
}

std::uint16_t Voices::metrics_port() const {
  return impl_->is_live() ? impl_->caller->metrics_port() : std::uint16_t{0};
}

std::vector<Failure> Voices::take_failures() { return std::exchange(impl_->failures, {}); }

void Voices::Impl::take_mail(std::vector<Reply>& into) {
  if (caller == nullptr || !caller->mailbox().collect(events)) return;
  for (voices::CallEvent& event : events) take(event, into);
  events.clear();
}

/// Words go on as they came; what ends a call becomes what ends its request.
void Voices::Impl::take(voices::CallEvent& event, std::vector<Reply>& into) {
  using Kind = voices::CallEvent::Kind;
  Reply reply;
  if (event.kind == Kind::notice) {
    reply.kind = Reply::Kind::notice;
    reply.text = std::move(event.text);
    into.push_back(std::move(reply));
    return;
  }
  const auto found = asked.find(event.call);
  if (found == asked.end()) return;
  Asked& request = found->second;
  reply.key = request.key;
  if (event.kind == Kind::piece) {
    if (event.piece != Piece::Kind::text || request.cancelled) return;  // only words are for it
    request.bytes += event.text.size();
    reply.text = std::move(event.text);
    into.push_back(std::move(reply));
    return;
  }
  if (!event.ends()) return;
  reply.usage = usage_of(event.bills);
  reply.bills = std::move(event.bills);
  if (event.kind == Kind::answered) {
    reply.kind = Reply::Kind::finished;
    reply.text = event.answer->text.substr(std::min(request.bytes, event.answer->text.size()));
    reply.source = event.answer->provider + ':' + event.answer->model;
    reply.steps = std::move(event.answer->steps);
  } else if (event.kind == Kind::failed) {
    reply.kind = Reply::Kind::use_fallback;
    reply.why = event.failure->why;
    reply.steps = event.failure->steps;
    if (!request.cancelled) note(std::move(*event.failure));
  } else {
    reply.kind = Reply::Kind::billed;
    reply.usage = {};
  }
  close(event.call);
  if (reply.kind != Reply::Kind::billed || !reply.bills.empty()) into.push_back(std::move(reply));
}

void Voices::Impl::close(voices::CallId call) {
  const auto found = asked.find(call);
  if (!found->second.cancelled) calls.erase(found->second.key);
  asked.erase(found);
}

void Voices::Impl::note(Failure failure) {
  if (failures.size() == kFailuresMax) failures.erase(failures.begin());
  failures.push_back(std::move(failure));
}

}  // namespace skald
