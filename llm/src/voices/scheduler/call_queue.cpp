#include "voices/scheduler/call_queue.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "skald/replay/assert.h"

namespace skald::voices {
namespace {

std::size_t index_of(Priority priority) { return static_cast<std::size_t>(priority); }

}  // namespace

CallQueue::CallQueue(const QueueConfig& config) : config_(config) {}

std::optional<CallId> CallQueue::push(CallId call, Priority priority, TimePoint now) {
  if (counted_[index_of(priority)] >= config_.of(priority).waiting) return call;
  std::optional<CallId> dropped;
  if (std::accumulate(counted_.begin(), counted_.end(), std::size_t{0}) >= config_.waiting) {
    dropped = newest_below(priority);
    if (!dropped) return call;
    remove(*dropped);
  }
  insert(call, {priority, now, true});
  return dropped;
}

void CallQueue::put_back(CallId call, Priority priority, TimePoint since) {
  insert(call, {priority, since, false});
}

std::optional<CallId> CallQueue::take(TimePoint now, const std::function<bool(CallId)>& may_start) {
  const std::optional<CallId> call = find(now, may_start);
  if (call) remove(*call);
  return call;
}

bool CallQueue::remove(CallId call) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) return false;
  const Waiting& waiting = found->second;
  const std::size_t which = index_of(waiting.priority);
  classes_[which].erase({waiting.since, call});
  if (waiting.counts) --counted_[which];
  calls_.erase(found);
  return true;
}

bool CallQueue::contains(CallId call) const { return calls_.contains(call); }

std::size_t CallQueue::size() const { return calls_.size(); }

std::size_t CallQueue::size(Priority priority) const { return classes_[index_of(priority)].size(); }

std::vector<CallId> CallQueue::in_order(TimePoint now) const {
  std::vector<CallId> order;
  order.reserve(calls_.size());
  find(now, [&order](CallId call) {
    order.push_back(call);
    return false;
  });
  return order;
}

void CallQueue::insert(CallId call, const Waiting& waiting) {
  const bool is_new = calls_.try_emplace(call, waiting).second;
  SKALD_ASSERT(is_new, "a call waits in the queue already");
  classes_[index_of(waiting.priority)].insert({waiting.since, call});
  if (waiting.counts) ++counted_[index_of(waiting.priority)];
}

std::optional<CallId> CallQueue::newest_below(Priority priority) const {
  for (std::size_t lowest = kClasses - 1; lowest > index_of(priority); --lowest) {
    const std::set<Place>& waiting = classes_[lowest];
    const auto newest = std::find_if(waiting.rbegin(), waiting.rend(), [this](const Place& place) {
      return calls_.at(place.call).counts;
    });
    if (newest != waiting.rend()) return newest->call;
  }
  return std::nullopt;
}

std::int64_t CallQueue::aged(std::size_t priority, TimePoint since, TimePoint now) const {
  const auto own = static_cast<std::int64_t>(priority);
  if (config_.ageing_ms == 0 || now <= since) return own;
  const std::int64_t steps = (now - since) / std::chrono::milliseconds(config_.ageing_ms);
  return std::max<std::int64_t>(own - steps, 0);
}

std::optional<CallId> CallQueue::find(TimePoint now,
                                      const std::function<bool(CallId)>& may_start) const {
  std::array<std::set<Place>::const_iterator, kClasses> next;
  for (std::size_t i = 0; i < kClasses; ++i) next[i] = classes_[i].begin();
  while (true) {
    std::size_t best = kClasses;
    std::int64_t best_class = 0;
    for (std::size_t i = 0; i < kClasses; ++i) {
      if (next[i] == classes_[i].end()) continue;
      const std::int64_t its_class = aged(i, next[i]->since, now);
      if (best == kClasses || std::tie(its_class, *next[i]) < std::tie(best_class, *next[best])) {
        best = i;
        best_class = its_class;
      }
    }
    if (best == kClasses) return std::nullopt;
    const CallId call = next[best]->call;
    if (may_start(call)) return call;
    ++next[best];
  }
}

}  // namespace skald::voices
