// The interfaces through which a session is answered. Live sessions only: a replay has none.
#pragma once

#include <string>
#include <vector>

#include "skald/replay/arrival.h"
#include "skald/replay/request.h"
#include "skald/replay/rng.h"
#include "skald/replay/spoken.h"

namespace skald {

/// What an inline speaker says.
struct Utterance {
  std::string text;
  std::string rule;     // "name/line": what spoke. Remembered, so that it is not soon said again
  std::string told;     // names of the facts told, separated by commas
  std::string effects;  // what else it does, one a line: "sets NAME TICKS VALUE",
                        // "then CUE TICKS SPEAKER" (see follow_up)
  std::string fault;    // of the content, for people: goes into the recording as a notice
  Why why = Why::none;  // set if there is no text: the request has failed
};

/// Answers at once: a pure function of (request, memory, rng). It is also the fallback of every
/// other speaker, so it always has something to say.
class Narrator {
 public:
  virtual ~Narrator() = default;
  virtual Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng) const = 0;
};

/// What one attempt at a provider costs. A request has none (offline, from the cache) or several
/// (the first provider was billed and failed). For the recording and its reports; the world sees
/// Usage, which adds them up.
struct Bill {
  std::string provider;  // its configured name
  std::string model;
  EntityId speaker;
  Purpose purpose = Purpose::dialogue;
  std::int64_t at = 0;                     // seconds since 1970, by the wall clock
  std::uint64_t tokens_in = 0;             // all of the prompt
  std::uint64_t tokens_cached = 0;         // of those: read from the provider's cache
  std::uint64_t tokens_cache_written = 0;  // of those: written to it
  std::uint64_t tokens_out = 0;
  std::uint64_t cost_pico_usd = 0;
  bool estimated = false;   // the provider did not say how many tokens: cut, or silent about them
  bool price_known = true;  // false: the cost is not known, and is not zero
};

/// Something that came from outside, for a request or for the recording.
struct Reply {
  enum class Kind : std::uint8_t {
    piece,
    finished,
    failed,
    use_fallback,
    billed,  // nothing more to say, but it cost something: `bills`. The request may be closed
    notice,  // for no request: `text` is for people who read the recording (a budget's alert)
  };
  RequestKey key;
  Kind kind = Kind::piece;
  std::string text;
  std::string source;
  Why why = Why::none;  // failed, use_fallback
  Usage usage;
  std::vector<Bill> bills{};  // with what ends the request, or with `billed`
  /// How it was answered, where that is worth telling: "cloud: connection; backup: answered".
  /// Names of providers and errors only, never words of a prompt or a reply.
  std::string steps{};
};

/// Answers that were given before, by request: a recording's, for instance.
class AnswerBook {
 public:
  virtual ~AnswerBook() = default;
  /// Appends the replies that this request had, ending in one that closes it. False: there is none.
  virtual bool answer(const RequestKey& key, const Request& request, std::vector<Reply>& into) = 0;
};

/// Who answers a session. All calls come from the thread that ticks; none may block but `wait_for`.
class Speaker {
 public:
  virtual ~Speaker() = default;

  /// The offline narrator: the fallback and, if `answers_inline`, the speaker.
  virtual const Narrator& narrator() const = 0;
  /// True: requests are answered by the narrator inside the tick, and the calls below are not made.
  virtual bool answers_inline() const = 0;

  virtual void ask(const RequestKey& key, const Request& request) = 0;
  /// The answer is no longer wanted: by the world, by a deadline, or by a load.
  virtual void cancel(const RequestKey& key) = 0;
  /// Moves what came since the last call to the end of `into`.
  virtual void collect(std::vector<Reply>& into) = 0;
  /// Blocks until the request has ended or the speaker's own wall-time limit has passed.
  virtual void wait_for(const RequestKey& key) = 0;
};

}  // namespace skald
