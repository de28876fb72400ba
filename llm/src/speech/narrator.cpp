#include "skald/llm/narrator.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald_embedded_offline.h"
#include "speech/grammar/conditions.h"
#include "speech/lines.h"

namespace skald {
namespace {

using speech::Criterion;
using speech::Cue;
using speech::Line;
using speech::Segment;

/// The values of a cue's facts in one ask, by index; null where the ask does
/// not carry one.
using Values = std::vector<const std::string*>;

Values look_up(const Cue& cue, const Ask& ask) {
  Values values(cue.facts.size(), nullptr);
  values[speech::kLineFact] = &ask.line;
  for (std::size_t i = speech::kLineFact + 1; i < values.size(); ++i) {
    for (const Fact& fact : ask.facts) {
      if (fact.name != cue.facts[i]) continue;
      values[i] = &fact.value;
      break;
    }
  }
  return values;
}

bool holds(const Criterion& criterion, const Values& values) {
  const std::string* value = values[criterion.fact];
  return value != nullptr && speech::holds(criterion, *value);
}

/// A slot without words would leave a hole in the sentence.
bool can_fill(const Segment& segment, const Values& values) {
  if (segment.fact == speech::kNoFact) return true;
  const std::string* value = values[segment.fact];
  return value != nullptr && !value->empty();
}

bool fits(const Line& line, const Values& values) {
  for (const Criterion& criterion : line.when) {
    if (!holds(criterion, values)) return false;
  }
  return std::all_of(line.segments.begin(), line.segments.end(),
                     [&](const Segment& segment) { return can_fill(segment, values); });
}

/// The lines that may be said now. What was said lately is left out, unless
/// nothing else fits; then only the very last is, unless it alone fits.
std::vector<const Line*> candidates(const Cue& cue, const Values& values,
                                    const std::vector<std::string>& avoid) {
  std::vector<const Line*> fresh;
  std::vector<const Line*> older;
  const Line* last = nullptr;
  for (const Line& line : cue.lines) {
    if (!fits(line, values)) continue;
    const auto said = std::find(avoid.begin(), avoid.end(), line.rule);
    if (said == avoid.end()) {
      fresh.push_back(&line);
    } else if (said != avoid.begin()) {
      older.push_back(&line);
    } else {
      last = &line;
    }
  }
  if (!fresh.empty()) return fresh;
  if (older.empty() && last != nullptr) older.push_back(last);
  return older;
}

/// Of lines that test fewer facts than the best only the next best stay: a line
/// that knows more of the moment is better, but hearing only one is worse.
void keep_most_specific(std::vector<const Line*>& lines) {
  std::size_t best = 0;
  for (const Line* line : lines) best = std::max(best, line->when.size());
  std::erase_if(lines, [&](const Line* line) { return line->when.size() + 1 < best; });
}

/// One draw, whatever the weights: Rng::weighted may take a second one to be
/// free of bias. Here the bias is at most sum / 2^32, which nobody hears, and a
/// fixed count of draws is worth more.
const Line& pick(const std::vector<const Line*>& lines, Rng rng) {
  std::uint64_t sum = 0;
  for (const Line* line : lines) sum += line->weight;
  std::uint64_t left = (std::uint64_t{rng.bits()} * sum) >> 32;
  std::size_t index = 0;
  while (left >= lines[index]->weight) left -= lines[index++]->weight;
  return *lines[index];
}

void capitalise(std::string& text, std::size_t at) {
  if (at < text.size() && text[at] >= 'a' && text[at] <= 'z') {
    text[at] = static_cast<char>(text[at] - 'a' + 'A');
  }
}

std::string fill(const Line& line, const Values& values) {
  std::string text;
  for (const Segment& segment : line.segments) {
    text += segment.literal;
    if (segment.fact == speech::kNoFact) continue;
    const std::size_t at = text.size();
    text += *values[segment.fact];
    if (segment.capital) capitalise(text, at);
  }
  capitalise(text, 0);
  return text;
}

/// "reply.problem" -> "reply" -> "fallback".
std::string_view parent_of(std::string_view cue) {
  const std::size_t dot = cue.rfind('.');
  return dot == cue.npos ? speech::kFallbackCue : cue.substr(0, dot);
}

}  // namespace

OfflineNarrator::OfflineNarrator(speech::LineBook book)
    : book_(std::make_unique<const speech::LineBook>(std::move(book))) {}
OfflineNarrator::OfflineNarrator(OfflineNarrator&& other) noexcept = default;
OfflineNarrator& OfflineNarrator::operator=(OfflineNarrator&& other) noexcept = default;
OfflineNarrator::~OfflineNarrator() = default;

Result<OfflineNarrator> OfflineNarrator::from(std::span<const ContentFile> files) {
  auto book = speech::load_lines(files, {});
  if (!book) return book.error();
  return OfflineNarrator(std::move(*book));
}

Result<OfflineNarrator> OfflineNarrator::with_built_in(std::span<const ContentFile> files) {
  std::vector<ContentFile> built_in;
  for (const embedded::File& file : embedded::offline()) {
    built_in.push_back({std::string(file.name), std::string(file.bytes)});
  }
  auto book = speech::load_lines(files, built_in);
  if (!book) return book.error();
  return OfflineNarrator(std::move(*book));
}

Utterance OfflineNarrator::speak(const Request& request, Rng rng) const {
  const Ask& ask = request.ask;
  for (std::string_view name = ask.cue;; name = parent_of(name)) {
    if (const Cue* cue = book_->find(name)) {
      const Values values = look_up(*cue, ask);
      std::vector<const Line*> lines = candidates(*cue, values, ask.avoid);
      if (!lines.empty()) {
        keep_most_specific(lines);
        const Line& line = pick(lines, rng);
        return {fill(line, values), line.rule, line.told};
      }
    }
    SKALD_ASSERT(name != speech::kFallbackCue, "the last resort has lines that always fit");
  }
}

}  // namespace skald
