// Voices: who answers a session, opened by name from a configuration.
//
//     auto voices = skald::Voices::open("skald.json");   // without that file: offline
//     if (!voices) return complain(voices.error());
//     auto session = skald::open<Tavern>({.seed = 42, .voices = &*voices});
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/keys.h"
#include "skald/llm/statistics.h"
#include "skald/replay/result.h"
#include "skald/replay/speaker.h"
#include "skald/replay/world.h"

namespace skald {

/// Reads the answers of a recording, for the provider "recorded": read_recorded_answers() of
/// skald/replay/recorded_answers.h. Voices themselves know no recordings.
using OpenAnswerBook = std::function<Result<std::unique_ptr<AnswerBook>>(const std::string& path)>;

/// What a game brings along.
struct VoicesContext {
  /// Files for the offline narrator (skald/llm/narrator.h says which), beside those that the
  /// configuration names. They are not recorded: a replay needs none.
  std::vector<ContentFile> content{};
  EnvironmentLookup environment = process_environment();
  KeyCallback key{};
  OpenAnswerBook open_answer_book{};
};

/// Every call is from the game's thread; none blocks but wait_for and wait_until_idle. A live
/// provider's network runs on one thread of its own. Move it only while no session uses it.
class Voices final : public Speaker {
 public:
  /// load_config, then the overload below. Reads files; the errors are those of both.
  static Result<Voices> open(const std::string& config_path = std::string(kDefaultConfigFile),
                             VoicesContext context = {});

  /// Sends nothing. invalid_argument for a provider that is not known or cannot work as configured;
  /// not_found or io for a file that cannot be read; bad_content, with file and line, for one with
  /// a fault.
  static Result<Voices> open(const VoicesConfig& config, VoicesContext context = {});

  Voices(Voices&&) noexcept;
  Voices& operator=(Voices&&) noexcept;
  ~Voices() override;

  const VoicesConfig& config() const;

  const Narrator& narrator() const override;
  bool answers_inline() const override;
  /// A request that is under way already (its tick is simulated again after a rollback) is joined.
  void ask(const RequestKey& key, const Request& request) override;
  void cancel(const RequestKey& key) override;
  void collect(std::vector<Reply>& into) override;
  /// At most 10 seconds.
  void wait_for(const RequestKey& key) override;

  /// Waits until every request has ended: for headless runs, where a tick may take as long as an
  /// answer. The provider's own limits bound it.
  void wait_until_idle();

  /// The model for requests from now on; nothing happens for a voice that has none.
  void use_model(std::string name);

  /// How it is doing, as of a moment ago: queue, providers' health, cache, spending. All zero for a
  /// voice that needs no provider.
  VoicesStatistics statistics() const;

  /// Where metrics are served on 127.0.0.1, which the system chose if the configuration says 0. 0
  /// if they are not.
  std::uint16_t metrics_port() const;

  /// Why answers failed since the last call, for the game's own log: the latest 64. The world sees
  /// Arrival::why alone.
  std::vector<Failure> take_failures();

 private:
  struct Impl;
  explicit Voices(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald
