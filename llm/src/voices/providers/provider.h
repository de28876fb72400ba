// A provider: how a prompt becomes an HTTP request, and how response events become an answer. One
// file pair each, one line in registry.cpp. Sans I/O: nothing here opens a socket or reads a clock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/models.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"
#include "voices/http.h"
#include "voices/reading/answer_builder.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// How a stream is cut into events.
enum class Framing : std::uint8_t { sse, lines };

/// Reads the events of one response. Errors (`error` members, error events) and the `[DONE]` marker
/// are recognised before a decoder is asked.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// One event of a stream. `name` is the SSE event's, or empty.
  virtual void on_event(std::string_view name, const wire::Json& event, AnswerBuilder& answer) = 0;
  /// A response that is not a stream.
  virtual void on_whole(const wire::Json& body, AnswerBuilder& answer) = 0;
};

/// What can be done with models, where a provider has such a call.
enum class ModelTask : std::uint8_t { list, show, running, pull, warm_up, unload, health };

std::string_view to_string(ModelTask task);

/// Immutable after it is made; any thread may use it.
class Provider {
 public:
  explicit Provider(ProviderConfig config) : config_(std::move(config)) {}
  virtual ~Provider() = default;
  const ProviderConfig& config() const { return config_; }
  const std::string& name() const { return config_.name; }

  virtual Framing framing() const { return Framing::sse; }

  /// Everything but the key. A Failure (bad_request) for what this provider cannot carry; it names
  /// the field, and what would be right. The prompt has passed check_prompt().
  virtual Result<HttpRequest, Failure> request_for(const Prompt& prompt) const = 0;
  virtual std::unique_ptr<Decoder> decoder() const = 0;

  /// Adds the key to a request. Default: "Authorization: Bearer KEY".
  virtual void put_key(HttpRequest& request, std::string_view key) const;

  /// The request of a model task; default: a Failure, "list is not supported by X".
  virtual Result<HttpRequest, Failure> request_for(ModelTask task, const std::string& model) const;
  /// Reads the response of list, show or running.
  virtual std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const;
  /// Reads one line of a pull.
  virtual PullProgress read_progress(const wire::Json& line) const;

 protected:
  /// "https://host/v1" + "/chat/completions", with the configured headers.
  HttpRequest post(std::string_view path) const;
  HttpRequest get(std::string_view path) const;
  /// The prompt's model, or the configured one.
  const std::string& model_of(const Prompt& prompt) const;
  /// A bad_request Failure of this provider.
  Failure cannot(std::string message, std::string advice) const;

 private:
  ProviderConfig config_;
};

/// What no provider could carry: no message at all, an image that is not one, a tool without a
/// name, a schema or choice that cannot work. Before anything is sent.
Status check_prompt(const Prompt& prompt);

}  // namespace skald::voices
