// Speakers for tests: a narrator that says what it was asked, and voices whose replies are a
// script. Pure: scenarios use them on every platform.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skald/replay/speaker.h"

namespace skald::test {

class EchoNarrator final : public Narrator {
 public:
  Utterance speak(const Request& request, const SpokenMemory&, Rng rng) const override {
    const std::uint32_t number = rng.below(1000);
    return {"[" + request.ask.cue + "] " + request.ask.line + " #" + std::to_string(number),
            request.ask.cue + "/" + std::to_string(number % 7),
            "fact",
            {},
            {},
            Why::none};
  }
};

/// Answers inside the tick, like the offline narrator: a speaker that is a narrator and nothing
/// else.
template <class N>
class InlineSpeakerOf final : public Speaker {
 public:
  InlineSpeakerOf() = default;
  explicit InlineSpeakerOf(N narrator) : narrator_(std::move(narrator)) {}
  const N& narrator() const override { return narrator_; }
  bool answers_inline() const override { return true; }
  void ask(const RequestKey&, const Request&) override {}
  void cancel(const RequestKey&) override {}
  void collect(std::vector<Reply>&) override {}
  void wait_for(const RequestKey&) override {}

 private:
  N narrator_;
};
using InlineSpeaker = InlineSpeakerOf<EchoNarrator>;

/// Stands in for voices: the test says what comes, and when.
class ScriptedSpeaker final : public Speaker {
 public:
  const Narrator& narrator() const override { return narrator_; }
  bool answers_inline() const override { return false; }
  void ask(const RequestKey& key, const Request& request) override {
    asked.push_back({key, request});
  }
  void cancel(const RequestKey& key) override { cancelled.push_back(key); }
  void collect(std::vector<Reply>& into) override {
    into.insert(into.end(), ready.begin(), ready.end());
    ready.clear();
  }
  void wait_for(const RequestKey& key) override {
    waited_for.push_back(key);
    for (Reply& reply : when_waited_for) {
      if (reply.key == key) ready.push_back(reply);
    }
  }

  /// Words for the n-th request that was asked.
  void piece(std::size_t n, const std::string& text) {
    ready.push_back({asked[n].key, Reply::Kind::piece, text, {}, Why::none, {}});
  }
  void finish(std::size_t n, const std::string& text, const Usage& usage = {}) {
    ready.push_back({asked[n].key, Reply::Kind::finished, text, "scripted", Why::none, usage});
  }
  void fall_back(std::size_t n, Why why) {
    ready.push_back({asked[n].key, Reply::Kind::use_fallback, {}, {}, why, {}});
  }

  void fail(std::size_t n, Why why) {
    ready.push_back({asked[n].key, Reply::Kind::failed, {}, {}, why, {}});
  }
  /// What the reply that is ready last costs, and how it was answered. It ends its request.
  void bill(const std::vector<Bill>& bills, const std::string& steps = {}) {
    Reply& reply = ready.back();
    reply.bills = bills;
    reply.steps = steps;
    for (const Bill& one : bills) {
      reply.usage.tokens_in += one.tokens_in;
      reply.usage.tokens_out += one.tokens_out;
      reply.usage.cost_pico_usd += one.cost_pico_usd;
    }
  }
  /// A bill for the n-th request on its own.
  void bill_alone(std::size_t n, const std::vector<Bill>& bills) {
    ready.push_back({asked[n].key, Reply::Kind::billed, {}, {}, Why::none, {}, bills});
  }
  void notice(const std::string& text) {
    ready.push_back({{}, Reply::Kind::notice, text, {}, Why::none, {}});
  }

  struct Asked {
    RequestKey key;
    Request request;
  };
  std::vector<Asked> asked;
  std::vector<RequestKey> cancelled;
  std::vector<RequestKey> waited_for;
  std::vector<Reply> ready;
  std::vector<Reply> when_waited_for;

 private:
  EchoNarrator narrator_;
};

}  // namespace skald::test
