#include "voices/scheduler/call_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace skald::voices {
namespace {

using std::chrono::milliseconds;
using Calls = std::vector<CallId>;

constexpr Priority kHigh = Priority::high;
constexpr Priority kMedium = Priority::medium;
constexpr Priority kLow = Priority::low;

TimePoint at(std::int64_t ms) { return TimePoint(milliseconds(ms)); }
bool any(CallId) { return true; }

QueueConfig roomy() {
  QueueConfig config;
  config.high.waiting = config.medium.waiting = config.low.waiting = config.waiting = 100;
  return config;
}

TEST(CallQueue, ServesClassesInStrictOrderAndTheOldestOfAClassFirst) {
  CallQueue queue(roomy());
  queue.push(1, kLow, at(0));
  queue.push(2, kMedium, at(1));
  queue.push(3, kHigh, at(3));
  queue.push(4, kHigh, at(2));
  queue.push(6, kMedium, at(1));
  queue.push(5, kMedium, at(1));
  EXPECT_EQ(queue.in_order(at(10)), (Calls{4, 3, 2, 5, 6, 1}));
  EXPECT_EQ(queue.size(), 6U);
  EXPECT_EQ(queue.size(kMedium), 3U);
  for (const CallId call : Calls{4, 3, 2, 5, 6, 1}) EXPECT_EQ(queue.take(at(10), any), call);
  EXPECT_EQ(queue.take(at(10), any), std::nullopt);
}

TEST(CallQueue, WhoWaitsLongGoesBeforeAFreshCallOfAHigherClass) {
  CallQueue queue(roomy());  // a class for each 2 s
  queue.push(1, kLow, at(0));
  queue.push(2, kMedium, at(1'000));
  queue.push(3, kHigh, at(1'500));
  EXPECT_EQ(queue.in_order(at(1'999)), (Calls{3, 2, 1}));
  EXPECT_EQ(queue.in_order(at(2'000)), (Calls{3, 1, 2})) << "of one class now, and older";
  EXPECT_EQ(queue.in_order(at(3'000)), (Calls{2, 3, 1})) << "medium has become high";
  EXPECT_EQ(queue.in_order(at(4'000)), (Calls{1, 2, 3}));
  queue.push(4, kHigh, at(60'000));
  EXPECT_EQ(queue.in_order(at(60'000)), (Calls{1, 2, 3, 4})) << "nothing is above the highest";
  EXPECT_EQ(queue.size(kLow), 1U) << "by the class it came with";
}

TEST(CallQueue, DoesNotAgeWhereItIsTurnedOffOrTheClockGoesBack) {
  QueueConfig config = roomy();
  config.ageing_ms = 0;
  CallQueue still(config);
  still.push(1, kLow, at(0));
  still.push(2, kHigh, at(900'000));
  EXPECT_EQ(still.in_order(at(1'000'000)), (Calls{2, 1}));
  CallQueue queue(roomy());
  queue.push(1, kLow, at(50'000));
  queue.push(2, kHigh, at(50'001));
  EXPECT_EQ(queue.in_order(at(0)), (Calls{2, 1}));
}

TEST(CallQueue, AFullClassRefusesTheNewcomer) {
  QueueConfig config = roomy();
  config.medium.waiting = 2;
  config.low.waiting = 0;
  CallQueue queue(config);
  EXPECT_EQ(queue.push(1, kMedium, at(0)), std::nullopt);
  EXPECT_EQ(queue.push(2, kMedium, at(0)), std::nullopt);
  EXPECT_EQ(queue.push(3, kMedium, at(1)), 3U);
  EXPECT_EQ(queue.push(4, kLow, at(1)), 4U) << "none of these waits";
  EXPECT_EQ(queue.in_order(at(1)), (Calls{1, 2}));
}

TEST(CallQueue, AFullQueueDropsTheNewestOfTheLowestClassBelowTheNewcomer) {
  QueueConfig config = roomy();
  config.waiting = 3;
  CallQueue queue(config);
  queue.push(1, kLow, at(0));
  queue.push(2, kLow, at(1));
  queue.push(3, kMedium, at(2));
  EXPECT_EQ(queue.push(4, kLow, at(3)), 4U) << "nothing is of a lower class";
  EXPECT_EQ(queue.push(5, kMedium, at(3)), 2U);
  EXPECT_EQ(queue.push(6, kHigh, at(100'000)), 1U) << "however long it waited";
  EXPECT_EQ(queue.push(7, kHigh, at(100'000)), 5U);
  EXPECT_EQ(queue.push(8, kMedium, at(100'000)), 8U);
  EXPECT_EQ(queue.in_order(at(100'000)), (Calls{3, 6, 7}));
}

TEST(CallQueue, WhatIsPutBackKeepsItsPlaceAndIsBeyondTheLimits) {
  QueueConfig config = roomy();
  config.waiting = 2;
  config.low.waiting = 1;
  CallQueue queue(config);
  queue.push(1, kLow, at(0));
  EXPECT_EQ(queue.take(at(0), any), 1U);
  queue.push(2, kLow, at(1));
  queue.put_back(1, kLow, at(0));
  EXPECT_EQ(queue.in_order(at(1)), (Calls{1, 2}));
  EXPECT_EQ(queue.push(3, kHigh, at(1)), std::nullopt) << "one that is put back takes no room";
  EXPECT_EQ(queue.push(4, kHigh, at(1)), 2U);
  EXPECT_EQ(queue.push(5, kHigh, at(1)), 5U) << "1 was let in, and stays";
  EXPECT_EQ(queue.in_order(at(1)), (Calls{3, 4, 1}));
}

TEST(CallQueue, PassesOverWhatMayNotStartAndAsksForEachOnce) {
  CallQueue queue(roomy());
  queue.push(1, kLow, at(0));
  queue.push(2, kHigh, at(0));
  queue.push(3, kHigh, at(1));
  Calls asked;
  const auto only_low = [&](CallId call) {
    asked.push_back(call);
    return call == 1;
  };
  EXPECT_EQ(queue.take(at(1), only_low), 1U);
  EXPECT_EQ(asked, (Calls{2, 3, 1}));
  EXPECT_EQ(queue.in_order(at(1)), (Calls{2, 3}));
}

TEST(CallQueue, ForgetsWhatIsRemoved) {
  CallQueue queue(roomy());
  queue.push(1, kLow, at(0));
  EXPECT_TRUE(queue.contains(1));
  EXPECT_TRUE(queue.remove(1));
  EXPECT_FALSE(queue.remove(1));
  EXPECT_FALSE(queue.contains(1));
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.push(1, kHigh, at(0)), std::nullopt) << "a number may be used again";
}

/// The same in the most obvious way: one list, sorted anew each time.
class NaiveQueue {
 public:
  explicit NaiveQueue(const QueueConfig& config) : config_(config) {}

  std::optional<CallId> push(CallId call, Priority priority, std::int64_t now) {
    std::size_t of_class = 0;
    std::size_t all = 0;
    for (const Item& item : items_) {
      all += item.counts ? 1 : 0;
      of_class += item.counts && item.priority == priority ? 1 : 0;
    }
    if (of_class >= config_.of(priority).waiting) return call;
    std::optional<CallId> dropped;
    if (all >= config_.waiting) {
      auto worst = items_.end();
      for (auto item = items_.begin(); item != items_.end(); ++item) {
        if (!item->counts || item->priority <= priority) continue;
        if (worst == items_.end() || rank(*item) > rank(*worst)) worst = item;
      }
      if (worst == items_.end()) return call;
      dropped = worst->call;
      items_.erase(worst);
    }
    items_.push_back({call, priority, now, true});
    return dropped;
  }
  void put_back(CallId call, Priority priority, std::int64_t since) {
    items_.push_back({call, priority, since, false});
  }
  bool remove(CallId call) {
    return std::erase_if(items_, [call](const Item& item) { return item.call == call; }) != 0;
  }
  Calls in_order(std::int64_t now) const {
    std::vector<std::tuple<std::int64_t, std::int64_t, CallId>> keys;
    for (const Item& item : items_) {
      const std::int64_t steps = now > item.since ? (now - item.since) / config_.ageing_ms : 0;
      const auto own = static_cast<std::int64_t>(item.priority);
      keys.emplace_back(std::max<std::int64_t>(0, own - steps), item.since, item.call);
    }
    std::sort(keys.begin(), keys.end());
    Calls calls;
    for (const auto& key : keys) calls.push_back(std::get<2>(key));
    return calls;
  }
  std::size_t size(Priority priority) const {
    return static_cast<std::size_t>(
        std::count_if(items_.begin(), items_.end(),
                      [priority](const Item& item) { return item.priority == priority; }));
  }

 private:
  struct Item {
    CallId call;
    Priority priority;
    std::int64_t since;
    bool counts;
  };
  static std::tuple<Priority, std::int64_t, CallId> rank(const Item& item) {
    return {item.priority, item.since, item.call};
  }
  QueueConfig config_;
  std::vector<Item> items_;
};

TEST(CallQueue, DoesWhatANaiveQueueDoes) {
  QueueConfig config;
  config.waiting = 12;
  CallQueue queue(config);
  NaiveQueue naive(config);
  std::mt19937 random(11);
  const auto draw = [&random](std::uint32_t below) {
    return static_cast<std::uint32_t>(random()) % below;
  };
  struct Taken {
    CallId call;
    Priority priority;
    std::int64_t since;
  };
  std::vector<Taken> known;  // each call that ever came in, by its number
  std::vector<Taken> taken;
  std::int64_t now = 100'000;
  std::size_t drops = 0;
  for (int step = 0; step < 50'000; ++step) {
    now += draw(20) == 0 ? -std::int64_t{draw(300)} : std::int64_t{draw(400)};
    const std::uint32_t what = draw(10);
    if (what < 5) {
      const Taken next{known.size(), static_cast<Priority>(draw(3)), now};
      known.push_back(next);
      const auto dropped = queue.push(next.call, next.priority, at(now));
      ASSERT_EQ(dropped, naive.push(next.call, next.priority, now)) << step;
      drops += dropped && *dropped != next.call ? 1U : 0U;
    } else if (what < 8) {
      const CallId refused = draw(4);
      const auto may_start = [refused](CallId call) { return call % 4 != refused; };
      const Calls order = naive.in_order(now);
      const auto first = std::find_if(order.begin(), order.end(), may_start);
      const auto call = queue.take(at(now), may_start);
      ASSERT_EQ(call, first == order.end() ? std::nullopt : std::optional(*first)) << step;
      if (!call) continue;
      naive.remove(*call);
      taken.push_back(known[*call]);
    } else if (what == 8 && !taken.empty()) {
      const Taken back = taken.back();
      taken.pop_back();
      queue.put_back(back.call, back.priority, at(back.since));
      naive.put_back(back.call, back.priority, back.since);
    } else if (!known.empty()) {
      const CallId call = known.size() - 1 - draw(30) % known.size();
      ASSERT_EQ(queue.remove(call), naive.remove(call)) << step;
    }
    ASSERT_EQ(queue.in_order(at(now)), naive.in_order(now)) << step;
    ASSERT_EQ(queue.size(kLow), naive.size(kLow)) << step;
  }
  EXPECT_GT(drops, 100U) << "the steps must fill the queue";
}

}  // namespace
}  // namespace skald::voices
