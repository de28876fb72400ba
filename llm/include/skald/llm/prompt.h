// What is sent to a model, in no provider's terms. A provider lowers it into its own form; what a
// provider cannot carry is refused or emulated (llm/PROVIDERS.md has the table), never dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skald {

/// A number of three decimals, kept exactly: 0.7 is 700 thousandths. So no locale and no rounding
/// changes what is sent, hashed or recorded.
struct Thousandths {
  std::int32_t value = 0;
  constexpr Thousandths() = default;
  constexpr Thousandths(double number)  // NOLINT: implicit so that {.temperature = 0.7} reads
      : value(static_cast<std::int32_t>(number * 1000 + (number < 0 ? -0.5 : 0.5))) {}
  static constexpr Thousandths of(std::int32_t thousandths) {
    Thousandths result;
    result.value = thousandths;
    return result;
  }
  friend constexpr bool operator==(Thousandths, Thousandths) = default;
};

/// "0.7", "-1.25", "2": as JSON wants it, whatever the locale.
std::string to_string(Thousandths number);

enum class Role : std::uint8_t { system, user, assistant, tool };

std::string_view to_string(Role role);

/// A picture, as the bytes of its file in base64.
struct Image {
  std::string media_type{};  // "image/png", "image/jpeg", "image/gif" or "image/webp"
  std::string base64{};
};

/// Reads "data:image/png;base64,...". Nothing if it is not such a URI.
std::optional<Image> image_from_data_uri(std::string_view uri);

/// A call that a model made. `arguments` is the text of a JSON object.
struct ToolCall {
  std::string id{};
  std::string name{};
  std::string arguments{};
  /// The provider's own (Gemini signs calls): give it back as it came.
  std::string opaque{};
};

struct Message {
  Role role = Role::user;
  std::string text{};
  std::vector<Image> images{};         // user only
  std::vector<ToolCall> tool_calls{};  // assistant only: what it called in that turn
  std::string tool_call_id{};          // tool only: the call that `text` is the result of
  std::string tool_name{};             // tool only: its name
  bool tool_failed = false;            // tool only: `text` says what went wrong
};

/// A function that the model may ask for. Nothing is called: calls come back as data.
struct Tool {
  std::string name{};  // letters, digits, '_' and '-', at most 64
  std::string description{};
  std::string parameters{};  // a JSON Schema of an object (answer_schema.h); empty: no parameters
};

struct ToolChoice {
  enum class Mode : std::uint8_t { automatic, none, required, named };
  Mode mode = Mode::automatic;
  std::string name{};  // for named
};

/// How words are drawn. What is not given is left to the provider's defaults.
struct Sampling {
  std::optional<Thousandths> temperature{};        // 0 to 2
  std::optional<Thousandths> top_p{};              // 0 to 1
  std::optional<std::int32_t> top_k{};             // from 1
  std::optional<Thousandths> frequency_penalty{};  // -2 to 2
  std::optional<Thousandths> presence_penalty{};   // -2 to 2
  std::optional<std::int64_t> seed{};
  std::vector<std::string> stop{};  // at most 4
  std::optional<std::int32_t> max_tokens{};
};

/// One question to a model.
struct Prompt {
  /// Empty: the provider's configured one.
  std::string model{};
  /// In order; system messages first. Or else:
  std::vector<Message> messages{};
  /// A plain prompt, when there are no messages.
  std::string text{};
  Sampling sampling{};
  std::vector<Tool> tools{};
  ToolChoice tool_choice{};
  /// A JSON Schema that the answer must satisfy; empty: free text. Sent in the provider's own way,
  /// and validated again on arrival.
  std::string answer_schema{};
  /// False: one response instead of a stream.
  bool stream = true;
};

}  // namespace skald
