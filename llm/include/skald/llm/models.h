// Models as their servers describe them. What a provider does not tell is empty or 0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skald {

struct ModelInfo {
  std::string name{};
  std::string family{};          // "llama", "qwen2"
  std::string parameter_size{};  // "3.2B"
  std::string quantization{};    // "Q4_K_M"
  std::uint64_t size_bytes = 0;
  std::uint64_t context_tokens = 0;
  std::uint64_t answer_tokens_max = 0;
  std::vector<std::string> capabilities{};  // "completion", "tools", "vision", "thinking"
  std::string details{};                    // whatever else is worth a line
};

/// Where a download stands. Layers are downloaded side by side: totals belong to `layer`.
struct PullProgress {
  std::string status{};
  std::string layer{};
  std::uint64_t completed_bytes = 0;
  std::uint64_t total_bytes = 0;
  bool done = false;
};

/// Whether a provider answers, and how it said so.
struct Health {
  bool ok = false;
  std::string message{};
};

}  // namespace skald
