#include "block_codec.h"

#include <openssl/rand.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace skald {
namespace {

constexpr std::size_t kSalt = 16;
constexpr std::size_t kCommitment = 16;
constexpr std::size_t kLargestBlock = std::size_t{256} << 20;  // cap for sizes read from a file
enum Method : std::uint8_t { kStored = 0, kZstd = 1 };
enum SpeechState : std::uint8_t { kPresent = 0, kRedacted = 1 };

void put_number(std::vector<std::uint8_t>& to, std::uint64_t value) {
  while (value >= 0x80) {
    to.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  to.push_back(static_cast<std::uint8_t>(value));
}

bool take_number(Bytes& from, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const std::uint8_t byte = from[0];
    from = from.subspan(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool take(Bytes& from, std::size_t size, Bytes& part) {
  if (size > from.size()) return false;
  part = from.first(size);
  from = from.subspan(size);
  return true;
}

void append(std::vector<std::uint8_t>& to, Bytes bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

/// One body's line in a payload.
struct Commitment {
  std::uint64_t owner = 0;
  std::uint64_t size = 0;
  Bytes hash;
};

bool take_commitments(Bytes& payload, std::vector<Commitment>& into) {
  std::uint64_t count = 0;
  constexpr std::size_t kSmallest = 2 + kCommitment;
  if (!take_number(payload, count) || count > payload.size() / kSmallest) return false;
  into.resize(count);
  for (Commitment& commitment : into) {
    if (!take_number(payload, commitment.owner) || !take_number(payload, commitment.size) ||
        !take(payload, kCommitment, commitment.hash)) {
      return false;
    }
  }
  return true;
}

Sha256 commit(Bytes salt, Bytes text) { return sha256({salt, text}); }

}  // namespace

Entropy system_entropy() {
  return [](std::span<std::uint8_t> bytes) {
    const int done = RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    SKALD_ASSERT(done == 1, "the system gives no random bytes");
  };
}

std::string hex(Bytes bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xF];
  }
  return text;
}

struct Compressor::Context {
  Context() : zstd(ZSTD_createCCtx()) {}
  ~Context() { ZSTD_freeCCtx(zstd); }
  ZSTD_CCtx* zstd;
};

Compressor::Compressor(int level) : context_(std::make_unique<Context>()), level_(level) {}
Compressor::~Compressor() = default;

std::vector<std::uint8_t> Compressor::compress(Bytes bytes) {
  std::vector<std::uint8_t> packed = {kZstd};
  put_number(packed, bytes.size());
  const std::size_t head = packed.size();
  packed.resize(head + ZSTD_compressBound(bytes.size()));
  ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_compressionLevel, level_);
  ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_contentSizeFlag, 0);
  const std::size_t size = ZSTD_compress2(context_->zstd, packed.data() + head,
                                          packed.size() - head, bytes.data(), bytes.size());
  if (ZSTD_isError(size) == 0 && size < bytes.size()) {
    packed.resize(head + size);
    return packed;
  }
  packed.resize(head);
  packed[0] = kStored;
  append(packed, bytes);
  return packed;
}

bool decompress(Bytes packed, std::vector<std::uint8_t>& into) {
  std::uint64_t size = 0;
  if (packed.empty()) return false;
  const std::uint8_t method = packed[0];
  packed = packed.subspan(1);
  if (!take_number(packed, size) || size > kLargestBlock) return false;
  if (method == kStored) {
    if (size != packed.size()) return false;
    into.assign(packed.begin(), packed.end());
    return true;
  }
  if (method != kZstd) return false;
  into.resize(size);
  return ZSTD_decompress(into.data(), into.size(), packed.data(), packed.size()) == size;
}

PackedBlock pack_block(const EventBlock& block, const Entropy& entropy, Compressor& compressor) {
  PackedBlock packed;
  std::vector<std::uint8_t> speech;
  std::array<std::uint8_t, kSalt> salt{};
  put_number(packed.payload, block.speech_used);
  for (std::size_t i = 0; i < block.speech_used; ++i) {
    const SpeechBody& body = block.speech[i];
    put_number(packed.payload, body.owner);
    put_number(packed.payload, body.text.size());
    entropy(salt);
    const Sha256 hash = commit(salt, as_bytes(body.text));
    append(packed.payload, Bytes(hash).first(kCommitment));
    speech.push_back(kPresent);
    append(speech, salt);
    append(speech, as_bytes(body.text));
  }
  append(packed.payload, block.bytes);
  packed.events = compressor.compress(packed.payload);
  if (!speech.empty()) packed.speech = compressor.compress(speech);
  return packed;
}

namespace {

std::string unpack_speech(Bytes speech, const std::vector<Commitment>& commitments,
                          EventBlock& into) {
  if (into.speech.size() < commitments.size()) into.speech.resize(commitments.size());
  into.speech_used = commitments.size();
  for (std::size_t i = 0; i < commitments.size(); ++i) {
    SpeechBody& body = into.speech[i];
    Bytes state;
    Bytes salt;
    Bytes text;
    if (!take(speech, 1, state) || state[0] > kRedacted) return "a text is missing";
    body.owner = commitments[i].owner;
    body.redacted = state[0] == kRedacted;
    body.text.clear();
    if (body.redacted) continue;
    if (!take(speech, kSalt, salt) || !take(speech, commitments[i].size, text)) {
      return "a text is cut short";
    }
    const Sha256 hash = commit(salt, text);
    if (!std::equal(commitments[i].hash.begin(), commitments[i].hash.end(), hash.begin())) {
      return "a text is not the one that was committed to";
    }
    body.text = as_text(text);
  }
  return speech.empty() ? "" : "there are texts too many";
}

}  // namespace

std::string unpack_block(Bytes events, Bytes speech, EventBlock& into,
                         std::vector<std::uint8_t>& payload) {
  into.clear();
  if (!decompress(events, payload)) return "the events cannot be decompressed";
  Bytes rest = payload;
  std::vector<Commitment> commitments;
  if (!take_commitments(rest, commitments)) return "the commitments are cut short";
  std::vector<std::uint8_t> texts;
  if (!speech.empty() && !decompress(speech, texts)) return "the texts cannot be decompressed";
  std::string fault = unpack_speech(texts, commitments, into);
  if (!fault.empty()) return fault;
  into.bytes.assign(rest.begin(), rest.end());
  return {};
}

std::vector<std::uint8_t> pack_redacted(Bytes payload, Bytes speech, std::uint64_t owner,
                                        Compressor& compressor, std::uint64_t& removed) {
  std::vector<Commitment> commitments;
  std::vector<std::uint8_t> texts;
  std::vector<std::uint8_t> kept;
  const bool sound = take_commitments(payload, commitments) && decompress(speech, texts);
  SKALD_ASSERT(sound, "only a block that was unpacked can be redacted");
  Bytes rest = texts;
  for (const Commitment& commitment : commitments) {
    Bytes body;
    const std::size_t size = rest[0] == kRedacted ? 1 : 1 + kSalt + commitment.size;
    SKALD_ASSERT(take(rest, size, body), "only a block that was unpacked can be redacted");
    if (commitment.owner == owner && body[0] == kPresent) {
      kept.push_back(kRedacted);
      ++removed;
    } else {
      append(kept, body);
    }
  }
  return compressor.compress(kept);
}

Sha256 next_link(const Sha256& before, const SegmentInfo& segment, Bytes payload) {
  std::vector<std::uint8_t> place;
  put_number(place, segment.id);
  put_number(place, segment.first_tick);
  put_number(place, segment.ticks);
  put_number(place, payload.size());
  return sha256({before, place, payload});
}

}  // namespace skald
