// What arrivals do: the same for a live session and for a replay.
#include <algorithm>

#include "skald/replay/door.h"

namespace skald {

bool Door::apply(const event::Input& input) {
  return inputs_.decode(input.type, as_bytes(input.payload.text));
}

bool Door::apply(const event::Piece& piece) {
  const std::size_t slot = slot_of_ordinal(piece.request);
  if (slot == kNoSlot || pending_[slot].ended) return false;
  arrive(ArrivalKind::piece, slot, piece.text.text);
  return true;
}

bool Door::apply(const event::Finished& finished) {
  const std::size_t slot = slot_of_ordinal(finished.request);
  if (slot == kNoSlot || pending_[slot].ended) return false;
  Arrival& arrival = arrive(ArrivalKind::finished, slot, finished.text.text);
  arrival.why = static_cast<Why>(finished.why);
  arrival.usage = {finished.tokens_in, finished.tokens_out, finished.cost_pico_usd};
  places_.back().source = finished.source;
  places_.back().rule = finished.rule;
  places_.back().told = finished.told;
  places_.back().effects = finished.effects;
  Pending& pending = pending_.edit(slot);
  pending.rule = finished.rule;
  pending.told = finished.told;
  pending.effects = finished.effects;
  end_reply(slot);
  return true;
}

bool Door::apply(const event::Failed& failed) {
  const std::size_t slot = slot_of_ordinal(failed.request);
  if (slot == kNoSlot || pending_[slot].ended) return false;
  Arrival& arrival = arrive(ArrivalKind::failed, slot, {});
  arrival.why = static_cast<Why>(failed.why);
  arrival.usage = {failed.tokens_in, failed.tokens_out, failed.cost_pico_usd};
  end_reply(slot);
  return true;
}

bool Door::apply(const event::Heard& heard) {
  const std::size_t slot = slot_of_ordinal(heard.request);
  if (slot == kNoSlot || heard.bytes > pending_[slot].so_far.size()) return false;
  hear(slot, static_cast<std::uint32_t>(heard.bytes));
  return true;
}

/// Counts an arrival and adds its words to what was said so far.
Arrival& Door::arrive(ArrivalKind kind, std::size_t slot, std::string_view delta) {
  ++arrivals_total_;
  Pending& pending = pending_.edit(slot);
  ArrivalPlace place;
  place.slot = slot;
  place.begin = pending.so_far.size();
  pending.so_far.append(delta);
  place.end = pending.so_far.size();
  if (!delta.empty() || kind == ArrivalKind::finished) pending.spoke = true;
  places_.push_back(std::move(place));

  Arrival arrival;
  arrival.kind = kind;
  arrival.request = pending.request.id;
  arrival.speaker = pending.request.ask.speaker;
  arrival.listener = pending.request.ask.listener;
  arrival.purpose = pending.request.ask.purpose;
  arrivals_.push_back(arrival);
  return arrivals_.back();
}

/// The outcome has come. The words count as heard now, or the request waits to be told.
void Door::end_reply(std::size_t slot) {
  count(arrivals_.back().usage);
  Pending& pending = pending_.edit(slot);
  if (pending.so_far.empty()) {
    close(slot);
  } else if (rules_.game_reports_heard) {
    pending.ended = true;
    pending.ended_at = tick_number_;
  } else {
    pending.ended = true;
    hear(slot, static_cast<std::uint32_t>(pending.so_far.size()));
  }
}

void Door::hear(std::size_t slot, std::uint32_t bytes) {
  arrive(ArrivalKind::heard, slot, {}).heard_bytes = bytes;
  if (bytes > 0) remember_heard(pending_[slot], bytes);
  if (pending_[slot].ended) close(slot);
}

/// Memory of what was said grows here and nowhere else, so that a replay's is the same.
void Door::remember_heard(const Pending& pending, std::uint32_t bytes) {
  const Ask& ask = pending.request.ask;
  HeardWords heard{ask.speaker,  ask.listener, std::string_view(pending.so_far).substr(0, bytes),
                   pending.rule, {},           pending.effects,
                   tick_number_};
  const auto tell = [&](std::string_view name) {
    for (const Fact& fact : ask.facts) {
      if (fact.name == name) heard.told.push_back(spoken_key(name, fact.value));
    }
  };
  if (pending.rule.empty()) {
    for (const std::string& name : ask.news) tell(name);
  }
  for (std::string_view left = pending.told; !left.empty();) {
    const std::size_t comma = std::min(left.find(','), left.size());
    tell(left.substr(0, comma));
    left.remove_prefix(std::min(comma + 1, left.size()));
  }
  spoken_.hear(heard);
}

void Door::expire_unheard() {
  if (!rules_.game_reports_heard) return;
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    const Pending& pending = pending_[slot];
    if (pending.open && pending.ended &&
        tick_number_ >= pending.ended_at + DoorRules::kHeardWithin) {
      hear(slot, 0);
    }
  }
}

void Door::close(std::size_t slot) {
  closed_.push_back({slot, std::move(pending_.edit(slot).so_far)});
  remember({generation_, pending_[slot].request.id}, ordinals_[slot]);
  pending_.edit(slot) = Pending{};
  ordinals_[slot] = 0;
}

Door::Overdue Door::overdue(const Pending& pending) const {
  const Ask& ask = pending.request.ask;
  if (!pending.open || pending.ended) return Overdue::no;
  if (ask.delivery == Delivery::fixed) {
    return tick_number_ >= pending.request.asked + std::max(ask.fixed_ticks, 1U)
               ? Overdue::first_words
               : Overdue::no;
  }
  if (!pending.spoke && tick_number_ >= pending.request.asked + ask.first_words_within) {
    return Overdue::first_words;
  }
  return tick_number_ >= pending.request.asked + ask.finish_within ? Overdue::end : Overdue::no;
}

std::uint64_t Door::close_arrivals() {
  orphans_ = false;  // the recording has told their end
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (overdue(pending_[slot]) != Overdue::no) return ordinals_[slot];
  }
  expire_unheard();
  show_arrivals();
  return 0;
}

void Door::show_arrivals() {
  make_views();
  tick_.arrivals_ = arrivals_;
  tick_.inputs_ = inputs_.lists();
  enter_section("step");
}

/// Points arrivals at their words: before the world's step, and again after asks and cancels have
/// moved them.
void Door::make_views() {
  for (std::size_t i = 0; i < arrivals_.size(); ++i) {
    const ArrivalPlace& place = places_[i];
    // A slot's first closing is the one that this tick's arrivals belong to: it may be taken by a
    // new request, and even closed again, when asks and cancels are taken over.
    const auto closed = std::find_if(closed_.begin(), closed_.end(), [&](const ClosedText& text) {
      return text.slot == place.slot;
    });
    const std::string* words =
        closed == closed_.end() ? &pending_[place.slot].so_far : &closed->text;
    Arrival& arrival = arrivals_[i];
    arrival.so_far = std::string_view(*words).substr(0, place.end);
    arrival.delta = arrival.so_far.substr(place.begin);
    arrival.source = place.source;
    arrival.rule = place.rule;
    arrival.told = place.told;
    arrival.effects = place.effects;
  }
}

}  // namespace skald
