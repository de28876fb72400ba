#include "skald/replay/door.h"

namespace skald {
namespace {

/// Names the section that changes belong to, before the first of them.
class SectionSink : public EventSink {
 public:
  SectionSink(EventSink& next, const char* section) : next_(next), section_(section) {}
  using EventSink::put;
  void put(const event::Changed& change) override {
    if (section_ != nullptr) next_.put(event::Section{section_});
    section_ = nullptr;
    next_.put(change);
  }

 private:
  EventSink& next_;
  const char* section_;
};

}  // namespace

Door::Door(const DoorRules& rules, std::vector<std::unique_ptr<Component>> components,
           InputPort& inputs, Recorder* recorder, Speaker* speaker)
    : rules_(rules), inputs_(inputs), recorder_(recorder), speaker_(speaker) {
  SKALD_ASSERT(rules_.inline_delay >= 1, "words become visible at the next tick at the earliest");
  for (auto& component : components) tree_.add(std::move(component));
  tree_.add(std::make_unique<detail::TableComponent<Pending>>("requests", pending_));
  tree_.add(std::make_unique<detail::TableComponent<Spoken>>("spoken", spoken_.speakers_));
  tree_.add(std::make_unique<detail::TableComponent<LatelySpoken>>("lately", spoken_.lately_));
  tick_.spoken_ = &spoken_;
  tick_.door_ = this;
  root_ = tree_.seal(nullptr);
  if (tracing()) tree_.keep_shadow();
}

void Door::begin() {
  if (checked_) {
    const std::string changed = tree_.find_unsealed_change();
    SKALD_ASSERT(changed.empty(), ("world state changed outside a tick: " + changed).c_str());
  }
  ++tick_number_;
  inputs_.clear();
  arrivals_.clear();
  places_.clear();
  closed_.clear();
  tick_.number_ = tick_number_;
  tick_.generation_ = generation_;
  tick_.sections_ = 0;
  tick_.workers_used_ = 0;
  tick_.main_.begin(rules_.seed, tick_number_);
  section_ = "door";
}

void Door::end() {
  enter_section("door");
  take_asks();
  make_views();
  if (tracing()) tell_draws();
  if (tracing()) {
    SectionSink sink(*recorder_, section_);
    root_ = tree_.seal(&sink);
  } else {
    root_ = tree_.seal(nullptr);
  }
  if (checked_) {
    SKALD_ASSERT(tree_.rehash() == root_,
                 ("state changed without touch(): " + tree_.find_unsealed_change()).c_str());
  }
  if (recorder_ != nullptr) recorder_->sealed(tick_number_, root_);
}

void Door::enter_section(const char* name) {
  if (tracing()) {
    SectionSink sink(*recorder_, section_);
    tree_.absorb(&sink);
  }
  section_ = name;
}

std::vector<std::uint8_t> Door::snapshot() const {
  std::vector<std::uint8_t> bytes;
  write_value(bytes, tick_number_);
  const std::vector<std::uint8_t> state = tree_.snapshot();
  bytes.insert(bytes.end(), state.begin(), state.end());
  return bytes;
}

namespace {

bool restore_state(Bytes snapshot, StateTree& tree, TickNumber& tick) {
  ReadVisitor reader(snapshot);
  reader("", tick);
  return !reader.failed() && tree.restore(reader.rest());
}

}  // namespace

bool Door::load(Bytes snapshot) {
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (!pending_[slot].open) continue;
    const RequestKey key{generation_, pending_[slot].request.id};
    remember(key, ordinals_[slot]);
    if (speaker_ != nullptr && !speaker_->answers_inline()) speaker_->cancel(key);
  }
  for (const Held& held : held_) count(held.usage);  // paid for, though nobody will hear it
  held_.clear();
  while (!cosmetic_.empty()) cancel_cosmetic(cosmetic_.back().key);
  queue_.clear();
  if (!restore_state(snapshot, tree_, tick_number_) || !spoken_.is_sound()) return false;
  root_ = tree_.seal(nullptr);
  if (tracing()) tree_.keep_shadow();
  ++generation_;
  ordinals_.assign(pending_.size(), 0);
  for (std::size_t slot = 0; slot < pending_.size(); ++slot) {
    if (pending_[slot].open) ordinals_[slot] = ++ordinals_given_;
  }
  orphans_ = true;
  if (recorder_ != nullptr) {
    const Digest digest = digest_of(snapshot);
    recorder_->snapshot(digest, snapshot);
    recorder_->put(event::Loaded{generation_, tick_number_, digest});
  }
  return true;
}

Door::RestorePoint Door::restore_point() const {
  return {snapshot(), generation_, ordinals_given_, ordinals_, held_, cosmetic_, orphans_};
}

bool Door::restore(const RestorePoint& point) {
  if (!restore_state(point.snapshot, tree_, tick_number_) || !spoken_.is_sound()) return false;
  held_ = point.held;
  cosmetic_ = point.cosmetic;
  queue_.clear();
  orphans_ = point.orphans;
  root_ = tree_.seal(nullptr);
  if (tracing()) tree_.keep_shadow();
  generation_ = point.generation;
  ordinals_given_ = point.ordinals_given;
  ordinals_ = point.ordinals;
  return true;
}

}  // namespace skald
