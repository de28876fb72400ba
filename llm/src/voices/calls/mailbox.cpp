#include "voices/calls/mailbox.h"

#include <iterator>
#include <utility>

namespace skald::voices {
namespace {

CallEvent event_of(CallId call, const Piece& piece) {
  CallEvent event;
  event.call = call;
  event.piece = piece.kind;
  event.tool_index = piece.tool_index;
  event.text = piece.text;
  if (!piece.tool_id.empty() || !piece.tool_name.empty()) {
    event.tool = std::make_unique<ToolCall>();
    event.tool->id = piece.tool_id;
    event.tool->name = piece.tool_name;
  }
  return event;
}

bool joins(const CallEvent& last, CallId call, const Piece& piece) {
  return last.call == call && last.kind == CallEvent::Kind::piece && last.piece == piece.kind &&
         last.tool_index == piece.tool_index && piece.tool_id.empty() && piece.tool_name.empty();
}

}  // namespace

void Mailbox::put(CallEvent event) { unsent_.push_back(std::move(event)); }

void Mailbox::put_piece(CallId call, const Piece& piece, Place& last) {
  const bool full = unsent_.size() >= events_max_;
  if (full && last.round == round_ && joins(unsent_[last.index], call, piece)) {
    unsent_[last.index].text += piece.text;
    return;
  }
  last = {round_, unsent_.size()};
  unsent_.push_back(event_of(call, piece));
}

void Mailbox::send() {
  if (unsent_.empty()) return;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (events_.empty()) {
      events_.swap(unsent_);
    } else if (events_.size() < events_max_) {
      events_.insert(events_.end(), std::make_move_iterator(unsent_.begin()),
                     std::make_move_iterator(unsent_.end()));
    } else {
      return;  // nobody collects: the rest waits here, and grows by joining
    }
    wake = waited_for_;
    has_mail_.store(true, std::memory_order_release);
  }
  unsent_.clear();
  ++round_;
  if (wake) arrived_.notify_one();
}

bool Mailbox::collect(std::vector<CallEvent>& into) {
  if (!has_mail_.load(std::memory_order_acquire)) return false;
  const std::lock_guard lock(mutex_);
  if (into.empty()) {
    into.swap(events_);
  } else {
    into.insert(into.end(), std::make_move_iterator(events_.begin()),
                std::make_move_iterator(events_.end()));
  }
  events_.clear();
  has_mail_.store(false, std::memory_order_release);
  return true;
}

bool Mailbox::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  waited_for_ = true;
  const bool came = arrived_.wait_for(lock, at_most, [this] { return !events_.empty(); });
  waited_for_ = false;
  return came;
}

}  // namespace skald::voices
