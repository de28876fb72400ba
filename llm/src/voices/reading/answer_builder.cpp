#include "voices/reading/answer_builder.h"

#include <algorithm>
#include <utility>

#include "skald/replay/assert.h"
#include "voices/reading/errors.h"
#include "voices/wire/json.h"

namespace skald::voices {
namespace {

/// As they come and cost nothing to compare, or mended.
void assign(std::string& into, std::string_view text) {
  if (is_utf8(text)) {
    into = text;
  } else {
    into = repaired(text);
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Failure cut_by_max_tokens(const std::string& where) {
  Failure failure = make_failure(Why::truncated, "max_tokens or the context ran out " + where);
  failure.retryable = false;
  failure.advice = "Raise max_tokens, or ask for less.";
  return failure;
}

}  // namespace

void AnswerBuilder::begin(PieceSink& pieces) {
  pieces_ = &pieces;
  answer_.text.clear();
  answer_.reasoning.clear();
  answer_.model.clear();
  answer_.request_id.clear();
  answer_.tokens = {};
  text_repair_ = {};
  reasoning_repair_ = {};
  call_count_ = 0;
  reason_.reset();
  failure_.reset();
  ended_ = false;
  has_content_ = false;
}

void AnswerBuilder::text(std::string_view delta) {
  const std::size_t before = answer_.text.size();
  text_repair_.append(delta, answer_.text);
  hand_on(Piece::Kind::text, std::string_view(answer_.text).substr(before));
}

void AnswerBuilder::reasoning(std::string_view delta) {
  const std::size_t before = answer_.reasoning.size();
  reasoning_repair_.append(delta, answer_.reasoning);
  hand_on(Piece::Kind::reasoning, std::string_view(answer_.reasoning).substr(before));
}

void AnswerBuilder::hand_on(Piece::Kind kind, std::string_view words) {
  if (words.empty()) return;
  SKALD_ASSERT(pieces_ != nullptr, "an answer is begun before it is told");
  has_content_ = true;
  Piece piece;
  piece.kind = kind;
  piece.text = words;
  pieces_->on_piece(piece);
}

// By number, else by id, else by name; what says none of them goes on with the last call. Servers
// that give every call the number 0 tell calls apart by id, and those that give neither repeat the
// name: then a call that is complete is not gone on with.
std::size_t AnswerBuilder::position_of(const ToolFragment& fragment) const {
  const auto is_complete = [this](std::size_t position) {
    return wire::is_json_object(calls_[position].call.arguments);
  };
  for (std::size_t position = call_count_; position-- > 0;) {
    const Call& call = calls_[position];
    if (fragment.index) {
      if (call.provider_index != fragment.index) continue;
      const bool other = !fragment.id.empty() && !fragment.name.empty() &&
                         fragment.id != call.call.id && is_complete(position);
      return other ? call_count_ : position;
    }
    if (!fragment.id.empty()) {
      if (fragment.id == call.call.id) return position;
      continue;
    }
    if (fragment.name.empty() || call.call.name.empty()) return position;
    const bool same = fragment.name == call.call.name;
    return same && (fragment.arguments.empty() || !is_complete(position)) ? position : call_count_;
  }
  return call_count_;
}

std::size_t AnswerBuilder::begin_call(const ToolFragment& fragment) {
  if (call_count_ == calls_.size()) calls_.emplace_back();
  Call& call = calls_[call_count_];
  call.call.id.clear();
  call.call.name.clear();
  call.call.arguments.clear();
  call.provider_index = fragment.index;
  call.call.opaque.clear();
  call.repair = {};
  call.told = false;
  return call_count_++;
}

void AnswerBuilder::tool_call(const ToolFragment& fragment) {
  std::size_t position = position_of(fragment);
  if (position == call_count_) position = begin_call(fragment);
  Call& call = calls_[position];
  if (call.call.id.empty() && !call.told) assign(call.call.id, fragment.id);
  if (call.call.name.empty()) assign(call.call.name, fragment.name);
  if (call.call.opaque.empty()) call.call.opaque = fragment.opaque;
  const std::size_t before = call.call.arguments.size();
  call.repair.append(fragment.arguments, call.call.arguments);
  hand_on(position, std::string_view(call.call.arguments).substr(before));
}

// The first piece waits for the name, and brings everything until then.
void AnswerBuilder::hand_on(std::size_t position, std::string_view arguments) {
  Call& call = calls_[position];
  has_content_ = true;
  if (call.call.name.empty() || (call.told && arguments.empty())) return;
  SKALD_ASSERT(pieces_ != nullptr, "an answer is begun before it is told");
  Piece piece;
  piece.kind = Piece::Kind::tool_call;
  piece.tool_index = static_cast<std::uint32_t>(position);
  piece.text = arguments;
  if (!call.told) {
    if (call.call.id.empty()) call.call.id = unused_id(position);
    piece.text = call.call.arguments;
    piece.tool_id = call.call.id;
    piece.tool_name = call.call.name;
    call.told = true;
  }
  pieces_->on_piece(piece);
}

std::string AnswerBuilder::unused_id(std::size_t position) const {
  const auto is_used = [this](const std::string& id) {
    const auto end = calls_.begin() + static_cast<std::ptrdiff_t>(call_count_);
    return std::any_of(calls_.begin(), end, [&](const Call& call) { return call.call.id == id; });
  };
  std::size_t number = position + 1;
  std::string id = "call_" + std::to_string(number);
  while (is_used(id)) id = "call_" + std::to_string(++number);
  return id;
}

void AnswerBuilder::model(std::string_view name) {
  if (!name.empty()) assign(answer_.model, name);
}

void AnswerBuilder::request_id(std::string_view id) {
  if (!id.empty()) assign(answer_.request_id, id);
}

void AnswerBuilder::tokens(const TokenCounts& counts) { answer_.tokens = counts; }

void AnswerBuilder::finish(FinishReason reason) { reason_ = reason; }

void AnswerBuilder::end() { ended_ = true; }

void AnswerBuilder::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
}

Result<Answer, Failure> AnswerBuilder::take() {
  if (!failure_) finish_texts();
  auto failure = fault();
  if (failure) failure->tokens = answer_.tokens;
  Answer answer;
  if (!failure) answer = taken();
  if (pieces_ != nullptr) begin(*pieces_);
  if (failure) return *std::move(failure);
  return answer;
}

void AnswerBuilder::finish_texts() {
  std::size_t before = answer_.text.size();
  text_repair_.finish(answer_.text);
  hand_on(Piece::Kind::text, std::string_view(answer_.text).substr(before));
  before = answer_.reasoning.size();
  reasoning_repair_.finish(answer_.reasoning);
  hand_on(Piece::Kind::reasoning, std::string_view(answer_.reasoning).substr(before));
  for (std::size_t position = 0; position < call_count_; ++position) {
    Call& call = calls_[position];
    before = call.call.arguments.size();
    call.repair.finish(call.call.arguments);
    hand_on(position, std::string_view(call.call.arguments).substr(before));
  }
}

std::optional<Failure> AnswerBuilder::fault() const {
  if (failure_) return failure_;
  if (!reason_ && !ended_) {
    if (has_content_) return make_failure(Why::truncated, "the stream stopped before its end");
    Failure empty = make_failure(Why::bad_response, "the response is empty: no words and no end");
    empty.advice =
        "Check the prompt's length first: some servers answer so when it is longer than the "
        "model's context.";
    return empty;
  }
  for (std::size_t position = 0; position < call_count_; ++position) {
    if (auto failure = fault_of(calls_[position].call)) return failure;
  }
  const bool says_something = !answer_.text.empty() || call_count_ > 0;
  if (says_something || reason_ == FinishReason::paused) return std::nullopt;
  if (reason_ == FinishReason::length) {
    return cut_by_max_tokens(answer_.reasoning.empty() ? "before the first word"
                                                       : "while the model was still reasoning");
  }
  return make_failure(Why::bad_response, answer_.reasoning.empty()
                                             ? "the model answered with nothing"
                                             : "the model reasoned, and answered with nothing");
}

std::optional<Failure> AnswerBuilder::fault_of(const ToolCall& call) const {
  if (call.name.empty()) {
    return make_failure(Why::invalid_answer, "the model called a tool without naming it");
  }
  if (is_blank(call.arguments) || wire::is_json_object(call.arguments)) return std::nullopt;
  const std::string where = "the arguments of '" + call.name + "'";
  if (reason_ == FinishReason::length) return cut_by_max_tokens("inside " + where);
  return make_failure(Why::invalid_answer, where + " are not a JSON object");
}

// Copied: the memory stays for the next answer.
Answer AnswerBuilder::taken() const {
  Answer answer = answer_;
  answer.tool_calls.reserve(call_count_);
  for (std::size_t position = 0; position < call_count_; ++position) {
    ToolCall& call = answer.tool_calls.emplace_back(calls_[position].call);
    if (is_blank(call.arguments)) call.arguments = "{}";
  }
  // Servers say `stop` for calls as well, and `tools` for none.
  const FinishReason reason = reason_.value_or(FinishReason::stop);
  const bool calls = call_count_ > 0;
  answer.reason = reason;
  if (reason == FinishReason::stop && calls) answer.reason = FinishReason::tools;
  if (reason == FinishReason::tools && !calls) answer.reason = FinishReason::stop;
  return answer;
}

}  // namespace skald::voices
