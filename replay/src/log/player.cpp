#include "skald/replay/player.h"

namespace skald {
namespace {

/// Keeps a tick's events until the one that ends it.
class TickGatherer : public EventSink {
 public:
  explicit TickGatherer(TickRecord& record) : record_(record) {}
#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { keep(value); }
#include "skald/replay/events.def"
#undef EVENT

  bool ended = false;
  std::uint64_t still = 0;

 private:
  template <class E>
  void keep(const E& value) {
    if constexpr (std::is_same_v<E, event::Sealed>) {
      record_.short_root = value.root;
      ended = true;
    } else if constexpr (std::is_same_v<E, event::Still>) {
      still = value.ticks;
      ended = true;
    } else if constexpr (std::is_same_v<E, event::Root>) {
      record_.whole_root = value.root;
      record_.has_whole_root = true;
    } else {
      record_.events.emplace_back(value);
    }
  }
  TickRecord& record_;
};

}  // namespace

Result<Player> Player::open(const LogReader& reader, const WorldHost& host, Recorder* recorder) {
  const RecordingHead& head = reader.head();
  if (head.compatibility != host.compatibility()) {
    return Error{ErrorCode::wrong_format,
                 reader.path() + ": recorded by '" + head.compatibility + "', this program is '" +
                     std::string(host.compatibility()) + "'; use the program that recorded it"};
  }
  auto world = host.start(head.start, head.rules, recorder);
  if (!world) return world.error();
  return Player(reader, std::move(*world));
}

Player::Player(const LogReader& reader, std::unique_ptr<ReplayedWorld> world)
    : reader_(&reader),
      world_(std::move(world)),
      block_(std::make_unique<EventBlock>()),
      decoder_(std::make_unique<EventDecoder>(*block_)) {}

Result<bool> Player::next() {
  auto more = read_tick();
  if (!more || !*more) return more;
  enter();
  step();
  return true;
}

Result<bool> Player::read_tick() {
  record_.events.clear();
  record_.has_whole_root = false;
  auto more = gather();
  if (!more || !*more) return more;
  for (const AnyEvent& event : record_.events) {
    if (const auto* loaded = std::get_if<event::Loaded>(&event)) {
      if (Status done = load(*loaded); !done) return done.error();
    }
  }
  return true;
}

void Player::enter() {
  Door& door = world_->door();
  door.begin();
  for (const AnyEvent& event : record_.events) apply(event);
  if (const std::uint64_t overdue = door.close_arrivals(); overdue != 0 && misfit_.empty()) {
    misfit_ = "the deadline of request " + std::to_string(overdue) +
              " passes here, and nothing is recorded for it";
  }
  ++ticks_;
}

void Player::step() {
  if (!misfit_.empty()) return;
  world_->step();
  world_->door().end();
}

/// Fills the record. The last short root stands for ticks that were recorded as still.
Result<bool> Player::gather() {
  if (still_left_ > 0) {
    --still_left_;
    return true;
  }
  while (decoder_->offset() == block_->bytes.size()) {
    if (next_segment_ == reader_->segments().size()) return false;
    if (Status done = reader_->read(next_segment_++, *block_); !done) return done.error();
    *decoder_ = EventDecoder(*block_);
  }
  TickGatherer gatherer(record_);
  while (!gatherer.ended) {
    const EventDecoder::Step step = decoder_->next(gatherer);
    if (step == EventDecoder::Step::end) return false;  // a load, and no tick after it
    if (step != EventDecoder::Step::event) return decode_error(step);
  }
  if (gatherer.still > 0) still_left_ = gatherer.still - 1;
  if (decoder_->at(event::Code::Root)) {
    if (const auto step = decoder_->next(gatherer); step != EventDecoder::Step::event) {
      return decode_error(step);
    }
    if (still_left_ > 0) record_.has_whole_root = false;  // it is the last of the still ticks'
  }
  return true;
}

Error Player::decode_error(EventDecoder::Step step) const {
  const std::string place = reader_->path() + ": segment " + std::to_string(next_segment_) +
                            ", offset " + std::to_string(decoder_->offset());
  if (step == EventDecoder::Step::redacted) {
    return {ErrorCode::redacted, place +
                                     ": words of this tick were redacted; a redacted recording "
                                     "can't be validated past that point"};
  }
  if (step == EventDecoder::Step::unknown) {
    const std::string code = std::to_string(decoder_->stumbled_code());
    const auto name = reader_->head().event_names.find(code);
    return {ErrorCode::wrong_format,
            place + ": event '" +
                (name == reader_->head().event_names.end() ? code : name->second) +
                "' is not known to this version of Skald; use a newer one"};
  }
  return {ErrorCode::damaged, place + ": not an event"};
}

Status Player::load(const event::Loaded& loaded) {
  auto snapshot = reader_->read_snapshot(loaded.snapshot);
  if (!snapshot) return snapshot.error();
  if (!world_->door().load(*snapshot)) {
    return Error{ErrorCode::wrong_format,
                 reader_->path() + ": the save that was loaded is not one of this world"};
  }
  return Done{};
}

void Player::apply(const AnyEvent& any) {
  Door& door = world_->door();
  const auto fits = [&](const auto& event, const char* what) {
    if (!door.apply(event) && misfit_.empty()) misfit_ = what;
  };
  if (const auto* input = std::get_if<event::Input>(&any)) {
    fits(*input, "an input was recorded that this world does not know");
  } else if (const auto* piece = std::get_if<event::Piece>(&any)) {
    fits(*piece, "words were recorded for a request that is not pending here");
  } else if (const auto* finished = std::get_if<event::Finished>(&any)) {
    fits(*finished, "a reply was recorded for a request that is not pending here");
    last_reply_ = {finished->request, door.tick_number(), std::string(finished->source),
                   finished->tokens_out};
  } else if (const auto* failed = std::get_if<event::Failed>(&any)) {
    fits(*failed, "a failure was recorded for a request that is not pending here");
  } else if (const auto* heard = std::get_if<event::Heard>(&any)) {
    fits(*heard, "a hearing was recorded of a request that is not pending here");
  }
}

}  // namespace skald
