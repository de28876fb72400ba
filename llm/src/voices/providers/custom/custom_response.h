// Reads answers where a configuration says that they are.
#pragma once

#include <rapidjson/pointer.h>

#include <memory>
#include <optional>

#include "skald/llm/config.h"
#include "skald/replay/result.h"
#include "voices/providers/provider.h"
#include "voices/wire/json.h"

namespace skald::voices {

using JsonPointer = rapidjson::GenericPointer<wire::Json>;

/// The places in events and whole answers.
struct ResponseMapping {
  /// A mapping_fault() for a framing that is not known, or places without which no answer can be
  /// read to its end.
  static Result<ResponseMapping> from(const CustomMapping& mapping);

  Framing framing = Framing::sse;
  std::optional<JsonPointer> text{};
  std::optional<JsonPointer> delta{};
  std::optional<JsonPointer> done{};
  std::optional<JsonPointer> error{};
  std::optional<JsonPointer> tokens_in{};
  std::optional<JsonPointer> tokens_out{};
};

/// `mapping` must outlive it.
std::unique_ptr<Decoder> make_mapped_decoder(const ResponseMapping& mapping);

}  // namespace skald::voices
