// The one door of a world. Whatever is not derived enters through it at a tick boundary, is
// numbered, recorded, then applied: the same code for a live session and for a replay. Games use
// Session and tools use Player; both are thin around this.
//
// One thread: the one that ticks.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/arrival.h"
#include "skald/replay/events.h"
#include "skald/replay/request.h"
#include "skald/replay/speaker.h"
#include "skald/replay/spoken.h"
#include "skald/replay/state_tree.h"
#include "skald/replay/table.h"
#include "skald/replay/tick.h"

namespace skald {

/// A request that has no outcome yet. Part of the world's state: hashed, saved and restored with
/// it.
struct Pending {
  bool open = false;
  bool spoke = false;  // first words have come
  bool ended = false;  // its outcome came; it waits for `heard`
  TickNumber ended_at = 0;
  Request request;
  Digest hash;
  std::string so_far;
  std::string rule;  // of what ended it, until it is heard: see Utterance
  std::string told;
  std::string effects;
};

template <class V>
void describe(V& v, Digest& digest) {
  v("high", digest.high);
  v("low", digest.low);
}
template <class V>
void describe(V& v, Pending& pending) {
  v("open", pending.open);
  v("spoke", pending.spoke);
  v("ended", pending.ended);
  v("ended_at", pending.ended_at);
  v("request", pending.request);
  v("hash", pending.hash);
  v("so_far", pending.so_far);
  v("rule", pending.rule);
  v("told", pending.told);
  v("effects", pending.effects);
}

/// What the world can see of a session's configuration. Recorded.
struct DoorRules {
  std::uint64_t seed = 0;
  /// False: a reply counts as heard, whole, when it ends. True: the game says so (Session::heard),
  /// within kHeardWithin ticks, or it counts as not heard.
  bool game_reports_heard = false;
  static constexpr TickNumber kHeardWithin = 3600;
  /// Ticks from an ask to the words of an inline speaker, at least 1.
  std::uint32_t inline_delay = 6;
};

/// Decodes inputs into the world's typed lists.
class InputPort {
 public:
  virtual ~InputPort() = default;
  virtual void clear() = 0;
  [[nodiscard]] virtual bool decode(std::string_view type, Bytes payload) = 0;
  virtual std::span<const InputList> lists() = 0;
};

/// Cosmetic text: for the screen only.
struct ScreenText {
  EntityId speaker;
  Purpose purpose = Purpose::dialogue;
  std::string text;
};

class Door {
 public:
  /// `components` are the world's; `recorder` and `speaker` may be null.
  Door(const DoorRules& rules, std::vector<std::unique_ptr<Component>> components,
       InputPort& inputs, Recorder* recorder, Speaker* speaker);
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  TickNumber tick_number() const { return tick_number_; }
  Generation generation() const { return generation_; }
  const Digest& root() const { return root_; }
  std::uint64_t requests() const { return ordinals_given_; }
  std::uint64_t arrivals() const { return arrivals_total_; }
  const Usage& usage() const { return usage_; }

  // --- One tick, live: begin_live, the world's step, end. On replay: begin, apply each recorded
  // --- event, close_arrivals, the world's step, end.

  /// Opens a tick. Nothing has arrived yet.
  void begin();
  /// Records and applies everything that has come, then speaks for whoever is past a deadline.
  void begin_live();
  Tick& tick() { return tick_; }
  /// Takes over asks and cancels, computes the root, records.
  void end();

  // --- What enters. Live sessions queue it; a replay applies what the log says.

  void queue_input(std::string_view type, std::vector<std::uint8_t> payload);
  void queue_heard(RequestId request, std::uint32_t bytes);
  /// False: the event does not fit this world (unknown input, unknown request): it diverged.
  [[nodiscard]] bool apply(const event::Input& input);
  [[nodiscard]] bool apply(const event::Piece& piece);
  [[nodiscard]] bool apply(const event::Finished& finished);
  [[nodiscard]] bool apply(const event::Failed& failed);
  [[nodiscard]] bool apply(const event::Heard& heard);
  /// Replay: the ordinal of a request whose deadline passed without its arrival, or 0.
  std::uint64_t close_arrivals();

  // --- Snapshots.

  std::vector<std::uint8_t> snapshot() const;
  /// A load: the snapshot's state under a new generation. False: not this world's snapshot, and the
  /// state is then unusable.
  [[nodiscard]] bool load(Bytes snapshot);
  /// A rollback or seek: generation and pending requests stay those of the snapshot's moment.
  struct RestorePoint;
  RestorePoint restore_point() const;
  [[nodiscard]] bool restore(const RestorePoint& point);

  // --- For reports and checks.

  const StateTree& state() const { return tree_; }
  void enter_section(const char* name);
  const SpokenMemory& spoken() const { return spoken_; }
  /// A request that has no outcome yet, or null.
  const Pending* pending(RequestId request) const;
  /// "rumours.cpp:88": where a stream was last taken in this tick; empty if it was not.
  std::string drawn_at(std::string_view stream, std::uint32_t entity) const;
  std::vector<ScreenText> take_screen_texts();
  /// Rehash everything at both ends of each tick and assert that nothing changed unseen.
  void check_every_tick(bool on) { checked_ = on; }

