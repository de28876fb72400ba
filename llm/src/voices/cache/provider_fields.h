// The fields of a provider's configuration that can change an answer, listed once for visitors. As
// in prompt_fields.h, a new field does not compile until it is decided on here.
#pragma once

#include "skald/llm/config.h"
#include "voices/cache/prompt_fields.h"

namespace skald {

template <class V>
void describe(V& v, HeaderConfig& header) {
  auto& [name, value] = header;
  v("name", name);
  v("value", value);
}

template <class V>
void describe(V& v, ProviderConfig::Option& option) {
  auto& [name, json] = option;
  voices::JsonText value{json};
  v("name", name);
  v("json", value);
}

/// All of it: what a mapping reads is the answer.
template <class V>
void describe(V& v, CustomMapping& mapping) {
  auto& [body, prompt_at, messages_at, system_at, model_at, max_tokens_at, temperature_at,
         stream_at, framing, text_at, delta_at, done_at, error_at, tokens_in_at, tokens_out_at] =
      mapping;
  voices::JsonText body_json{body};
  v("body", body_json);
  v("prompt_at", prompt_at);
  v("messages_at", messages_at);
  v("system_at", system_at);
  v("model_at", model_at);
  v("max_tokens_at", max_tokens_at);
  v("temperature_at", temperature_at);
  v("stream_at", stream_at);
  v("framing", framing);
  v("text_at", text_at);
  v("delta_at", delta_at);
  v("done_at", done_at);
  v("error_at", error_at);
  v("tokens_in_at", tokens_in_at);
  v("tokens_out_at", tokens_out_at);
}

/// Not here: what a provider is called and where it is configured; whose key is sent and over which
/// certificates; how long is waited and how fast is asked; how long a model stays loaded. `models`
/// and `cheaper_model` only choose what stands in Prompt::model. Here, though they rarely matter:
/// organization and project, because a vendor moves them to new versions of a model one by one, and
/// max_tokens_field, because one of the two counts reasoning.
template <class V>
void describe(V& v, ProviderConfig& config) {
  auto& [name, kind, endpoint, model, key_env, key_file, ca_file, headers, timeouts, rate, models,
         cheaper_model, max_tokens, temperature, organization, project, max_tokens_field, options,
         keep_alive, think, path, request_format, response_format, mapping, place] = config;
  v("kind", kind);
  v("endpoint", endpoint);
  v("model", model);
  v("headers", headers);
  v("max_tokens", max_tokens);
  v("temperature", temperature);
  v("organization", organization);
  v("project", project);
  v("max_tokens_field", max_tokens_field);
  v("options", options);
  v("think", think);
  v("path", path);
  v("request_format", request_format);
  v("response_format", response_format);
  v("mapping", mapping);
}

}  // namespace skald
