// What a world is: a type with `step(Tick&)` and a `describe` that lists its components.
//
//     struct Tavern {
//       using Inputs = skald::Inputs<PlayerSays>;                      // optional: typed inputs
//       static constexpr std::string_view kCompatibility = "tavern 1";  // optional: bump by hand
//       static skald::Result<Tavern> start(const skald::Start&);        // optional: else Tavern{}
//       std::string entity_name(std::string_view component, std::uint32_t entity) const;  //
//       optional std::string moment_name(skald::TickNumber tick) const;          // optional: "day
//       3, evening" std::string input_text(const PlayerSays& said) const;           // optional:
//       for transcripts bool is_sound() const;  // optional: false for a loaded state that this
//       content cannot have void step(skald::Tick& tick);
//     };
//     template <class V> void describe(V& v, Tavern& t) { v("keeper", t.keeper); }
//
// entity_name is also asked for the component "speaker": who speaks in a transcript.
//
// An input type is described too and has a name that recordings keep:
//
//     struct PlayerSays { static constexpr std::string_view kInputName = "says"; std::string text;
//     };
#pragma once

#include <array>
#include <concepts>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "skald/replay/describe.h"
#include "skald/replay/result.h"
#include "skald/replay/tick.h"

namespace skald {

/// A file that the world was made from. It travels inside the recording.
struct ContentFile {
  std::string name;
  std::string bytes;
};

/// All that a world starts from. Recorded, so that a replay starts from the same.
struct Start {
  std::uint64_t seed = 0;
  std::vector<ContentFile> content{};
  std::map<std::string, std::string> options{};  // the world's own, by name
};

template <class T>
concept WorldType = requires(T& world, Tick& tick) { world.step(tick); };

/// Lists a world's input types.
template <class... Types>
struct Inputs {};

namespace detail {

/// One tick's inputs of every type of a world, decoded from what the log keeps.
template <class List>
class InputStore;

template <class... Types>
class InputStore<Inputs<Types...>> {
 public:
  void clear() { (std::get<std::vector<Types>>(lists_).clear(), ...); }

  /// False: no such input type, or the payload is not one.
  [[nodiscard]] bool decode([[maybe_unused]] std::string_view type,
                            [[maybe_unused]] Bytes payload) {
    return (decode_as<Types>(type, payload) || ...);
  }
  std::span<const InputList> lists() {
    views_ = {view<Types>()...};
    return views_;
  }

 private:
  template <class T>
  bool decode_as(std::string_view type, Bytes payload) {
    if (type != T::kInputName) return false;
    T value{};
    if (!read_value(payload, value)) return false;
    std::get<std::vector<T>>(lists_).push_back(std::move(value));
    return true;
  }
  template <class T>
  InputList view() const {
    const auto& list = std::get<std::vector<T>>(lists_);
    return {&kInputTag<T>, list.data(), list.size()};
  }

  std::tuple<std::vector<Types>...> lists_;
  std::array<InputList, sizeof...(Types)> views_;
};

/// An input in words: the world's own (input_text), or its name and fields. Empty: not an input of
/// this world.
template <class World, class... Types>
std::string input_text([[maybe_unused]] const World& world, Inputs<Types...>,
                       [[maybe_unused]] std::string_view type, [[maybe_unused]] Bytes payload) {
  std::string text;
  [[maybe_unused]] const auto tell_as = [&]<class T>(T value) {
    if (type != T::kInputName || !read_value(payload, value)) return false;
    if constexpr (requires { world.input_text(value); }) {
      text = world.input_text(value);
    } else {
      std::vector<Field> fields;
      FieldVisitor visitor(fields);
      visitor("", value);
      text = T::kInputName;
      for (const Field& field : fields) text += ' ' + field.path + '=' + field.value;
    }
    return true;
  };
  (void)(tell_as(Types{}) || ...);
  return text;
}

template <class World>
struct WorldTraits {
  static constexpr bool kHasInputs = requires { typename World::Inputs; };
  static auto inputs_of() {
    if constexpr (kHasInputs)
      return typename World::Inputs{};
    else
      return Inputs<>{};
  }
  using InputTypes = decltype(inputs_of());

  static Result<World> start(const Start& start) {
    if constexpr (requires { World::start(start); })
      return World::start(start);
    else
      return World{};
  }
  static std::string_view compatibility() {
    if constexpr (requires { World::kCompatibility; })
      return World::kCompatibility;
    else
      return "unnamed 1";
  }
  static std::string entity_name(const World& world, std::string_view component,
                                 std::uint32_t entity) {
    if constexpr (requires { world.entity_name(component, entity); }) {
      return world.entity_name(component, entity);
    } else {
      return {};
    }
  }
  static std::string moment_name(const World& world, TickNumber tick) {
    if constexpr (requires { world.moment_name(tick); })
      return world.moment_name(tick);
    else
      return {};
  }
};

}  // namespace detail
}  // namespace skald
