// JSON of unknown origin, read safely: bounded in size and depth, each name once, whole texts.
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "speech/answer_schema_number.h"

namespace skald::answer_schema {

using Json = rapidjson::Value;

constexpr std::size_t kDepthMax = 64;  // so that walking a value may recurse

inline std::string_view text_of(const Json& string) {
  return {string.GetString(), string.GetStringLength()};
}

/// A parsed text. A number in the document is an index into `numbers`.
struct JsonTree {
  rapidjson::Document document;
  std::vector<Number> numbers;

  const Number& number(const Json& value) const { return numbers[value.GetUint()]; }
};

/// Where a walk is, as a JSON pointer. Keeps views: the names must outlive the walk.
class Place {
 public:
  void enter(std::string_view name) { steps_.push_back({name, 0}); }
  void enter(std::size_t index) { steps_.push_back({{}, index}); }
  void leave() { steps_.pop_back(); }
  /// The pointer, cut if it is long. `root` is what to call the pointer to everything.
  std::string pointer(std::string_view root) const;

 private:
  struct Step {
    std::string_view name;  // its data is null for an index
    std::size_t index = 0;
  };
  std::vector<Step> steps_;
};

/// Enters a place for as long as the scope lasts.
class PlaceScope {
 public:
  template <class Step>
  PlaceScope(Place& place, Step step) : place_(place) {
    place_.enter(step);
  }
  ~PlaceScope() { place_.leave(); }
  PlaceScope(const PlaceScope&) = delete;
  PlaceScope& operator=(const PlaceScope&) = delete;

 private:
  Place& place_;
};

/// At most so many bytes of the text, whole characters, control characters as '?'.
std::string shown(std::string_view text, std::size_t bytes_max);

/// Parses into an empty `tree`, or bad_content that begins with `what` ("the answer").
Status parse_json(std::string_view text, std::size_t bytes_max, std::string_view what,
                  JsonTree& tree);

/// The JSON text without insignificant white space; the text must be valid.
std::string without_white_space(std::string_view json);

/// A text that two values share exactly if JSON Schema calls them equal: 1 and 1.0 are, and the
/// order of members does not matter.
std::string canonical(const JsonTree& tree, const Json& value);

}  // namespace skald::answer_schema
