// Values from what is known as text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/document.h"
#include "speech/offline/plan.h"

namespace skald::speech::offline {

/// Of lists, besides those that a schema asks for.
inline constexpr std::size_t kElementsMax = 1'000;

/// A text, number, boolean, or one of some values; or a list of these, of which the text has one
/// after the other between commas, or between semicolons if it has any. Nothing if the text means
/// no value that fits.
std::optional<Value> value_from(const JsonTree& tree, const Node& node, std::string_view text);

/// Which of some scalars a text means. Texts may differ in case, if none is the same.
class Choice {
 public:
  Choice(const JsonTree& tree, std::string_view text);

  void offer(const Json& value);
  /// The place of the one that is meant among those that were offered.
  std::optional<std::size_t> index() const { return exact_ ? exact_ : loose_; }

 private:
  bool is_meant(const Json& value) const;

  const JsonTree& tree_;
  std::string_view text_;
  std::optional<answer_schema::Number> number_;
  std::optional<bool> boolean_;
  std::size_t offered_ = 0;
  std::optional<std::size_t> exact_;
  std::optional<std::size_t> loose_;
};

/// One of the schema's own values.
Value value_of(const JsonTree& tree, const Json& scalar);

Value number_value(std::string digits);
Value boolean_value(bool boolean);

}  // namespace skald::speech::offline
