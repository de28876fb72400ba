#include "skald/replay/recorded_answers.h"

#include <map>
#include <utility>
#include <vector>

#include "skald/replay/events.h"
#include "skald/replay/log.h"

namespace skald {
namespace {

using Key = std::pair<std::uint64_t, std::uint64_t>;
Key key_of(const Digest& digest) { return {digest.high, digest.low}; }

class RecordedAnswers final : public AnswerBook, public EventSink {
 public:
  using EventSink::put;

  bool answer(const RequestKey& key, const Request& request, std::vector<Reply>& into) override {
    const auto found = replies_.find(key_of(digest_of(request)));
    if (found == replies_.end() || found->second.empty()) return false;
    if (found->second.back().kind == Reply::Kind::piece) return false;  // it never ended
    for (Reply reply : found->second) {
      reply.key = key;
      into.push_back(std::move(reply));
    }
    return true;
  }

  void put(const event::Asked& asked) override {
    const Key key = key_of(asked.hash);
    open_[asked.request] = key;
    replies_[key].clear();  // asked again after a load: the later answer counts
  }
  void put(const event::Piece& piece) override {
    add(piece.request, Reply::Kind::piece).text = piece.text.text;
  }
  void put(const event::Finished& finished) override {
    Reply& reply = add(finished.request, Reply::Kind::finished);
    reply.text = finished.text.text;
    reply.source = finished.source;
    reply.why = static_cast<Why>(finished.why);
    reply.usage = {finished.tokens_in, finished.tokens_out, finished.cost_pico_usd};
    open_.erase(finished.request);
  }
  void put(const event::Failed& failed) override {
    Reply& reply = add(failed.request, Reply::Kind::failed);
    reply.why = static_cast<Why>(failed.why);
    reply.usage = {failed.tokens_in, failed.tokens_out, failed.cost_pico_usd};
    open_.erase(failed.request);
  }

 private:
  Reply& add(std::uint64_t request, Reply::Kind kind) {
    Reply reply;
    reply.kind = kind;
    return replies_[open_[request]].emplace_back(std::move(reply));
  }

  std::map<std::uint64_t, Key> open_;  // by the request's ordinal
  std::map<Key, std::vector<Reply>> replies_;
};

}  // namespace

Result<std::unique_ptr<AnswerBook>> read_recorded_answers(const std::string& path) {
  auto reader = LogReader::open(path);
  if (!reader) return reader.error();
  auto answers = std::make_unique<RecordedAnswers>();
  for (std::size_t i = 0; i < reader->segments().size(); ++i) {
    EventBlock block;
    if (Status read = reader->read(i, block); !read) return read.error();
    EventDecoder decoder(block);
    EventDecoder::Step step = EventDecoder::Step::event;
    while (step == EventDecoder::Step::event) step = decoder.next(*answers);
    if (step == EventDecoder::Step::redacted) break;  // the decoder cannot go past it
    if (step != EventDecoder::Step::end) {
      return Error{ErrorCode::damaged, path + ": segment " + std::to_string(i) +
                                           " cannot be read at offset " +
                                           std::to_string(decoder.offset())};
    }
  }
  return std::unique_ptr<AnswerBook>(std::move(answers));
}

}  // namespace skald
