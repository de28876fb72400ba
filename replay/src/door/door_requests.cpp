// How a tick's asks and cancels become pending requests.
#include <algorithm>
#include <array>
#include <tuple>

#include "skald/replay/door.h"

namespace skald {

void Door::take_asks() {
  asks_.clear();
  const auto take = [this](Lane& lane) {
    for (PendingAsk& ask : lane.asks_) asks_.push_back(std::move(ask));
    lane.asks_.clear();
  };
  take(tick_.main_);
  for (std::size_t i = 0; i < tick_.workers_used_; ++i) take(tick_.workers_[i]);
  std::sort(asks_.begin(), asks_.end(), [](const PendingAsk& a, const PendingAsk& b) {
    return std::make_tuple(a.section, a.request.ask.speaker.value, a.request.ask.purpose, a.n) <
           std::make_tuple(b.section, b.request.ask.speaker.value, b.request.ask.purpose, b.n);
  });
  for (PendingAsk& ask : asks_) accept(std::move(ask.request));
  take_cancels();
}

void Door::accept(Request&& request) {
  SKALD_ASSERT(slot_of(request.id) == kNoSlot, "two lanes asked for the same speaker");
  const Digest hash = digest_of(request);
  const std::uint64_t ordinal = ++ordinals_given_;
  record(event::Asked{ordinal, request.ask.speaker.value,
                      static_cast<std::uint64_t>(request.ask.purpose), hash});
  if (tracing()) {
    const std::string prompt = to_text(request);
    record(event::Prompt{ordinal, std::string_view(prompt)});
  }
  if (request.ask.delivery == Delivery::cosmetic) {
    return dispatch(kNoSlot, request, ordinal);
  }
  const std::size_t slot = free_slot();
  ordinals_[slot] = ordinal;
  Pending& pending = pending_.edit(slot);
  pending.open = true;
  pending.hash = hash;
  pending.request = std::move(request);
  dispatch(slot, pending_[slot].request, ordinal);
}

void Door::dispatch(std::size_t slot, const Request& request, std::uint64_t ordinal) {
  if (speaker_ == nullptr) return;
  const RequestKey key{generation_, request.id};
  const bool answered_inline = speaker_->answers_inline();
  const bool fixed = request.ask.delivery == Delivery::fixed;
  const TickNumber due =
      tick_number_ + (fixed ? std::max(request.ask.fixed_ticks, 1U) : rules_.inline_delay);
  if (slot == kNoSlot) {
    cosmetic_.push_back({key, ordinal, request, answered_inline ? due : 0, {}});
  } else if (answered_inline || fixed) {
    held_.push_back({key, due, answered_inline, answered_inline, {}, {}, Why::none, false, {}});
  }
  if (!answered_inline) speaker_->ask(key, request);
}

/// What the narrator says now. The draws are those of the request, whenever it is answered.
Utterance Door::utterance(const Request& request) {
  std::array<char, 16> purpose{};  // the request's id as a stream purpose: equal nowhere else
  for (std::size_t i = 0; i < purpose.size(); ++i) {
    purpose[i] = static_cast<char>('a' + ((request.id.value >> (4 * i)) & 0xF));
  }
  StreamState stream = open_stream(rules_.seed, "narrator", request.ask.speaker.value,
                                   request.asked, std::string_view(purpose.data(), purpose.size()));
  Utterance said = speaker_->narrator().speak(request, spoken_, Rng(stream));
  if (!said.fault.empty()) record(event::Notice{said.fault});
  return said;
}

void Door::take_cancels() {
  cancels_.clear();
  const auto take = [this](Lane& lane) {
    cancels_.insert(cancels_.end(), lane.cancels_.begin(), lane.cancels_.end());
    lane.cancels_.clear();
    take_group_cancels(lane);
  };
  take(tick_.main_);
  for (std::size_t i = 0; i < tick_.workers_used_; ++i) take(tick_.workers_[i]);
  std::sort(cancels_.begin(), cancels_.end());  // which lane cancelled must not show
  for (const RequestId request : cancels_) cancel(request);
}

/// Turns the speakers and scenes that a lane cancelled into requests: those of earlier ticks.
void Door::take_group_cancels(Lane& lane) {
  const auto meant = [&](const Request& request) {
    const auto among = [](const std::vector<EntityId>& group, EntityId id) {
      return id.valid() && std::find(group.begin(), group.end(), id) != group.end();
    };
    return request.asked < tick_number_ && (among(lane.cancelled_speakers_, request.ask.speaker) ||
                                            among(lane.cancelled_scenes_, request.ask.scene));
  };
  if (lane.cancelled_speakers_.empty() && lane.cancelled_scenes_.empty()) return;
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    const Pending& pending = pending_[slot];
    if (pending.open && meant(pending.request)) cancels_.push_back(pending.request.id);
  }
  for (const Cosmetic& cosmetic : cosmetic_) {
    if (meant(cosmetic.request)) cancels_.push_back(cosmetic.key.id);
  }
  lane.cancelled_speakers_.clear();
  lane.cancelled_scenes_.clear();
}

