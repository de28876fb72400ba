// What a simulated scheduler stands in: a configuration drawn by seed, a few prompts, what they
// cost where, and the weather at the providers.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skald/replay/rng.h"
#include "voices/scheduler/scheduler.h"

namespace skald::voices::simulation {

using std::chrono::milliseconds;

constexpr TimePoint kStart = TimePoint{} + std::chrono::hours(1);
constexpr std::int64_t kStartUnix = 1'790'000'000;
constexpr std::uint32_t kProvidersMax = 4;

struct ModelSetup {
  std::string name{};
  std::optional<Price> price{};  // none: not known
};

/// A time in which a provider does one thing only.
struct Weather {
  enum class Kind : std::uint8_t { outage, storm, overloaded, stalled, refused_key };
  Kind kind = Kind::outage;
  TimePoint from{};
  TimePoint until{};
};

struct ProviderSetup {
  ModelSetup model{};
  std::optional<ModelSetup> cheaper{};
  std::uint32_t faults_percent = 0;  // in fair weather
  std::vector<Weather> weather{};
};

struct Scene {
  Scheduler::Options options{};
  CacheConfig cache{};
  std::vector<ProviderSetup> providers{};
  std::vector<std::shared_ptr<const Prompt>> prompts{};
  std::uint32_t steps = 0;
  std::uint32_t speakers = 1;

  bool limited() const { return !options.budget.limits.empty(); }
  bool allows(BudgetPolicy policy) const;
};

Scene draw_scene(Rng& rng);

/// A prompt is four numbers here: which one, how long, how much it may bring, and whether an answer
/// to it may be given again.
std::shared_ptr<const Prompt> make_prompt(std::int32_t number, std::int64_t tokens_in,
                                          std::optional<std::int32_t> max_tokens, bool cacheable);
std::int32_t number_of(const Prompt& prompt);

/// "p3 s7 ": how every answer to this prompt begins.
std::string greeting(const Prompt& prompt, EntityId speaker);

class FakeQuoter final : public Quoter {
 public:
  explicit FakeQuoter(const Scene& scene) : scene_(scene) {}
  Quote quote(const Prompt& prompt, EntityId speaker, const Variation& variation,
              std::int64_t unix_seconds) override;
  bool has_cheaper_model(std::uint32_t provider) const override;

 private:
  const Scene& scene_;
};

}  // namespace skald::voices::simulation
