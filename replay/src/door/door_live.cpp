// What only a live session does: gather what came, record it, apply it, and speak for the late.
#include <algorithm>

#include "skald/replay/door.h"

namespace skald {

void Door::begin_live() {
  begin();
  end_orphans();
  take_inputs();
  if (speaker_ != nullptr) {
    wait_for_fixed();
    take_replies();
    release_due();
  }
  meet_deadlines();
  expire_unheard();
  show_arrivals();
}

void Door::queue_input(std::string_view type, std::vector<std::uint8_t> payload) {
  queue_.push_back({type, std::move(payload), {}, 0});
}

void Door::queue_heard(RequestId request, std::uint32_t bytes) {
  queue_.push_back({{}, {}, request, bytes});
}

void Door::take_inputs() {
  for (const QueuedInput& queued : queue_) {
    if (!queued.type.empty()) {
      admit(event::Input{queued.type, as_text(queued.payload)});
      continue;
    }
    const std::size_t slot = slot_of(queued.request);  // gone by now: nothing is left to hear
    if (slot == kNoSlot) continue;
    const std::size_t said = pending_[slot].so_far.size();
    admit(event::Heard{ordinals_[slot], std::min<std::size_t>(queued.bytes, said)});
  }
  queue_.clear();
}

/// Requests that a loaded save had open: their answers died with the old generation.
void Door::end_orphans() {
  if (!orphans_) return;
  orphans_ = false;
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (!pending_[slot].open || pending_[slot].ended) continue;
    event::Failed failed;
    failed.request = ordinals_[slot];
    failed.why = static_cast<std::uint64_t>(Why::end_of_generation);
    admit(failed);
  }
}

void Door::wait_for_fixed() {
  for (const Held& held : held_) {
    if (!held.ended && held.due == tick_number_) speaker_->wait_for(held.key);
  }
}

void Door::take_replies() {
  if (speaker_->answers_inline()) return;
  replies_.clear();
  speaker_->collect(replies_);
  for (const Reply& reply : replies_) take_reply(reply);
}

void Door::take_reply(const Reply& reply) {
  if (reply.kind == Reply::Kind::notice) return record(event::Notice{reply.text});
  const bool tells = !reply.bills.empty() || !reply.steps.empty();
  const std::uint64_t ordinal = tells ? ordinal_of(reply.key) : 0;  // before the reply closes it
  if (reply.kind == Reply::Kind::billed) {
    for (const Bill& bill : reply.bills)
      count({bill.tokens_in, bill.tokens_out, bill.cost_pico_usd});
  } else if (!take_cosmetic(reply)) {
    take_words(reply);
  }
  record_bills(reply, ordinal);
}

void Door::take_words(const Reply& reply) {
  const std::size_t slot = reply.key.generation == generation_ ? slot_of(reply.key.id) : kNoSlot;
  if (slot == kNoSlot || pending_[slot].ended) return note_late(reply);
  const auto held =
      std::find_if(held_.begin(), held_.end(), [&](const Held& h) { return h.key == reply.key; });
  if (held != held_.end()) return hold(*held, reply);
  const Usage& usage = reply.usage;
  const auto why = static_cast<std::uint64_t>(reply.why);
  switch (reply.kind) {
    case Reply::Kind::piece:
      return admit(event::Piece{ordinals_[slot], std::string_view(reply.text)});
    case Reply::Kind::finished:
      return admit(event::Finished{ordinals_[slot],
                                   std::string_view(reply.text),
                                   reply.source,
                                   {},
                                   {},
                                   {},
                                   why,
                                   usage.tokens_in,
                                   usage.tokens_out,
                                   usage.cost_pico_usd});
    case Reply::Kind::failed:
      return fail(slot, reply.why, usage);
    case Reply::Kind::use_fallback:
      return speak_fallback(slot, reply.why, usage);
    case Reply::Kind::billed:
    case Reply::Kind::notice:
      break;  // have no words: take_reply
  }
}

/// Keeps the words of a fixed delivery until their tick.
void Door::hold(Held& held, const Reply& reply) {
  held.text += reply.text;
  if (reply.kind == Reply::Kind::piece) return;
  held.ended = true;
  held.failed = reply.kind != Reply::Kind::finished;
  held.source = reply.source;
  held.why = reply.why;
  held.usage = reply.usage;
}

bool Door::take_cosmetic(const Reply& reply) {
  const auto found = std::find_if(cosmetic_.begin(), cosmetic_.end(),
                                  [&](const Cosmetic& c) { return c.key == reply.key; });
  if (found == cosmetic_.end()) return false;
  found->text += reply.text;
  if (reply.kind == Reply::Kind::piece) return true;
  if (reply.kind != Reply::Kind::finished) found->text = utterance(found->request).text;
  count(reply.usage);
  remember(found->key, found->ordinal);
  show(*found);
  cosmetic_.erase(found);
  return true;
}

