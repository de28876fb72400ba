#include "answering.h"

#include <chrono>
#include <cstdio>
#include <utility>

#include "terminal.h"

namespace skald::cli {
namespace {

constexpr std::chrono::milliseconds kLookForInterrupt{50};

class OneCall final : public CallHandler {
 public:
  explicit OneCall(const Client::OnPiece& on_piece) : on_piece_(on_piece) {}

  void on_piece(CallNumber, const Piece& piece) override {
    if (on_piece_) on_piece_(piece);
  }
  void on_answer(CallNumber, Answer answer) override { outcome.emplace(std::move(answer)); }
  void on_failure(CallNumber, Failure failure) override { outcome.emplace(std::move(failure)); }

  std::optional<Client::Outcome> outcome;

 private:
  const Client::OnPiece& on_piece_;
};

void write(std::FILE* stream, std::string_view text) {
  if (text.empty()) return;  // which may have no address
  std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace

std::optional<Client::Outcome> ask_until_interrupted(Client& client, Prompt prompt,
                                                     InterruptNotice& interrupt,
                                                     const Client::OnPiece& on_piece) {
  OneCall call(on_piece);
  const CallNumber number = client.start(std::move(prompt));
  while (!call.outcome) {
    if (interrupt.take()) {
      client.cancel(number);
      return std::nullopt;
    }
    if (client.wait(kLookForInterrupt)) client.poll(call);
  }
  return std::move(call.outcome);
}

void PiecePrinter::take(const Piece& piece) {
  if (piece.kind == Piece::Kind::tool_call || piece.text.empty()) return;
  if (piece.kind == Piece::Kind::reasoning) {
    if (!with_reasoning_) return;
    if (!in_reasoning_) {
      end_line();
      write(stderr, colours_of(stderr).dim);
    }
    in_reasoning_ = true;
    write_foreign(stderr, piece.text);
    std::fflush(stderr);
    return;
  }
  end_reasoning();
  write_foreign(stdout, piece.text);
  in_line_ = piece.text.back() != '\n';
  std::fflush(stdout);
}

void PiecePrinter::end_reasoning() {
  if (!in_reasoning_) return;
  write(stderr, colours_of(stderr).reset);
  write(stderr, "\n");
  in_reasoning_ = false;
}

void PiecePrinter::end_line() {
  end_reasoning();
  if (in_line_) write(stdout, "\n");
  in_line_ = false;
  std::fflush(stdout);
}

}  // namespace skald::cli
