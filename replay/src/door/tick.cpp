#include "skald/replay/tick.h"

#include <algorithm>

#include "skald/replay/door.h"

namespace skald {

void Lane::begin(std::uint64_t seed, TickNumber tick) {
  seed_ = seed;
  tick_ = tick;
  section_ = 0;
  streams_.clear();
  asks_.clear();
  cancels_.clear();
  cancelled_speakers_.clear();
  cancelled_scenes_.clear();
}

RequestId Lane::ask(Ask ask) {
  const auto same = [&](const PendingAsk& other) {
    return other.request.ask.speaker == ask.speaker && other.request.ask.purpose == ask.purpose;
  };
  PendingAsk noted;
  noted.section = section_;
  noted.n = static_cast<std::uint32_t>(std::count_if(asks_.begin(), asks_.end(), same));
  noted.request.id = derive_request_id(tick_, ask.speaker, ask.purpose, noted.n);
  noted.request.asked = tick_;
  noted.request.ask = std::move(ask);
  asks_.push_back(std::move(noted));
  return asks_.back().request.id;
}

void Tick::section(const char* name) {
  door_->enter_section(name);
  main_.section_ = ++sections_;
  for (std::size_t i = 0; i < workers_used_; ++i) workers_[i].section_ = sections_;
}

std::span<Lane> Tick::lanes(std::size_t count) {
  if (workers_.size() < count) workers_.resize(count);
  for (std::size_t i = workers_used_; i < count; ++i) {
    workers_[i].begin(main_.seed_, number_);
    workers_[i].section_ = sections_;
  }
  workers_used_ = std::max(workers_used_, count);
  return {workers_.data(), count};
}

}  // namespace skald
