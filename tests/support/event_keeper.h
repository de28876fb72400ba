// A recorder that keeps what people are told beside a session's arrivals. Pure.
#pragma once

#include <string>
#include <vector>

#include "skald/replay/events.h"

namespace skald::test {

class EventKeeper final : public Recorder {
 public:
  using EventSink::put;
  void put(const event::Billed& billed) override {
    bills.push_back({billed.request, tick, billed.cost_pico_usd, billed.marks,
                     std::string(billed.provider) + '/' + std::string(billed.model)});
    order += "billed ";
  }
  void put(const event::Steps& value) override {
    steps.push_back(std::to_string(value.request) + ' ' + std::string(value.steps));
    order += "steps ";
  }
  void put(const event::Notice& value) override { notices.emplace_back(value.text); }
  void put(const event::Finished&) override { order += "finished "; }
  void put(const event::Failed&) override { order += "failed "; }
  void put(const event::Late&) override { order += "late "; }
  void put(const event::Cancelled& value) override { cancelled.push_back(value.request); }

  bool wants_trace() const override { return false; }
  void sealed(TickNumber sealed, const Digest&) override { tick = sealed + 1; }
  void snapshot(const Digest&, Bytes) override {}
  bool healthy() const override { return true; }

  struct Billed {
    std::uint64_t request = 0;
    TickNumber tick = 0;
    std::uint64_t cost_pico_usd = 0;
    std::uint64_t marks = 0;
    std::string from;
  };
  std::vector<Billed> bills;
  std::vector<std::string> steps;
  std::vector<std::string> notices;
  std::vector<std::uint64_t> cancelled;
  std::string order;  // of what ends a request and what tells of it
  TickNumber tick = 1;
};

}  // namespace skald::test
