#include "verifier.h"

#include <algorithm>

namespace skald {

bool Verifier::derived(const AnyEvent& event) {
  return std::holds_alternative<event::Asked>(event) ||
         std::holds_alternative<event::Cancelled>(event) ||
         std::holds_alternative<event::Section>(event) ||
         std::holds_alternative<event::Changed>(event) ||
         std::holds_alternative<event::Drew>(event) || std::holds_alternative<event::Prompt>(event);
}

void Verifier::expect(const TickRecord& record, const Door& door) {
  record_ = &record;
  door_ = &door;
  next_ = 0;
  expected_.clear();
  for (const AnyEvent& event : record.events) {
    if (derived(event)) expected_.push_back(&event);
  }
}

template <class E>
void Verifier::compare(const E& value) {
  if (trace_) encoder_.put(value);
  if (differs_) return;
  const bool same = next_ < expected_.size() && std::holds_alternative<E>(*expected_[next_]) &&
                    std::get<E>(*expected_[next_]) == value;
  if (same)
    ++next_;
  else
    differs_ = true;
}

void Verifier::put(const event::Changed& value) {
  compare(value);
  if (!differs_) return;
  const EntityKey key{value.component, value.entity};
  if (bases_.contains(key)) return;
  const Bytes base =
      door_->state().shadow(value.component, static_cast<std::uint32_t>(value.entity));
  bases_[key].assign(base.begin(), base.end());
}

void Verifier::sealed(TickNumber, const Digest& root) {
  root_ = root;
  root_differs_ = root.short_form() != record_->short_root ||
                  (record_->has_whole_root && root != record_->whole_root);
  if (next_ != expected_.size() || root_differs_) differs_ = true;
  if (!differs_) {
    actual_.clear();
    encoder_ = EventEncoder(actual_);
  }
}

std::vector<AnyEvent> Verifier::actual_events() const {
  class Keeper : public EventSink {
   public:
#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { events.emplace_back(value); }
#include "skald/replay/events.def"
#undef EVENT
    std::vector<AnyEvent> events;
  } keeper;
  EventDecoder decoder(actual_);
  while (decoder.next(keeper) == EventDecoder::Step::event) {
  }
  return std::move(keeper.events);
}

Verifier::Changes Verifier::changes_of(const std::vector<AnyEvent>& events) {
  Changes changes;
  std::string_view section;
  for (const AnyEvent& event : events) {
    if (const auto* entered = std::get_if<event::Section>(&event)) section = entered->section;
    if (const auto* changed = std::get_if<event::Changed>(&event)) {
      changes.push_back({section, *changed});
    }
  }
  return changes;
}

Divergence Verifier::report(const ReplayedWorld& world) const {
  Divergence divergence;
  divergence.generation = door_->generation();
  divergence.tick = door_->tick_number();
  divergence.moment = world.moment_name(divergence.tick);
  const std::vector<AnyEvent> actual = actual_events();
  report_requests(actual, divergence);
  if (trace_) {
    report_changes(actual, divergence, world);
    report_draws(actual, divergence);
  }
  if (root_differs_ && divergence.field.empty()) {
    divergence.explanation = "the state's root differs";
    divergence.recorded = record_->has_whole_root ? record_->whole_root.hex() : std::string();
    divergence.replayed = root_.hex();
  } else if (divergence.field.empty() && divergence.request != 0) {
    divergence.explanation = "a request differs";
  }
  return divergence;
}

/// Finds the first change that one side has and the other has not, or has otherwise.
void Verifier::report_changes(const std::vector<AnyEvent>& actual, Divergence& into,
                              const ReplayedWorld& world) const {
  const Changes recorded = changes_of(record_->events);
  const Changes replayed = changes_of(actual);
  std::size_t at = 0;
  while (at < recorded.size() && at < replayed.size() &&
         recorded[at].section == replayed[at].section && recorded[at].what == replayed[at].what) {
    ++at;
  }
  if (at == recorded.size() && at == replayed.size()) return;
  if (at == recorded.size()) return report_field(replayed[at], recorded, replayed, into, world);
  if (at == replayed.size()) return report_field(recorded[at], recorded, replayed, into, world);
  const Change& ours = replayed[at];
  const bool ours_comes_later_there = std::any_of(
      recorded.begin() + static_cast<std::ptrdiff_t>(at), recorded.end(),
      [&](const Change& c) { return c.same_entity(ours) && c.section == ours.section; });
  const Change& culprit = ours_comes_later_there ? recorded[at] : ours;
  report_field(culprit, recorded, replayed, into, world);
}

std::vector<std::uint8_t> Verifier::base_of(const Change& change) const {
  const auto known = bases_.find({change.what.component, change.what.entity});
  if (known != bases_.end()) return known->second;
  const Bytes shadow =
      door_->state().shadow(change.what.component, static_cast<std::uint32_t>(change.what.entity));
  return {shadow.begin(), shadow.end()};
}

void Verifier::report_field(const Change& culprit, const Changes& recorded, const Changes& replayed,
                            Divergence& into, const ReplayedWorld& world) const {
  const std::size_t component_index = culprit.what.component;
  if (component_index >= door_->state().components()) return;
  const Component& component = door_->state().component(component_index);
  const auto entity = static_cast<std::uint32_t>(culprit.what.entity);
  into.section = culprit.section;
  into.component = component.name();
  if (entity == StateTree::kSizeEntity) {
    into.field = "size";
  } else {
    into.entity = entity;
    into.entity_name = world.entity_name(component.name(), entity);
  }
  const auto apply_side = [&](const Changes& side) {
    std::vector<std::uint8_t> bytes = base_of(culprit);
    for (const Change& change : side) {
      if (!change.same_entity(culprit) || change.section != culprit.section) continue;
      if (!apply_change(bytes, change.what)) break;
    }
    return bytes;
  };
  const std::vector<std::uint8_t> theirs = apply_side(recorded);
  const std::vector<std::uint8_t> ours = apply_side(replayed);
  if (entity == StateTree::kSizeEntity) {
    std::uint32_t size = 0;
    if (read_value(theirs, size)) into.recorded = std::to_string(size);
    if (read_value(ours, size)) into.replayed = std::to_string(size);
    return;
  }
  std::vector<Field> then;
  std::vector<Field> now;
  if (!component.fields(theirs, then) || !component.fields(ours, now)) return;
  for (std::size_t i = 0; i < std::max(then.size(), now.size()); ++i) {
    const Field absent{"", "(none)"};
    const Field& a = i < then.size() ? then[i] : absent;
    const Field& b = i < now.size() ? now[i] : absent;
    if (a.path == b.path && a.value == b.value) continue;
    into.field = a.path.empty() ? b.path : a.path;
    into.recorded = a.value;
    into.replayed = a.path == b.path || a.path.empty() ? b.value : "(none)";
    return;
  }
}

void Verifier::report_draws(const std::vector<AnyEvent>& actual, Divergence& into) const {
  using Draws = std::map<std::pair<std::string_view, std::uint64_t>, std::uint64_t>;
  const auto draws_of = [](const std::vector<AnyEvent>& events) {
    Draws draws;
    for (const AnyEvent& event : events) {
      if (const auto* drew = std::get_if<event::Drew>(&event)) {
        draws[{drew->stream, drew->entity}] += drew->draws;
      }
    }
    return draws;
  };
  const Draws recorded = draws_of(record_->events);
  const Draws replayed = draws_of(actual);
  Draws all = recorded;
  all.insert(replayed.begin(), replayed.end());
  const auto count = [](const Draws& draws, const auto& key) {
    const auto found = draws.find(key);
    return found == draws.end() ? std::uint64_t{0} : found->second;
  };
  for (const auto& [key, unused] : all) {
    if (count(recorded, key) == count(replayed, key)) continue;
    into.stream = key.first;
    into.stream_entity = static_cast<std::uint32_t>(key.second);
    into.recorded_draws = count(recorded, key);
    into.replayed_draws = count(replayed, key);
    into.drawn_at = door_->drawn_at(key.first, into.stream_entity);
    return;
  }
}

namespace {

/// The first line in which two texts differ.
std::pair<std::string, std::string> first_different_line(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::string_view line_a = a.substr(0, a.find('\n'));
    const std::string_view line_b = b.substr(0, b.find('\n'));
    if (line_a != line_b) return {std::string(line_a), std::string(line_b)};
    a.remove_prefix(std::min(a.size(), line_a.size() + 1));
    b.remove_prefix(std::min(b.size(), line_b.size() + 1));
  }
  return {};
}

template <class E>
std::vector<E> all_of(const std::vector<AnyEvent>& events) {
  std::vector<E> found;
  for (const AnyEvent& event : events) {
    if (const auto* one = std::get_if<E>(&event)) found.push_back(*one);
  }
  return found;
}

}  // namespace

void Verifier::report_requests(const std::vector<AnyEvent>& actual, Divergence& into) const {
  if (!trace_) {
    if (next_ < expected_.size() && std::holds_alternative<event::Asked>(*expected_[next_])) {
      into.request = std::get<event::Asked>(*expected_[next_]).request;
    }
    return;
  }
  const auto recorded = all_of<event::Asked>(record_->events);
  const auto replayed = all_of<event::Asked>(actual);
  std::size_t at = 0;
  while (at < recorded.size() && at < replayed.size() && recorded[at] == replayed[at]) ++at;
  if (at == recorded.size() && at == replayed.size()) return;
  into.request = at < recorded.size() ? recorded[at].request : replayed[at].request;
  const auto then = all_of<event::Prompt>(record_->events);
  const auto now = all_of<event::Prompt>(actual);
  std::tie(into.recorded_prompt, into.replayed_prompt) = first_different_line(
      at < then.size() ? then[at].text.text : "", at < now.size() ? now[at].text.text : "");
}

}  // namespace skald
