#include "calls.h"

namespace skald {

/// Orphans of a loaded save count on without being asked again: rows are made as numbers appear.
Call* CallIndex::open_call(std::uint64_t request) {
  if (request == 0 || request > calls_.size()) return nullptr;
  return &calls_[request - 1];
}

void CallIndex::put(const event::Loaded& loaded) {
  for (Call& call : calls_) {
    if (call.ended == 0) end(call, "end_of_generation");
  }
  cursor_.on(loaded);
}

void CallIndex::put(const event::Asked& asked) {
  while (calls_.size() + 1 < asked.request) {
    calls_.emplace_back();
    calls_.back().request = calls_.size();
    calls_.back().generation = cursor_.generation();
    end(calls_.back(), "end_of_generation");
  }
  Call call;
  call.request = asked.request;
  call.generation = cursor_.generation();
  call.asked = cursor_.open_tick();
  call.speaker = static_cast<std::uint32_t>(asked.speaker);
  call.purpose = static_cast<Purpose>(asked.purpose);
  calls_.push_back(std::move(call));
}

void CallIndex::put(const event::Piece& piece) {
  if (Call* call = open_call(piece.request)) call->bytes += piece.text.text.size();
}

void CallIndex::put(const event::Finished& finished) {
  Call* call = open_call(finished.request);
  if (call == nullptr) return;
  call->bytes += finished.text.text.size();
  call->source = finished.source;
  call->rule = finished.rule;
  call->why = static_cast<Why>(finished.why);
  call->usage = {finished.tokens_in, finished.tokens_out, finished.cost_pico_usd};
  end(*call, "finished");
}

void CallIndex::put(const event::Failed& failed) {
  Call* call = open_call(failed.request);
  if (call == nullptr) return;
  call->why = static_cast<Why>(failed.why);
  call->usage = {failed.tokens_in, failed.tokens_out, failed.cost_pico_usd};
  end(*call, "failed");
}

void CallIndex::put(const event::Cancelled& cancelled) {
  if (Call* call = open_call(cancelled.request)) end(*call, "cancelled");
}

void CallIndex::put(const event::Billed& billed) {
  Call* call = open_call(billed.request);
  if (call == nullptr) return;
  ++call->bills;
  call->tokens_cached += billed.tokens_cached;
  call->billed_pico_usd += billed.cost_pico_usd;
}

void CallIndex::put(const event::Steps& steps) {
  Call* call = open_call(steps.request);
  if (call == nullptr) return;
  if (!call->steps.empty()) call->steps += "; ";
  call->steps += steps.steps;
}

void CallIndex::put(const event::Notice& notice) {
  notices_.push_back(
      {calls_.size(), cursor_.generation(), cursor_.open_tick(), std::string(notice.text)});
}

void CallIndex::end(Call& call, const char* outcome) {
  call.ended = cursor_.open_tick();
  call.outcome = outcome;
}

Status write_calls(sqlite::Database& database, const std::vector<Call>& calls) {
  auto insert = database.prepare("INSERT INTO call VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  if (!insert) return insert.error();
  for (const Call& call : calls) {
    insert->bind(1, static_cast<std::int64_t>(call.request))
        .bind(2, std::int64_t{call.generation})
        .bind(3, static_cast<std::int64_t>(call.asked))
        .bind(4, static_cast<std::int64_t>(call.ended))
        .bind(5, std::int64_t{call.speaker})
        .bind(6, to_string(call.purpose))
        .bind(7, std::string_view(call.outcome))
        .bind(8, std::string_view(call.source))
        .bind(9, std::string_view(call.rule))
        .bind(10, to_string(call.why))
        .bind(11, static_cast<std::int64_t>(call.bytes))
        .bind(12, static_cast<std::int64_t>(call.usage.tokens_in))
        .bind(13, static_cast<std::int64_t>(call.usage.tokens_out))
        .bind(14, static_cast<std::int64_t>(call.usage.cost_pico_usd))
        .bind(15, static_cast<std::int64_t>(call.bills))
        .bind(16, static_cast<std::int64_t>(call.tokens_cached))
        .bind(17, static_cast<std::int64_t>(call.billed_pico_usd))
        .bind(18, std::string_view(call.steps));
    if (Status done = insert->run(); !done) return done;
  }
  return Done{};
}

}  // namespace skald
