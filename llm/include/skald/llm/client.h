// Talking to models without a session: asynchronous at heart, with the convenience of waiting.
//
//     const skald::VoicesConfig config{.provider = "ollama", .model = "llama3.2"};
//     auto client = skald::Client::open(config);
//     if (!client) return complain(client.error());
//     auto answer = client->generate("Name a tavern by the sea.");
//     if (answer) print(answer->text);
//
// For characters in a game use Voices (voices.h): what a session hears is recorded, what a Client
// hears is not. One thread of yours uses a Client; its network runs on a thread of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/keys.h"
#include "skald/llm/models.h"
#include "skald/llm/prompt.h"
#include "skald/llm/statistics.h"
#include "skald/replay/result.h"

namespace skald {

/// A call that was started. Unique within its Client.
using CallNumber = std::uint64_t;

/// Receives what came, during Client::poll. Views are valid during the call. Each call ends in
/// exactly one on_answer or on_failure, unless it was cancelled.
class CallHandler {
 public:
  virtual ~CallHandler() = default;
  virtual void on_piece(CallNumber call, const Piece& piece) = 0;
  virtual void on_answer(CallNumber call, Answer answer) = 0;
  virtual void on_failure(CallNumber call, Failure failure) = 0;
};

class Client {
 public:
  using Outcome = Result<Answer, Failure>;
  using OnPiece = std::function<void(const Piece&)>;
  using OnProgress = std::function<void(const PullProgress&)>;

  /// load_config, then the overload below.
  static Result<Client> open(const std::string& config_path = std::string(kDefaultConfigFile),
                             const EnvironmentLookup& environment = process_environment());
  /// Opens the configuration's provider and starts the network's thread; sends nothing. The errors
  /// are those of resolve_provider and KeySource::from, and invalid_argument for a provider that
  /// only a session can use ("offline", "recorded"). With `key`, the configuration's is not read.
  static Result<Client> open(const VoicesConfig& config,
                             const EnvironmentLookup& environment = process_environment(),
                             const KeyCallback& key = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // --- Asynchronous: nothing here blocks ---------------------------------------------------------
  /// What is wrong with the prompt comes as on_failure(bad_request), like everything else.
  CallNumber start(Prompt prompt);
  /// No handler hears of this call again; its socket is closed.
  void cancel(CallNumber call);
  /// Hands over what has come. True if anything had.
  bool poll(CallHandler& handler);
  /// Waits until poll has something, or this long. True if it has.
  bool wait(std::chrono::milliseconds at_most);

  // --- Waiting: each returns when its own call has ended -----------------------------------------
  Outcome generate(std::string text);
  Outcome chat(std::vector<Message> messages);
  Outcome ask(Prompt prompt);
  /// `on_piece` is called on this thread, as pieces come.
  Outcome stream(Prompt prompt, const OnPiece& on_piece);
  /// At most `at_most` under way at once; outcomes in the order of the prompts.
  std::vector<Outcome> batch(std::vector<Prompt> prompts, std::size_t at_most);

  // --- Models: a Failure (bad_request) where the provider has no such call -----------------------
  Result<std::vector<ModelInfo>, Failure> models();
  Result<ModelInfo, Failure> model(const std::string& name);
  Result<std::vector<ModelInfo>, Failure> running_models();
  Result<Done, Failure> pull(const std::string& name, const OnProgress& on_progress);
  /// Loads the model into the server's memory, so that the first answer need not wait for that.
  Result<Done, Failure> warm_up(const std::string& name);
  Result<Done, Failure> unload(const std::string& name);
  /// Costs no tokens. Asked at most once in 30 seconds, unless `now`.
  Health health(bool now = false);

  /// As of a moment ago.
  VoicesStatistics statistics() const;

  /// Where metrics are served on 127.0.0.1, which the system chose if the configuration says 0. 0
  /// if they are not.
  std::uint16_t metrics_port() const;

  /// The first of the chain.
  const ProviderConfig& provider() const;
  /// "OPENAI_API_KEY", "callback", "none": where the key comes from. Never the key.
  const std::string& key_described() const;
  /// For prompts that name no model, from the next one on.
  void use_model(std::string name);

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald
