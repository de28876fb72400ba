#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "commands.h"

namespace skald::tool {

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

namespace {

/// "11 min 26.7 s" into the session.
std::string moment_of(TickNumber tick, std::uint32_t ticks_per_second) {
  const std::uint64_t tenths = tick * 10 / ticks_per_second;
  const std::string seconds = std::to_string(tenths / 10 % 60) + '.' + std::to_string(tenths % 10);
  const std::uint64_t minutes = tenths / 600;
  return minutes == 0 ? seconds + " s" : std::to_string(minutes) + " min " + seconds + " s";
}

std::string what_line(const Divergence& d) {
  if (d.field.empty()) {
    std::string text = d.explanation;
    if (!d.replayed.empty()) {
      text += d.recorded.empty() ? ": recorded value unknown, replayed " + d.replayed
                                 : ": recorded " + d.recorded + ", replayed " + d.replayed;
    }
    return text;
  }
  std::string text = d.section;
  if (d.component != d.section) text += " \u00b7 " + d.component;
  if (d.entity) {
    text += " \u00b7 ";
    text += d.entity_name.empty() ? std::to_string(*d.entity) : d.entity_name;
  }
  return text + " \u00b7 " + d.field + ": recorded " + d.recorded + ", replayed " + d.replayed;
}

std::string divergence_text(const Validation& v, const std::string& program) {
  const Divergence& d = *v.divergence;
  std::string text = "diverged at tick " + grouped(d.tick) + " of " + grouped(v.ticks) + " (" +
                     moment_of(d.tick, v.ticks_per_second);
  if (d.generation != 0) text += ", generation " + std::to_string(d.generation);
  if (!d.moment.empty()) text += ", " + d.moment;
  text += ")\n  what    " + what_line(d) + '\n';
  if (!d.stream.empty()) {
    text += "  draws   " + d.stream + '/' + std::to_string(d.stream_entity) + ": recorded " +
            std::to_string(d.recorded_draws) + ", replayed " + std::to_string(d.replayed_draws);
    if (!d.drawn_at.empty()) text += " (" + d.drawn_at + ')';
    text += '\n';
  }
  if (d.request != 0) {
    text += "  asks    request " + std::to_string(d.request) + " differs";
    if (d.recorded_prompt != d.replayed_prompt) {
      text += ": recorded '" + d.recorded_prompt + "', replayed '" + d.replayed_prompt + '\'';
    }
    text += '\n';
  }
  if (d.after.request != 0) {
    text += "  after   reply to request " + std::to_string(d.after.request) + ", visible at tick " +
            grouped(d.after.tick) + " (" + d.after.source + ")\n";
  }
  if (v.level == RecordingLevel::lean) {
    text +=
        "  more    this recording is lean and knows the tick; for the field add "
        "--against PROGRAM_THAT_RECORDED\n";
  }
  text += "  next    " + program + " inspect " + v.recording + " --tick " + std::to_string(d.tick);
  if (!d.component.empty()) text += " --component " + d.component;
  if (d.entity) text += " --entity " + std::to_string(*d.entity);
  return text;
}

}  // namespace

std::string report_text(const Validation& v, const std::string& program) {
  std::string text = v.recording + ": ";
  if (v.verdict == Verdict::unusable) return text + "unusable\n  why     " + v.why;
  if (v.verdict == Verdict::diverged) return text + divergence_text(v, program);
  text += "same, " + grouped(v.validated_to) + " of " + grouped(v.ticks) + " ticks";
  if (!v.complete) text += " (not complete: " + v.why + ')';
  return text;
}

namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter& json, const char* name, const std::string& value) {
  if (value.empty()) return;
  json.Key(name);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}
void put(JsonWriter& json, const char* name, std::uint64_t value) {
  json.Key(name);
  json.Uint64(value);
}

void put_divergence(JsonWriter& json, const Divergence& d) {
  put(json, "generation", d.generation);
  put(json, "tick", d.tick);
  put(json, "moment", d.moment);
  put(json, "section", d.section);
  put(json, "component", d.component);
  if (d.entity) put(json, "entity", *d.entity);
  put(json, "entity_name", d.entity_name);
  put(json, "field", d.field);
  put(json, "recorded", d.recorded);
  put(json, "replayed", d.replayed);
  if (!d.stream.empty()) {
    put(json, "stream", d.stream + '/' + std::to_string(d.stream_entity));
    put(json, "draw", std::min(d.recorded_draws, d.replayed_draws) + 1);
    put(json, "recorded_draws", d.recorded_draws);
    put(json, "replayed_draws", d.replayed_draws);
    put(json, "drawn_at", d.drawn_at);
  }
  if (d.request != 0) put(json, "request", d.request);
  put(json, "recorded_prompt", d.recorded_prompt);
  put(json, "replayed_prompt", d.replayed_prompt);
  if (d.after.request != 0) {
    put(json, "after_request", d.after.request);
    put(json, "after_tick", d.after.tick);
  }
  put(json, "explanation", d.explanation);
}

}  // namespace

std::string report_json(const Validation& v) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  put(json, "recording", v.recording);
  put(json, "verdict", std::string(to_string(v.verdict)));
  put(json, "ticks", v.ticks);
  json.Key("complete");
  json.Bool(v.complete);
  put(json, "validated_to", v.validated_to);
  put(json, "why", v.why);
  if (v.divergence) put_divergence(json, *v.divergence);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace skald::tool