 private:
  struct QueuedInput {
    std::string_view type;  // a literal of the input type; empty: heard
    std::vector<std::uint8_t> payload;
    RequestId request;
    std::uint32_t bytes = 0;
  };
  /// Words that are known but not yet visible: inline ones until their tick, fixed ones until
  /// theirs.
  struct Held {
    RequestKey key;
    TickNumber due = 0;
    bool ended = false;
    bool narrated = false;  // the narrator's: made when they are due, from what was said until then
    std::string text;
    std::string source;
    Why why = Why::none;
    bool failed = false;
    Usage usage;
  };
  struct Cosmetic {
    RequestKey key;
    std::uint64_t ordinal = 0;
    Request request;
    TickNumber due = 0;  // the narrator's; 0: when the speaker has ended
    std::string text;
  };

  template <class E>
  void record(const E& event) {
    if (recorder_ != nullptr) recorder_->put(event);
  }
  template <class E>
  void admit(const E& event) {
    record(event);
    SKALD_ASSERT(apply(event), "the door admitted what it cannot apply");
  }

  // live arrivals (door_live.cpp)
  void take_inputs();
  void end_orphans();
  void wait_for_fixed();
  void take_replies();
  void take_reply(const Reply& reply);
  void take_words(const Reply& reply);
  void hold(Held& held, const Reply& reply);
  bool take_cosmetic(const Reply& reply);
  void show(const Cosmetic& cosmetic);
  void release_due();
  void release(const Held& held);
  void meet_deadlines();
  void narrate(std::size_t slot, Why why, const Usage& usage);
  void fail(std::size_t slot, Why why, const Usage& usage);
  void speak_fallback(std::size_t slot, Why why, const Usage& usage);
  void cut(std::size_t slot, Why why, const Usage& usage);

  // what it cost (door_bills.cpp)
  void note_late(const Reply& reply);
  void record_bills(const Reply& reply, std::uint64_t ordinal);
  void count(const Usage& usage);
  void drop_held(const RequestKey& key);
  std::uint64_t ordinal_of(const RequestKey& key) const;
  void remember(const RequestKey& key, std::uint64_t ordinal);

  // arrivals, live and on replay (door_arrivals.cpp)
  enum class Overdue { no, first_words, end };
  Overdue overdue(const Pending& pending) const;
  Arrival& arrive(ArrivalKind kind, std::size_t slot, std::string_view delta);
  void end_reply(std::size_t slot);
  void hear(std::size_t slot, std::uint32_t bytes);
  void remember_heard(const Pending& pending, std::uint32_t bytes);
  void expire_unheard();
  void close(std::size_t slot);
  void show_arrivals();
  void make_views();

  // requests (door_requests.cpp)
  void take_asks();
  void take_cancels();
  void take_group_cancels(Lane& lane);
  void cancel(RequestId request);
  void cancel_cosmetic(const RequestKey& key);
  void accept(Request&& request);
  void dispatch(std::size_t slot, const Request& request, std::uint64_t ordinal);
  Utterance utterance(const Request& request);
  std::size_t slot_of(RequestId request) const;
  std::size_t slot_of_ordinal(std::uint64_t ordinal) const;
  std::size_t free_slot();
  void tell_draws();

  bool tracing() const { return recorder_ != nullptr && recorder_->wants_trace(); }
  static constexpr std::size_t kNoSlot = ~std::size_t{0};

  DoorRules rules_;
  InputPort& inputs_;
  Recorder* recorder_;
  Speaker* speaker_;
  StateTree tree_;
  Table<Pending> pending_;
  SpokenMemory spoken_;
  std::vector<std::uint64_t> ordinals_;  // by slot; not state: they go on across loads
  std::uint64_t ordinals_given_ = 0;

  Tick tick_;
  TickNumber tick_number_ = 0;
  Generation generation_ = 0;
  Digest root_;
  const char* section_ = "";
  bool checked_ = false;
  std::uint64_t arrivals_total_ = 0;
  Usage usage_;

  /// Where an arrival's words stand: views are made once all arrivals of the tick are known.
  struct ArrivalPlace {
    std::size_t slot = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string source;
    std::string rule;
    std::string told;
    std::string effects;
  };
  struct ClosedText {
    std::size_t slot = 0;
    std::string text;
  };
  std::vector<Arrival> arrivals_;
  std::vector<ArrivalPlace> places_;  // one an arrival
  std::vector<ClosedText> closed_;    // replies closed this tick: arrivals refer to their words
  bool orphans_ = false;              // pending requests came with a loaded save
  std::vector<QueuedInput> queue_;
  std::vector<Held> held_;
  std::vector<Cosmetic> cosmetic_;
  /// Requests that closed lately, so that a bill that comes after the end still names its own.
  struct Closed {
    RequestKey key;
    std::uint64_t ordinal = 0;
  };
  static constexpr std::size_t kClosed = 256;
  std::array<Closed, kClosed> lately_closed_{};
  std::size_t next_closed_ = 0;
  std::vector<Reply> replies_;
  std::vector<ScreenText> screen_;
  std::vector<PendingAsk> asks_;
  std::vector<RequestId> cancels_;
};

/// A moment to come back to within one session: the state, and the words that are on their way.
struct Door::RestorePoint {
  std::vector<std::uint8_t> snapshot;
  Generation generation = 0;
  std::uint64_t ordinals_given = 0;
  std::vector<std::uint64_t> ordinals{};
  std::vector<Held> held{};
  std::vector<Cosmetic> cosmetic{};
  bool orphans = false;
};

}  // namespace skald
