#include "soak/answers.h"

#include <fstream>
#include <iterator>

#include "support/tavern_world.h"
#include "tool/commands.h"

namespace skald::test {
namespace {

class EventLister : public EventSink {
 public:
  EventLister(const LogReader& reader, Answer& into) : reader_(reader), into_(into) {}

#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { list(value); }
#include "skald/replay/events.def"
#undef EVENT

 private:
  template <class E>
  void list(const E& value) {
    if (into_.refused) return;
    into_.text += to_text(value) + '\n';
    if constexpr (std::is_same_v<E, event::Loaded>) {
      const auto snapshot = reader_.read_snapshot(value.snapshot);
      into_.refused = into_.refused || !snapshot;
      if (snapshot) into_.text += "  " + std::to_string(snapshot->size()) + " bytes\n";
    }
  }
  const LogReader& reader_;
  Answer& into_;
};

Answer head_of(const LogReader& reader) {
  const RecordingHead& head = reader.head();
  std::string text = head.compatibility + '|' + head.build + '|';
  text += head.level == RecordingLevel::trace ? "trace|" : "lean|";
  text += std::to_string(head.rules.seed) + '|' + std::to_string(head.start.seed) + '|';
  text += std::to_string(head.rules.game_reports_heard) + '|';
  text += std::to_string(head.rules.inline_delay) + '|' + std::to_string(head.ticks_per_second);
  for (const ContentFile& file : head.start.content) text += '\n' + file.name + ": " + file.bytes;
  for (const auto& [name, value] : head.start.options) text += '\n' + name + " = " + value;
  for (const auto& [code, name] : head.event_names) text += '\n' + code + " = " + name;
  return {false, std::move(text)};
}

void list_events(const LogReader& reader, Answers& answers) {
  EventBlock block;
  for (std::size_t i = 0; i < reader.segments().size(); ++i) {
    const SegmentInfo& segment = reader.segments()[i];
    answers.events.text += "segment " + std::to_string(segment.id) + " from " +
                           std::to_string(segment.first_tick) + ", " +
                           std::to_string(segment.ticks) + " ticks\n";
    if (Status read = reader.read(i, block); !read) {
      answers.events.refused = true;
      answers.events_refusal = read.error().message;
      return;
    }
    EventLister lister(reader, answers.events);
    EventDecoder decoder(block);
    auto step = decoder.next(lister);
    while (step == EventDecoder::Step::event) step = decoder.next(lister);
    if (step != EventDecoder::Step::end || answers.events.refused) {
      answers.events.refused = true;
      answers.events_refusal = reader.path() + ": segment " + std::to_string(segment.id);
      return;
    }
  }
}

}  // namespace

Answers answers_of(const std::string& path) {
  Answers answers;
  answers.validation = validate(path, WorldHostOf<Tavern>());
  Validation named = answers.validation;
  named.recording = "recording";
  answers.validate = {named.verdict == Verdict::unusable, tool::report_json(named)};
  const auto reader = LogReader::open(path);
  if (!reader) {
    answers.head = answers.events = {true, {}};
    answers.events_refusal = reader.error().message;
    return answers;
  }
  answers.head = head_of(*reader);
  answers.head.text += reader->complete() ? "\nclosed" : "\nnever closed";
  answers.head.text += ", " + std::to_string(reader->redacted_bodies()) + " redacted";
  list_events(*reader, answers);
  return answers;
}

std::string bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace skald::test
