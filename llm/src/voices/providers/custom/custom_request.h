// Writes prompts into the body that a configuration describes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/document.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald::voices {

/// What a prompt has that a body has no place for.
struct NotCarried {
  std::string message{};
  std::string advice{};
};

/// The body's template, and the places in it.
class RequestMapping {
 public:
  /// A mapping_fault() for a body that is no JSON object, a missing prompt_at or messages_at, or a
  /// place that cannot be reached or is taken by another.
  static Result<RequestMapping> from(const CustomMapping& mapping);

  /// `own_model` is the configured one, which need not be said.
  std::optional<NotCarried> not_carried(const Prompt& prompt, const std::string& own_model) const;
  std::string body(const Prompt& prompt, const std::string& model) const;

 private:
  explicit RequestMapping(CustomMapping mapping) : places_(std::move(mapping)) {}
  Status check_places() const;
  void put_words(Value& body, const Prompt& prompt) const;

  CustomMapping places_;
  Value template_;
};

/// A conversation as one text: what the user says if there is nothing else, otherwise turns
/// ("System: ...", "User: ...") with an empty line between them, and "Assistant:" at the end.
std::string as_one_text(const std::vector<Message>& messages);

}  // namespace skald::voices
