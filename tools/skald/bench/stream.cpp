// What a streamed event costs between the socket and the piece: split, parsed, decoded, handed on.
// Events are in memory and fed as the transport feeds them, in blocks of 16 KiB.
#include <algorithm>
#include <string>

#include "bench/bench.h"
#include "voices/providers/registry.h"
#include "voices/reading/response_reader.h"

namespace skald::cli {
namespace {

constexpr std::size_t kBlockBytes = 16 * 1024;
constexpr int kEvents = 20'000;
constexpr int kRuns = 9;

/// Events of exactly the size that limits.json names.
struct Stream {
  const char* metric;
  std::string kind;
  std::string content_type;
  std::string event;
  std::string end;
};

std::string padded(std::string before, const std::string& after, std::size_t bytes) {
  const std::size_t used = before.size() + after.size();
  before.append(bytes > used ? bytes - used : 0, 'w');
  return before + after;
}

std::vector<Stream> streams() {
  const std::string openai =
      R"(data: {"id":"chatcmpl-9YZUJCpGG5A3iWe4kq1mT","object":"chat.completion.chunk",)"
      R"("created":1795249383,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",)"
      R"("system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":")";
  return {
      {"openai_event_cpu", "openai", "text/event-stream",
       padded(openai, "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", 281),
       "data: [DONE]\n\n"},
      {"ollama_event_cpu", "ollama", "application/x-ndjson",
       padded(R"({"model":"llama3.2","created_at":"2026-11-21T08:22:34.123456789Z","message":)"
              R"({"role":"assistant","content":")",
              "\"},\"done\":false}\n", 129),
       "{\"done\":true,\"done_reason\":\"stop\"}\n"},
      {"anthropic_event_cpu", "anthropic", "text/event-stream",
       padded(R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta",)"
              R"("text":")",
              "\"}}\n\n", 89),
       "data: {\"type\":\"message_stop\"}\n\n"},
  };
}

class CountingSink final : public voices::PieceSink {
 public:
  void on_piece(const Piece& piece) override { bytes += piece.text.size(); }
  std::size_t bytes = 0;
};

struct Cost {
  double ns = 0;
  std::uint64_t allocations = 0;
};

/// One response after another with the same builder, as a thread's calls use it.
class Reading {
 public:
  Reading(const voices::Provider& provider, const Stream& stream)
      : provider_(provider), stream_(stream) {
    for (int i = 0; i < kEvents; ++i) bytes_ += stream.event;
    head_.status = 200;
    head_.headers = {{"content-type", stream.content_type}};
  }

  Cost read_once() {
    CountingSink sink;
    builder_.begin(sink);
    voices::ResponseReader reader(provider_, parser_, builder_);
    reader.head(head_);
    reader.bytes(stream_.event);  // the first event of a response may set things up
    const std::uint64_t allocated = allocations();
    const std::int64_t started = thread_cpu_ns();
    for (std::size_t at = 0; at < bytes_.size(); at += kBlockBytes) {
      reader.bytes(std::string_view(bytes_).substr(at, kBlockBytes));
    }
    const Cost cost{static_cast<double>(thread_cpu_ns() - started) / kEvents,
                    allocations() - allocated};
    keep(sink.bytes);
    reader.bytes(stream_.end);
    keep(reader.end({}));
    return cost;
  }

 private:
  const voices::Provider& provider_;
  const Stream& stream_;
  std::string bytes_;
  voices::HttpHead head_;
  voices::wire::JsonParser parser_;
  voices::AnswerBuilder builder_;
};

}  // namespace

Result<BenchReport> bench_stream() {
  BenchReport report;
  report.runs = kRuns;
  const std::vector<Stream> all = streams();
  std::vector<std::shared_ptr<const voices::Provider>> providers;
  std::vector<std::unique_ptr<Reading>> readings;
  for (const Stream& stream : all) {
    ProviderConfig config;
    config.name = config.kind = stream.kind;
    config.endpoint = "http://127.0.0.1";
    config.model = "bench";
    auto provider = voices::make_provider(config);
    if (!provider) return provider.error();
    providers.push_back(*provider);
    readings.push_back(std::make_unique<Reading>(*providers.back(), stream));
    readings.back()->read_once();  // memory grows to its size here
  }
  std::vector<std::vector<double>> costs(all.size());
  std::uint64_t allocated = 0;
  for (int run = 0; run < kRuns; ++run) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Cost cost = readings[i]->read_once();
      costs[i].push_back(cost.ns / 1000);
      allocated += cost.allocations;
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    report.add(all[i].metric, median(costs[i]), "us");
    report.add(all[i].kind + "_event_size", static_cast<double>(all[i].event.size()), "B");
  }
  const double pieces = static_cast<double>(kEvents) * kRuns * static_cast<double>(all.size());
  report.add("piece_allocations", static_cast<double>(allocated) / pieces, "count");
  return report;
}

}  // namespace skald::cli
