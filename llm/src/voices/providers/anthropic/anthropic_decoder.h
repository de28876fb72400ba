// Reads the events and bodies of Anthropic's Messages interface.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "voices/providers/provider.h"

namespace skald::voices {

class AnthropicDecoder final : public Decoder {
 public:
  void on_event(std::string_view name, const wire::Json& event, AnswerBuilder& answer) override;
  void on_whole(const wire::Json& body, AnswerBuilder& answer) override;

 private:
  /// A block of content that is a call. Others that carry JSON (a server's own tools) are not ours.
  struct Call {
    std::uint64_t block = 0;
    std::string input{};         // as it was given with the block's start
    bool has_arguments = false;  // fragments came
  };

  void start_block(const wire::Json& event, AnswerBuilder& answer);
  void read_delta(const wire::Json& event, AnswerBuilder& answer);
  void stop_block(const wire::Json& event, AnswerBuilder& answer);
  void start_call(std::uint64_t block, const wire::Json& content, AnswerBuilder& answer);
  void read_usage(const wire::Json* usage, AnswerBuilder& answer);
  Call* call_of(const wire::Json& event);

  std::vector<Call> calls_;
  TokenCounts counts_;
  std::uint64_t fresh_input_ = 0;  // what was neither read from the cache nor written to it
};

}  // namespace skald::voices
