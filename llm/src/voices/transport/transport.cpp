#include "voices/transport/transport.h"

#include <algorithm>
#include <utility>

#include "voices/transport/ending.h"
#include "voices/transport/socket_poller.h"
#include "voices/transport/transfer.h"

namespace skald::voices {
namespace {

constexpr std::chrono::milliseconds kWaitMax = std::chrono::hours(24);

bool curl_is_ready() {
  // The first caller does it; later ones and other threads wait for the result.
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

std::string with_loopback(const std::string& no_proxy) {
  return "localhost,127.0.0.1,::1" + (no_proxy.empty() ? "" : "," + no_proxy);
}

}  // namespace

struct Transport::Impl {
  using Phase = Transfer::Phase;

  struct Cleanup {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
  };
  SocketPoller poller;
  std::unique_ptr<CURLM, Cleanup> multi;
  HandleOptions handle_options;
  Agenda agenda;
  std::vector<std::unique_ptr<Transfer>> transfers;  // all there are; an id names one of them
  std::vector<std::uint32_t> pool;                   // those of them that are idle
  std::vector<Transfer*> in_use;
  std::vector<Transport::Id> overdue;  // of end_overdue()
  std::vector<Transfer*> settling;     // of settle()
  Clock::time_point curl_deadline = Clock::time_point::max();
  std::size_t running = 0;
  bool in_curl = false;

  ~Impl() {
    for (Transfer* transfer : in_use) {
      if (transfer->added) curl_multi_remove_handle(multi.get(), transfer->easy.get());
    }
    transfers.clear();
    multi.reset();  // calls back while it closes its sockets
  }

  Status open(const TransportOptions& options);
  static int socket_changed(CURL*, curl_socket_t socket, int what, void* impl, void*);
  static int timer_changed(CURLM*, long timeout_ms, void* impl);

  Transport::Id start(const HttpRequest& request, const HttpLimits& limits, HttpSink& sink);
  void cancel(Transport::Id id);
  void run_once(std::chrono::milliseconds wait_max);

