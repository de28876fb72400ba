// Asks a model and shows what it says while it says it.
#pragma once

#include <optional>

#include "interrupt.h"
#include "skald/llm/client.h"

namespace skald::cli {

/// Waits for the end of the answer, or for Ctrl-C, which cancels it: then there is no outcome.
std::optional<Client::Outcome> ask_until_interrupted(Client& client, Prompt prompt,
                                                     InterruptNotice& interrupt,
                                                     const Client::OnPiece& on_piece);

/// Writes pieces: the words on stdout, reasoning (if it is wanted) on stderr, dimmed.
class PiecePrinter {
 public:
  explicit PiecePrinter(bool with_reasoning) : with_reasoning_(with_reasoning) {}

  void take(const Piece& piece);
  /// Ends the line on which the words end, if there were any.
  void end_line();
  void end_reasoning();

 private:
  bool with_reasoning_;
  bool in_reasoning_ = false;
  bool in_line_ = false;  // the last word on stdout was no line end
};

}  // namespace skald::cli