void Door::show(const Cosmetic& cosmetic) {
  record(event::Screen{cosmetic.ordinal, std::string_view(cosmetic.text)});
  screen_.push_back({cosmetic.request.ask.speaker, cosmetic.request.ask.purpose, cosmetic.text});
}

std::vector<ScreenText> Door::take_screen_texts() { return std::exchange(screen_, {}); }

void Door::release_due() {
  std::vector<Held> due;  // releasing one can drop others: they are taken out first
  std::size_t kept = 0;
  for (Held& held : held_) {
    if (held.due == tick_number_) {
      due.push_back(std::move(held));
    } else {
      if (&held_[kept] != &held) held_[kept] = std::move(held);
      ++kept;
    }
  }
  held_.resize(kept);
  for (const Held& held : due) release(held);
  for (Cosmetic& cosmetic : cosmetic_) {
    if (cosmetic.due != tick_number_) continue;
    cosmetic.text = utterance(cosmetic.request).text;
    show(cosmetic);
  }
  std::erase_if(cosmetic_, [this](const Cosmetic& c) { return c.due == tick_number_; });
}

void Door::release(const Held& held) {
  const std::size_t slot = slot_of(held.key.id);
  if (slot == kNoSlot) return count(held.usage);
  if (!held.ended) return speak_fallback(slot, Why::timeout, {});
  if (held.failed) return speak_fallback(slot, held.why, held.usage);
  if (held.narrated) return narrate(slot, Why::none, {});
  event::Finished finished;
  finished.request = ordinals_[slot];
  finished.text = std::string_view(held.text);
  finished.source = held.source;
  finished.why = static_cast<std::uint64_t>(held.why);
  finished.tokens_in = held.usage.tokens_in;
  finished.tokens_out = held.usage.tokens_out;
  finished.cost_pico_usd = held.usage.cost_pico_usd;
  admit(finished);
}

void Door::meet_deadlines() {
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    const Overdue late = overdue(pending_[slot]);
    if (late == Overdue::no) continue;
    if (late == Overdue::first_words) {
      speak_fallback(slot, Why::deadline, {});
    } else {
      cut(slot, Why::deadline, {});
    }
  }
}

/// Ends a reply with the words that have come.
void Door::cut(std::size_t slot, Why why, const Usage& usage) {
  const RequestKey key{generation_, pending_[slot].request.id};
  event::Finished finished;
  finished.request = ordinals_[slot];
  finished.source = "cut";
  finished.why = static_cast<std::uint64_t>(why);
  finished.tokens_in = usage.tokens_in;
  finished.tokens_out = usage.tokens_out;
  finished.cost_pico_usd = usage.cost_pico_usd;
  admit(finished);
  if (speaker_ != nullptr && !speaker_->answers_inline()) speaker_->cancel(key);
}

void Door::fail(std::size_t slot, Why why, const Usage& usage) {
  admit(event::Failed{ordinals_[slot], static_cast<std::uint64_t>(why), usage.tokens_in,
                      usage.tokens_out, usage.cost_pico_usd});
}

/// The offline narrator answers in the speaker's place, from the facts frozen at the ask.
void Door::speak_fallback(std::size_t slot, Why why, const Usage& usage) {
  if (pending_[slot].spoke) return cut(slot, why, usage);  // never talk over words that were heard
  const Request& request = pending_[slot].request;
  const RequestKey key{generation_, request.id};
  std::erase_if(held_, [&](const Held& held) { return held.key == key && !held.ended; });
  if (speaker_ == nullptr) return fail(slot, why, usage);
  narrate(slot, why, usage);
  if (!speaker_->answers_inline()) speaker_->cancel(key);
}

void Door::narrate(std::size_t slot, Why why, const Usage& usage) {
  const Utterance said = utterance(pending_[slot].request);
  if (said.why != Why::none) return fail(slot, said.why, usage);
  event::Finished finished;
  finished.request = ordinals_[slot];
  finished.text = std::string_view(said.text);
  finished.source = "offline";
  finished.rule = said.rule;
  finished.told = said.told;
  finished.effects = said.effects;
  finished.why = static_cast<std::uint64_t>(why);
  finished.tokens_in = usage.tokens_in;  // what failed may have been billed all the same
  finished.tokens_out = usage.tokens_out;
  finished.cost_pico_usd = usage.cost_pico_usd;
  admit(finished);
}

}  // namespace skald