  Transfer& take();
  Transfer* find(Transport::Id id) const;
  void add(Transfer& transfer);
  void release(Transfer& transfer);
  void end(Transfer& transfer, const HttpEnd& end);
  int wait_ms(std::chrono::milliseconds wait_max) const;
  void run_curl(std::span<const SocketPoller::Ready> ready);
  void settle();
  void settle(Transfer& transfer);
  void take_results();
  void end_overdue(Clock::time_point now);
};

Status Transport::Impl::open(const TransportOptions& options) {
  if (curl_is_ready()) multi.reset(curl_multi_init());
  if (!multi) return Error{ErrorCode::io, "libcurl does not start; is memory short?"};
  Status opened = poller.open();
  if (!opened) return opened;
  handle_options = {with_loopback(options.no_proxy), &poller};
  CURLM* const handle = multi.get();
  curl_multi_setopt(handle, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(handle, CURLMOPT_MAXCONNECTS, options.connections_max);
  curl_multi_setopt(handle, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.connections_max);
  curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, &Impl::socket_changed);
  curl_multi_setopt(handle, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, &Impl::timer_changed);
  curl_multi_setopt(handle, CURLMOPT_TIMERDATA, this);
  return Done{};
}

int Transport::Impl::socket_changed(CURL*, curl_socket_t socket, int what, void* impl, void*) {
  const bool for_reading = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool for_writing = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  static_cast<Impl*>(impl)->poller.watch(socket, for_reading, for_writing);
  return 0;
}

int Transport::Impl::timer_changed(CURLM*, long timeout_ms, void* impl) {
  static_cast<Impl*>(impl)->curl_deadline =
      timeout_ms < 0 ? Clock::time_point::max()
                     : Clock::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

Transport::Id Transport::Impl::start(const HttpRequest& request, const HttpLimits& limits,
                                     HttpSink& sink) {
  Transfer& transfer = take();
  transfer.prepare(request, limits, sink);
  ++running;
  if (in_curl || transfer.phase == Phase::refused) {
    agenda.to_settle.push_back(&transfer);
  } else {
    add(transfer);
  }
  return transfer.id;
}

Transfer& Transport::Impl::take() {
  if (pool.empty()) {
    pool.push_back(static_cast<std::uint32_t>(transfers.size()));
    transfers.push_back(std::make_unique<Transfer>(handle_options, agenda));
    SKALD_ASSERT(transfers.back()->easy != nullptr, "libcurl has no memory for a handle");
    transfers.back()->id = pool.back();
  }
  Transfer& transfer = *transfers[pool.back()];
  pool.pop_back();
  transfer.id += Transport::Id{1} << 32;  // no two uses share an id, and none is 0
  transfer.place = in_use.size();
  in_use.push_back(&transfer);
  return transfer;
}

/// The transfer while its sink may still hear of it.
Transfer* Transport::Impl::find(Transport::Id id) const {
  const std::size_t index = id & 0xffff'ffffU;
  if (index >= transfers.size() || transfers[index]->id != id) return nullptr;
  return transfers[index]->sink != nullptr ? transfers[index].get() : nullptr;
}

void Transport::Impl::add(Transfer& transfer) {
  transfer.phase = Phase::running;
  const CURLMcode added = curl_multi_add_handle(multi.get(), transfer.easy.get());
  SKALD_ASSERT(added == CURLM_OK, "libcurl did not take a handle that was free");
  transfer.added = true;
}

/// Back to the pool. If a response was under way, curl closes its connection here.
void Transport::Impl::release(Transfer& transfer) {
  if (transfer.added) curl_multi_remove_handle(multi.get(), transfer.easy.get());
  transfer.added = false;
  transfer.sink = nullptr;
  transfer.phase = Phase::idle;
  in_use.back()->place = transfer.place;
  std::swap(in_use[transfer.place], in_use.back());
  in_use.pop_back();
  pool.push_back(static_cast<std::uint32_t>(transfer.id));
}

void Transport::Impl::cancel(Transport::Id id) {
  Transfer* const transfer = find(id);
  if (transfer == nullptr) return;
  --running;
  if (!in_curl) return release(*transfer);
  transfer->sink = nullptr;
  transfer->phase = Phase::cancelled;
  agenda.to_settle.push_back(transfer);
}

void Transport::Impl::end(Transfer& transfer, const HttpEnd& end) {
  HttpSink* const sink = transfer.sink;
  release(transfer);
  if (sink == nullptr) return;
  --running;
  sink->on_end(end);
}

void Transport::Impl::run_once(std::chrono::milliseconds wait_max) {
  const std::span<const SocketPoller::Ready> ready = poller.wait(wait_ms(wait_max));
  // From before the reading: bytes that waited while we were busy are no silence.
  const Clock::time_point now = Clock::now();
  run_curl(ready);
  settle();
  take_results();
  end_overdue(now);
}

int Transport::Impl::wait_ms(std::chrono::milliseconds wait_max) const {
  if (!agenda.to_settle.empty()) return 0;
  std::chrono::milliseconds wait = std::clamp(wait_max, std::chrono::milliseconds(0), kWaitMax);
  const Clock::time_point until = std::min(curl_deadline, agenda.next_deadline);
  if (wait.count() > 0 && until != Clock::time_point::max()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
  }
  return static_cast<int>(wait.count());
}

void Transport::Impl::run_curl(std::span<const SocketPoller::Ready> ready) {
  in_curl = true;
  int ignored = 0;
  for (const SocketPoller::Ready& one : ready) {
    const int what = (one.readable ? CURL_CSELECT_IN : 0) | (one.writable ? CURL_CSELECT_OUT : 0) |
                     (one.failed ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(multi.get(), one.socket, what, &ignored);
  }
  if (curl_deadline != Clock::time_point::max() && curl_deadline <= Clock::now()) {
    curl_deadline = Clock::time_point::max();  // curl says when it wants another
    curl_multi_socket_action(multi.get(), CURL_SOCKET_TIMEOUT, 0, &ignored);
  }
  in_curl = false;
}

/// Does what was put off while curl was running. What sinks put off here waits for the next time:
/// one that starts a refused request again and again must not keep us.
void Transport::Impl::settle() {
  settling.clear();
  settling.swap(agenda.to_settle);
  for (Transfer* transfer : settling) settle(*transfer);
}

void Transport::Impl::settle(Transfer& transfer) {
  switch (transfer.phase) {
    case Phase::waiting:
      return add(transfer);
    case Phase::cancelled:
      return release(transfer);
    case Phase::refused:
      return end(transfer, transfer.end_of(CURLE_OK));
    case Phase::stopped: {
      const HttpEnd stopped{HttpEnd::Kind::stopped, true};
      if (!transfer.can_drain()) return end(transfer, stopped);
      HttpSink* const sink = transfer.sink;
      transfer.drain();
      --running;
      return sink->on_end(stopped);
    }
    case Phase::idle:
    case Phase::running:
    case Phase::draining:
      return;  // settled since
  }
}

void Transport::Impl::take_results() {
  int ignored = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &ignored)) {
    if (message->msg != CURLMSG_DONE) continue;
    void* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    Transfer& done = *static_cast<Transfer*>(transfer);
    end(done, done.end_of(message->data.result));
  }
}

void Transport::Impl::end_overdue(Clock::time_point now) {
  if (now < agenda.next_deadline) return;
  agenda.next_deadline = Clock::time_point::max();
  overdue.clear();
  for (const Transfer* transfer : in_use) {
    const Clock::time_point at = transfer->due().at;
    if (at <= now) {
      overdue.push_back(transfer->id);
    } else {
      agenda.next_deadline = std::min(agenda.next_deadline, at);
    }
  }
  for (const Transport::Id id : overdue) {
    Transfer& transfer = *transfers[id & 0xffff'ffffU];
    // A sink that heard of an earlier end may have cancelled this one.
    if (transfer.id != id || transfer.phase == Phase::idle) continue;
    end(transfer, transfer.end_of(transfer.due().kind));
  }
}

Result<Transport> Transport::open(const TransportOptions& options) {
  auto impl = std::make_unique<Impl>();
  const Status opened = impl->open(options);
  if (!opened) return opened.error();
  return Transport(std::move(impl));
}

Transport::Transport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;
Transport::~Transport() = default;

Transport::Id Transport::start(const HttpRequest& request, const HttpLimits& limits,
                               HttpSink& sink) {
  return impl_->start(request, limits, sink);
}
void Transport::cancel(Id id) { impl_->cancel(id); }
std::size_t Transport::running() const { return impl_->running; }
void Transport::run_once(std::chrono::milliseconds wait_max) { impl_->run_once(wait_max); }
void Transport::wake() { impl_->poller.wake(); }

}  // namespace skald::voices
