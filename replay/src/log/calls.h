// The index of requests for people, derived from the events: what `inspect` and `cost` quote.
#pragma once

#include <string>
#include <vector>

#include "skald/replay/arrival.h"
#include "skald/replay/events.h"
#include "skald/replay/log.h"
#include "store/sqlite.h"

namespace skald {

/// Which tick the events that are being read belong to.
class TickCursor {
 public:
  Generation generation() const { return generation_; }
  /// The tick whose events come next.
  TickNumber open_tick() const { return sealed_ + 1; }
  void on(const event::Sealed&) { ++sealed_; }
  void on(const event::Still& still) { sealed_ += still.ticks; }
  void on(const event::Loaded& loaded) {
    generation_ = static_cast<Generation>(loaded.generation);
    sealed_ = loaded.tick;
  }

 private:
  Generation generation_ = 0;
  TickNumber sealed_ = 0;
};

struct Call {
  std::uint64_t request = 0;
  Generation generation = 0;
  TickNumber asked = 0;
  TickNumber ended = 0;  // 0: no outcome yet
  std::uint32_t speaker = 0;
  Purpose purpose = Purpose::dialogue;
  std::string outcome = "pending";  // finished, failed, cancelled, end_of_generation
  std::string source;
  std::string rule;
  Why why = Why::none;
  std::uint64_t bytes = 0;
  Usage usage;  // as the world saw it
  /// What was billed for it, by any provider, also after its end.
  std::uint64_t bills = 0;
  std::uint64_t tokens_cached = 0;
  std::uint64_t billed_pico_usd = 0;
  std::string steps;  // how it was answered: "cloud: timeout; backup: answered"
};

/// Something that people are told beside the requests: a budget's alert.
struct CallNotice {
  std::uint64_t after = 0;  // the request that was asked last before it
  Generation generation = 0;
  TickNumber tick = 0;
  std::string text;
};

/// Reads events and keeps a Call for each request.
class CallIndex : public EventSink {
 public:
  using EventSink::put;
  void put(const event::Sealed& sealed) override { cursor_.on(sealed); }
  void put(const event::Still& still) override { cursor_.on(still); }
  void put(const event::Loaded& loaded) override;
  void put(const event::Asked& asked) override;
  void put(const event::Piece& piece) override;
  void put(const event::Finished& finished) override;
  void put(const event::Failed& failed) override;
  void put(const event::Cancelled& cancelled) override;
  void put(const event::Billed& billed) override;
  void put(const event::Steps& steps) override;
  void put(const event::Notice& notice) override;

  const std::vector<Call>& calls() const { return calls_; }
  const std::vector<CallNotice>& notices() const { return notices_; }

 private:
  Call* open_call(std::uint64_t request);
  void end(Call& call, const char* outcome);

  TickCursor cursor_;
  std::vector<Call> calls_;  // by request, from 1
  std::vector<CallNotice> notices_;
};

Status write_calls(sqlite::Database& database, const std::vector<Call>& calls);

}  // namespace skald
