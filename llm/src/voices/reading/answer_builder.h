// Puts an answer together from what a decoder reads, whatever the provider, and hands its pieces
// on as they come. The tolerances that compatible servers need for tool calls are here, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/replay/result.h"
#include "voices/reading/utf8_repair.h"

namespace skald::voices {

class PieceSink {
 public:
  virtual ~PieceSink() = default;
  virtual void on_piece(const Piece& piece) = 0;
};

/// Part of a tool call as it was read. What is empty or absent was not said.
struct ToolFragment {
  std::optional<std::uint64_t> index{};  // the provider's own number of the call
  std::string_view id{};
  std::string_view name{};
  std::string_view arguments{};
  std::string_view opaque{};
};

/// One answer at a time; begin() readies it for the next, and keeps its memory: a piece costs no
/// allocation once an answer of that size was built. Text that is not UTF-8 is mended here.
class AnswerBuilder {
 public:
  void begin(PieceSink& pieces);

  // What a decoder tells.
  void text(std::string_view delta);
  void reasoning(std::string_view delta);
  void tool_call(const ToolFragment& fragment);
  void model(std::string_view name);
  void request_id(std::string_view id);
  /// Overwrites: counts are cumulative wherever they are repeated.
  void tokens(const TokenCounts& counts);
  /// The provider's reason to stop. Usage may still follow.
  void finish(FinishReason reason);
  /// The end marker: nothing follows.
  void end();
  /// An error inside the answer. The first one counts.
  void fail(Failure failure);

  /// An end marker or an error was seen.
  bool over() const { return ended_ || failure_.has_value(); }
  /// The provider gave its reason to stop.
  bool finished() const { return reason_.has_value(); }
  /// Any text, reasoning or tool call was handed on.
  bool has_content() const { return has_content_; }
  const TokenCounts& tokens() const { return answer_.tokens; }

  /// The answer, once nothing more will be read; leaves the builder empty. A failure if one was
  /// told, and bad_response or truncated (Why) for an answer that is empty or has no end.
  Result<Answer, Failure> take();

 private:
  /// A tool call, and what only building it needs. Used again by later answers.
  struct Call {
    ToolCall call{};
    std::optional<std::uint64_t> provider_index{};
    Utf8Repair repair{};
    bool told = false;  // its id and name went out with a piece
  };

  /// The position in calls_ of the call that a fragment is of.
  std::size_t position_of(const ToolFragment& fragment) const;
  std::size_t begin_call(const ToolFragment& fragment);
  std::string unused_id(std::size_t position) const;
  void hand_on(Piece::Kind kind, std::string_view words);
  void hand_on(std::size_t position, std::string_view arguments);
  /// What waits for the rest of a character will not get it.
  void finish_texts();
  std::optional<Failure> fault() const;
  std::optional<Failure> fault_of(const ToolCall& call) const;
  Answer taken() const;

  PieceSink* pieces_ = nullptr;
  Answer answer_;  // without tool_calls
  Utf8Repair text_repair_;
  Utf8Repair reasoning_repair_;
  std::vector<Call> calls_;
  std::size_t call_count_ = 0;
  std::optional<FinishReason> reason_;
  std::optional<Failure> failure_;
  bool ended_ = false;
  bool has_content_ = false;
};

}  // namespace skald::voices
