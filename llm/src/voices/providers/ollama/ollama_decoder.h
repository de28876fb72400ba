// Reads the lines of Ollama's /api/chat and /api/generate.
#pragma once

#include <cstdint>
#include <string_view>

#include "voices/providers/provider.h"

namespace skald::voices {

class OllamaDecoder final : public Decoder {
 public:
  void on_event(std::string_view name, const wire::Json& event, AnswerBuilder& answer) override;
  void on_whole(const wire::Json& body, AnswerBuilder& answer) override;

 private:
  void read_tool_calls(const wire::Json& calls, AnswerBuilder& answer);
  void finish(const wire::Json& last, AnswerBuilder& answer) const;

  // Calls come whole, and numbered anew in each line by some servers: this is their number here.
  std::uint64_t tool_calls_ = 0;
};

}  // namespace skald::voices
