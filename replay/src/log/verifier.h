// Compares what a replayed world derives with what was recorded, event by event.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "skald/replay/player.h"
#include "skald/replay/validator.h"

namespace skald {

/// The recorder of a replay under validation. Expects a tick's derived events, then compares each
/// as it comes. After the first difference it gathers the rest of the tick for the report.
class Verifier final : public Recorder {
 public:
  explicit Verifier(bool trace) : trace_(trace), encoder_(actual_) {}

  void expect(const TickRecord& record, const Door& door);
  bool differs() const { return differs_; }
  /// What differs. Call after the tick, if `differs()`.
  Divergence report(const ReplayedWorld& world) const;

  bool wants_trace() const override { return trace_; }
  bool healthy() const override { return true; }
  void snapshot(const Digest&, Bytes) override {}
  void sealed(TickNumber tick, const Digest& root) override;

  using Recorder::put;
  void put(const event::Asked& value) override { compare(value); }
  void put(const event::Cancelled& value) override { compare(value); }
  void put(const event::Section& value) override { compare(value); }
  void put(const event::Changed& value) override;
  void put(const event::Drew& value) override { compare(value); }
  void put(const event::Prompt& value) override { compare(value); }

 private:
  /// A change with the section it was made in.
  struct Change {
    std::string_view section;
    event::Changed what;
    bool same_entity(const Change& other) const {
      return what.component == other.what.component && what.entity == other.what.entity;
    }
  };
  using Changes = std::vector<Change>;
  using EntityKey = std::pair<std::uint64_t, std::uint64_t>;

  template <class E>
  void compare(const E& value);
  static Changes changes_of(const std::vector<AnyEvent>& events);
  static bool derived(const AnyEvent& event);
  std::vector<AnyEvent> actual_events() const;
  std::vector<std::uint8_t> base_of(const Change& change) const;
  void report_changes(const std::vector<AnyEvent>& actual, Divergence& into,
                      const ReplayedWorld& world) const;
  void report_field(const Change& culprit, const Changes& recorded, const Changes& replayed,
                    Divergence& into, const ReplayedWorld& world) const;
  void report_draws(const std::vector<AnyEvent>& actual, Divergence& into) const;
  void report_requests(const std::vector<AnyEvent>& actual, Divergence& into) const;

  bool trace_;
  bool differs_ = false;
  bool root_differs_ = false;
  const Door* door_ = nullptr;
  const TickRecord* record_ = nullptr;
  std::vector<const AnyEvent*> expected_;
  std::size_t next_ = 0;
  EventBlock actual_;  // what the replay derived in this tick
  EventEncoder encoder_;
  std::map<EntityKey, std::vector<std::uint8_t>> bases_;  // entities before changes that differ
  Digest root_;
};

}  // namespace skald
