// Voices: who answers a session, opened by name from a configuration.
//
//     auto voices = skald::Voices::open("skald.json");   // without that file: offline
//     if (!voices) return complain(voices.error());
//     auto session = skald::Session<Tavern>::open({.start = {.seed = 42}, .speaker = &*voices});
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "skald/llm/config.h"
#include "skald/replay/result.h"
#include "skald/replay/speaker.h"
#include "skald/replay/world.h"

namespace skald {

/// Today every voice is an inline speaker, and the only one is "offline". Move it only while no
/// session uses it.
class Voices final : public Speaker {
 public:
  /// load_config, then the overload below. Reads files; the errors are those of both.
  static Result<Voices> open(const std::string& config_path = std::string(kDefaultConfigFile),
                             const EnvironmentLookup& environment = process_environment());

  /// `content` are lines files that the game brings along, beside those that the configuration
  /// names. invalid_argument for a provider that is not known; not_found or io for a lines file
  /// that cannot be read; bad_content, with file and line, for one with a fault.
  static Result<Voices> open(const VoicesConfig& config, std::span<const ContentFile> content = {});

  const VoicesConfig& config() const { return config_; }

  const Narrator& narrator() const override { return *narrator_; }
  bool answers_inline() const override { return true; }

  // Not called while answers_inline() is true; a call is a programmer error.
  void ask(const RequestKey& key, const Request& request) override;
  void cancel(const RequestKey& key) override;
  void collect(std::vector<Reply>& into) override;
  void wait_for(const RequestKey& key) override;

 private:
  Voices(VoicesConfig config, std::unique_ptr<const Narrator> narrator);

  VoicesConfig config_;
  std::unique_ptr<const Narrator> narrator_;
};

}  // namespace skald
