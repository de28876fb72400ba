#include "skald/replay/validator.h"

namespace skald {
namespace {

/// What entered is passed on to the new recording; what was derived is derived again.
void record_arrivals(const TickRecord& record, LogWriter& writer) {
  for (const AnyEvent& event : record.events) {
    std::visit(
        [&](const auto& one) {
          using E = std::decay_t<decltype(one)>;
          if constexpr (std::is_same_v<E, event::Input> || std::is_same_v<E, event::Piece> ||
                        std::is_same_v<E, event::Finished> || std::is_same_v<E, event::Failed> ||
                        std::is_same_v<E, event::Heard> || std::is_same_v<E, event::Late> ||
                        std::is_same_v<E, event::Screen> || std::is_same_v<E, event::Billed> ||
                        std::is_same_v<E, event::Steps> || std::is_same_v<E, event::Notice>) {
            writer.put(one);
          }
        },
        event);
  }
}

Status retrace_all(Player& player, LogWriter& writer) {
  while (true) {
    auto more = player.read_tick();
    if (!more) return more.error();
    if (!*more) return Done{};
    record_arrivals(player.record(), writer);
    player.enter();
    player.step();
    if (!player.misfit().empty() ||
        player.door().root().short_form() != player.record().short_root) {
      return Error{ErrorCode::wrong_format,
                   "this is not the program that recorded: it diverges itself, at tick " +
                       std::to_string(player.door().tick_number())};
    }
  }
}

}  // namespace

Result<RecordingSummary> retrace(const std::string& path, const std::string& out,
                                 const WorldHost& host) {
  auto reader = LogReader::open(path);
  if (!reader) return reader.error();
  RecordingHead head = reader->head();
  head.level = RecordingLevel::trace;
  RecordingOptions options;
  options.path = out;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  auto writer = LogWriter::create(options, head);
  if (!writer) return writer.error();
  auto player = Player::open(*reader, host, writer->get());
  if (!player) return player.error();
  if (Status done = retrace_all(*player, **writer); !done) return done.error();
  return (*writer)->close();
}

}  // namespace skald