void Door::cancel(RequestId request) {
  const RequestKey key{generation_, request};
  const std::size_t slot = slot_of(request);
  if (slot == kNoSlot) return cancel_cosmetic(key);
  record(event::Cancelled{ordinals_[slot]});
  drop_held(key);
  if (speaker_ != nullptr && !speaker_->answers_inline()) speaker_->cancel(key);
  close(slot);
}

/// Not state: a replay, which has no words for the screen, has nothing to do here.
void Door::cancel_cosmetic(const RequestKey& key) {
  const auto gone = std::find_if(cosmetic_.begin(), cosmetic_.end(),
                                 [&](const Cosmetic& c) { return c.key == key; });
  if (gone == cosmetic_.end()) return;
  remember(key, gone->ordinal);
  cosmetic_.erase(gone);
  if (!speaker_->answers_inline()) speaker_->cancel(key);
}

std::size_t Door::slot_of(RequestId request) const {
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (pending_[slot].open && pending_[slot].request.id == request) return slot;
  }
  return kNoSlot;
}

std::size_t Door::slot_of_ordinal(std::uint64_t ordinal) const {
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (pending_[slot].open && ordinals_[slot] == ordinal) return slot;
  }
  return kNoSlot;
}

std::size_t Door::free_slot() {
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (!pending_[slot].open) return slot;
  }
  pending_.add({});
  ordinals_.push_back(0);
  return pending_.size() - 1;
}

const Pending* Door::pending(RequestId request) const {
  const std::size_t slot = slot_of(request);
  return slot == kNoSlot ? nullptr : &pending_[slot];
}

std::string Door::drawn_at(std::string_view stream, std::uint32_t entity) const {
  std::string place;
  const auto search = [&](const StreamTable& streams) {
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const StreamState& state = streams.at(i);
      if (state.name != stream || state.entity != entity) continue;
      const std::string_view file = state.taken_at.file_name();
      place = std::string(file.substr(file.find_last_of('/') + 1)) + ':' +
              std::to_string(state.taken_at.line());
    }
  };
  search(tick_.main_.streams_);
  for (std::size_t i = 0; i < tick_.workers_used_; ++i) search(tick_.workers_[i].streams_);
  return place;
}

void Door::tell_draws() {
  const auto tell = [this](const StreamState& stream) {
    if (stream.draws > 0) record(event::Drew{stream.name, stream.entity, stream.draws});
  };
  if (tick_.workers_used_ == 0) {
    const StreamTable& streams = tick_.main_.streams_;
    for (std::size_t i = 0; i < streams.size(); ++i) tell(streams.at(i));
    return;
  }
  std::vector<const StreamState*> all;  // the order must not depend on which lane drew
  const auto gather = [&all](const StreamTable& streams) {
    for (std::size_t i = 0; i < streams.size(); ++i) all.push_back(&streams.at(i));
  };
  gather(tick_.main_.streams_);
  for (std::size_t i = 0; i < tick_.workers_used_; ++i) gather(tick_.workers_[i].streams_);
  std::sort(all.begin(), all.end(), [](const StreamState* a, const StreamState* b) {
    return std::tie(a->name, a->entity, a->key0, a->key1) <
           std::tie(b->name, b->entity, b->key0, b->key1);
  });
  for (const StreamState* stream : all) tell(*stream);
}

}  // namespace skald
