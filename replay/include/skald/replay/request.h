// What a world asks of a speaker: provider-neutral, derived from world state, never read from a
// log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/describe.h"
#include "skald/replay/hash.h"
#include "skald/replay/ids.h"

namespace skald {

/// Why words are wanted. Budgets, queues and reports go by it.
enum class Purpose : std::uint8_t { dialogue, talk, narration, summary, intent };

std::string_view to_string(Purpose purpose);

/// When the world sees the answer.
enum class Delivery : std::uint8_t {
  as_ready,  // pieces at the tick boundary after they come
  fixed,     // whole, exactly `fixed_ticks` after the ask: the tick waits for it if need be
  cosmetic,  // never: text for the screen (Session::take_screen_texts), no arrival, no state
};

/// Something true in the world, by name: what templates choose by and fill in.
struct Fact {
  std::string name;
  std::string value;
};

/// What a world passes to Tick::ask. Times are in ticks after the ask.
struct Ask {
  EntityId speaker{};
  EntityId listener{};
  Purpose purpose = Purpose::dialogue;
  std::string cue{};                // the kind of line: "reply.problem", "greet", "chronicle"
  std::string line{};               // what was said to the speaker, if anything
  std::vector<Fact> facts{};        // frozen here: the fallback renders from them
  std::vector<std::string> news{};  // facts that a model's answer is taken to tell the listener;
                                    // the narrator says itself which ones it told
  std::string answer_schema{};      // JSON Schema: the answer is such JSON. Empty: words
  std::uint32_t first_words_within = 180;  // then the offline narrator speaks instead
  std::uint32_t finish_within = 900;       // then what came is all there is
  Delivery delivery = Delivery::as_ready;
  std::uint32_t fixed_ticks = 30;  // for Delivery::fixed
  EntityId scene{};  // conversation, room or cutscene that it belongs to; cancelled together
};

/// An Ask with its place: what is hashed, dispatched, and frozen until its outcome.
struct Request {
  RequestId id{};
  TickNumber asked = 0;
  Ask ask{};
};

template <class V>
void describe(V& v, Fact& fact) {
  v("name", fact.name);
  v("value", fact.value);
}

template <class V>
void describe(V& v, Ask& ask) {
  v("speaker", ask.speaker);
  v("listener", ask.listener);
  v("purpose", ask.purpose);
  v("cue", ask.cue);
  v("line", ask.line);
  v("facts", ask.facts);
  v("news", ask.news);
  v("answer_schema", ask.answer_schema);
  v("first_words_within", ask.first_words_within);
  v("finish_within", ask.finish_within);
  v("delivery", ask.delivery);
  v("fixed_ticks", ask.fixed_ticks);
  v("scene", ask.scene);
}

template <class V>
void describe(V& v, Request& request) {
  v("id", request.id);
  v("asked", request.asked);
  v("ask", request.ask);
}

/// The n-th request of a speaker for a purpose in a tick. Never invalid.
RequestId derive_request_id(TickNumber tick, EntityId speaker, Purpose purpose, std::uint32_t n);

/// The hash of the provider-neutral form, by which a replay verifies a request.
Digest digest_of(const Request& request);

/// The request in words, for prompts in reports: one fact a line.
std::string to_text(const Request& request);

}  // namespace skald
