// The fields of a prompt, listed once for visitors (skald/replay/describe.h). Each list takes its
// struct apart, so that a new field does not compile until it is decided on here.
#pragma once

#include "skald/llm/prompt.h"
#include "skald/replay/describe.h"

namespace skald {
namespace voices {

/// A field that is the text of a JSON value. A visitor that does not know it sees a text.
struct JsonText {
  std::string& text;
};

template <class V>
void describe(V& v, JsonText& json) {
  v("", json.text);
}

}  // namespace voices

template <class V>
void describe(V& v, Thousandths& number) {
  v("", number.value);
}

template <class V>
void describe(V& v, Image& image) {
  auto& [media_type, base64] = image;
  v("media_type", media_type);
  v("base64", base64);
}

template <class V>
void describe(V& v, ToolCall& call) {
  auto& [id, name, arguments, opaque] = call;
  voices::JsonText arguments_json{arguments};
  v("id", id);
  v("name", name);
  v("arguments", arguments_json);
  v("opaque", opaque);
}

template <class V>
void describe(V& v, Message& message) {
  auto& [role, text, images, tool_calls, tool_call_id, tool_name, tool_failed] = message;
  v("role", role);
  v("text", text);
  v("images", images);
  v("tool_calls", tool_calls);
  v("tool_call_id", tool_call_id);
  v("tool_name", tool_name);
  v("tool_failed", tool_failed);
}

template <class V>
void describe(V& v, Tool& tool) {
  auto& [name, description, parameters] = tool;
  voices::JsonText parameters_json{parameters};
  v("name", name);
  v("description", description);
  v("parameters", parameters_json);
}

template <class V>
void describe(V& v, ToolChoice& choice) {
  auto& [mode, name] = choice;
  v("mode", mode);
  v("name", name);
}

template <class V>
void describe(V& v, Sampling& sampling) {
  auto& [temperature, top_p, top_k, frequency_penalty, presence_penalty, seed, stop, max_tokens] =
      sampling;
  v("temperature", temperature);
  v("top_p", top_p);
  v("top_k", top_k);
  v("frequency_penalty", frequency_penalty);
  v("presence_penalty", presence_penalty);
  v("seed", seed);
  v("stop", stop);
  v("max_tokens", max_tokens);
}

/// Without `stream`, which changes how an answer comes and not which.
template <class V>
void describe(V& v, Prompt& prompt) {
  auto& [model, messages, text, sampling, tools, tool_choice, answer_schema, stream] = prompt;
  voices::JsonText schema_json{answer_schema};
  v("model", model);
  v("messages", messages);
  v("text", text);
  v("sampling", sampling);
  v("tools", tools);
  v("tool_choice", tool_choice);
  v("answer_schema", schema_json);
}

}  // namespace skald
