// A recorder that keeps nothing but a digest of what a recording would hold: the same bytes on
// every machine, or a recording made on one could not be replayed on another.
#pragma once

#include <array>

#include "skald/replay/events.h"

namespace skald::scenario {

class DigestRecorder final : public Recorder {
 public:
  explicit DigestRecorder(bool trace) : trace_(trace) {}

  bool wants_trace() const override { return trace_; }
  bool healthy() const override { return true; }
  void sealed(TickNumber tick, const Digest& root) override {
    encoder_.seal(tick, root);
    if (block_.bytes.size() > 65'536) fold_block();
  }
  void snapshot(const Digest& digest, Bytes bytes) override {
    fold(digest);
    fold(digest_of(bytes));
  }
#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { encoder_.put(value); }
#include "skald/replay/events.def"
#undef EVENT

  /// Of everything up to now.
  Digest digest() {
    fold_block();
    return digest_;
  }

 private:
  void fold(const Digest& next) {
    const std::array<Digest, 2> both = {digest_, next};
    digest_ = digest_of(std::span<const Digest>(both));
  }
  void fold_block() {
    encoder_.flush();
    if (block_.empty()) return;
    fold(digest_of(Bytes(block_.bytes)));
    for (std::size_t i = 0; i < block_.speech_used; ++i) {
      fold({0, block_.speech[i].owner});
      fold(digest_of(std::string_view(block_.speech[i].text)));
    }
    block_.clear();
  }

  bool trace_;
  EventBlock block_;
  EventEncoder encoder_{block_};
  Digest digest_;
};

}  // namespace skald::scenario
