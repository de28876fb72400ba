// From the I/O thread to the thread that asked. Bounded: when nobody collects, what is held back
// stays there, and pieces of one call are joined into one event; nothing is dropped.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/models.h"
#include "skald/replay/speaker.h"

namespace skald::voices {

using CallId = std::uint64_t;

/// What a call has to say. Exactly one answered, failed, done or cancelled ends it.
struct CallEvent {
  enum class Kind : std::uint8_t {
    piece,
    progress,
    answered,
    failed,
    done,
    cancelled,  // by its owner; `bills` say what it has cost
    notice,     // of no call: `text` is for people
  };
  CallId call = 0;
  Kind kind = Kind::piece;

  Piece::Kind piece = Piece::Kind::text;
  std::uint32_t tool_index = 0;
  std::string text{};                                // of the piece
  std::unique_ptr<ToolCall> tool{};                  // id and name, with a tool call's first piece
  std::unique_ptr<Answer> answer{};                  // answered
  std::unique_ptr<Failure> failure{};                // failed
  std::unique_ptr<PullProgress> progress{};          // progress
  std::unique_ptr<std::vector<ModelInfo>> models{};  // done
  std::vector<Bill> bills{};                         // answered, failed, cancelled

  bool ends() const {
    return kind != Kind::piece && kind != Kind::progress && kind != Kind::notice;
  }
};

class Mailbox {
 public:
  explicit Mailbox(std::size_t events_max = 4096) : events_max_(events_max) {}

  /// Where a call's last piece lies among those held back.
  struct Place {
    std::uint64_t round = 0;
    std::size_t index = 0;
  };

  // The I/O thread's side. What is put is held back until it is sent: one lock, and one waking of
  // the other side, for all that a round of the network brought.
  void put(CallEvent event);
  void put_piece(CallId call, const Piece& piece, Place& last);
  void send();
  bool has_unsent() const { return !unsent_.empty(); }

  // The other side, one thread.
  /// One atomic read when nothing came. Moves what came to the end of `into`.
  bool collect(std::vector<CallEvent>& into);
  /// Blocks until something is there; false: nothing came in this time.
  bool wait(std::chrono::milliseconds at_most);

 private:
  const std::size_t events_max_;
  std::vector<CallEvent> unsent_;  // the I/O thread's own
  std::uint64_t round_ = 1;        // counts what was sent

  std::atomic<bool> has_mail_ = false;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<CallEvent> events_;
  bool waited_for_ = false;
};

}  // namespace skald::voices
