#include "voices/providers/openai/openai_request.h"

#include "voices/providers/openai/openai_schema.h"
#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

void write_user_content(RequestWriter& writer, const Message& message) {
  if (message.images.empty()) return writer.text("content", message.text);
  writer.begin_array("content");
  if (!message.text.empty()) {
    writer.begin_object();
    writer.text("type", "text");
    writer.text("text", message.text);
    writer.end_object();
  }
  for (const Image& image : message.images) {
    writer.begin_object();
    writer.text("type", "image_url");
    writer.begin_object("image_url");
    writer.text("url", openai_data_uri(image));
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

void write_tool_calls(RequestWriter& writer, const Message& message) {
  if (message.tool_calls.empty()) return;
  writer.begin_array("tool_calls");
  for (const ToolCall& call : message.tool_calls) {
    writer.begin_object();
    writer.text("id", call.id);
    writer.text("type", "function");
    writer.begin_object("function");
    writer.text("name", call.name);
    writer.text("arguments", call.arguments.empty() ? "{}" : call.arguments);
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

void write_message(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("role", to_string(message.role));
  if (message.role == Role::tool) writer.text("tool_call_id", message.tool_call_id);
  if (message.text.empty() && !message.tool_calls.empty()) {
    writer.null("content");
  } else {
    write_user_content(writer, message);
  }
  write_tool_calls(writer, message);
  writer.end_object();
}

void write_messages(RequestWriter& writer, const Prompt& prompt) {
  writer.begin_array("messages");
  for (const Message& message : prompt.messages) write_message(writer, message);
  if (prompt.messages.empty()) write_message(writer, {.text = prompt.text});
  writer.end_array();
}

void write_tool(RequestWriter& writer, const Tool& tool, const OpenAiDialect& dialect) {
  writer.begin_object();
  writer.text("type", "function");
  writer.begin_object("function");
  writer.text("name", tool.name);
  writer.optional_text("description", tool.description);
  const std::string_view parameters = openai_parameters(tool);
  writer.json("parameters", parameters);
  if (dialect.takes_strict) writer.boolean("strict", fits_openai_strict(parameters));
  writer.end_object();
  writer.end_object();
}

void write_tool_choice(RequestWriter& writer, const ToolChoice& choice, bool by_name) {
  if (choice.mode != ToolChoice::Mode::named || !by_name) {
    return writer.text("tool_choice", openai_tool_choice(choice.mode));
  }
  writer.begin_object("tool_choice");
  writer.text("type", "function");
  writer.begin_object("function");
  writer.text("name", choice.name);
  writer.end_object();
  writer.end_object();
}

void write_tools(RequestWriter& writer, const Prompt& prompt, const OpenAiDialect& dialect) {
  if (prompt.tools.empty()) return;
  const bool only_named =
      prompt.tool_choice.mode == ToolChoice::Mode::named && !dialect.takes_named_tool;
  writer.begin_array("tools");
  for (const Tool& tool : prompt.tools) {
    if (!only_named || tool.name == prompt.tool_choice.name) write_tool(writer, tool, dialect);
  }
  writer.end_array();
  write_tool_choice(writer, prompt.tool_choice, dialect.takes_named_tool);
}

void write_answer_schema(RequestWriter& writer, const Prompt& prompt,
                         const OpenAiDialect& dialect) {
  if (prompt.answer_schema.empty()) return;
  writer.begin_object("response_format");
  writer.text("type", "json_schema");
  writer.begin_object("json_schema");
  writer.text("name", "answer");
  writer.json("schema", prompt.answer_schema);
  if (dialect.takes_strict) writer.boolean("strict", fits_openai_strict(prompt.answer_schema));
  writer.end_object();
  writer.end_object();
}

void write_sampling(RequestWriter& writer, const Sampling& sampling, const ProviderConfig& config,
                    const OpenAiDialect& dialect) {
  const bool has_own_field = !config.max_tokens_field.empty();
  writer.number(
      has_own_field ? std::string_view(config.max_tokens_field) : dialect.max_tokens_field,
      sampling.max_tokens ? sampling.max_tokens : config.max_tokens);
  writer.number("temperature", sampling.temperature ? sampling.temperature : config.temperature);
  writer.number("top_p", sampling.top_p);
  writer.number("top_k", sampling.top_k);
  writer.number("frequency_penalty", sampling.frequency_penalty);
  writer.number("presence_penalty", sampling.presence_penalty);
  writer.number("seed", sampling.seed);
  if (sampling.stop.empty()) return;
  writer.begin_array("stop");
  for (const std::string& stop : sampling.stop) writer.text(stop);
  writer.end_array();
}

}  // namespace

std::string openai_data_uri(const Image& image) {
  return "data:" + image.media_type + ";base64," + image.base64;
}

std::string_view openai_tool_choice(ToolChoice::Mode mode) {
  switch (mode) {
    case ToolChoice::Mode::none:
      return "none";
    case ToolChoice::Mode::required:
    case ToolChoice::Mode::named:
      return "required";
    case ToolChoice::Mode::automatic:
      break;
  }
  return "auto";
}

std::string openai_chat_body(const Prompt& prompt, const std::string& model,
                             const ProviderConfig& config, const OpenAiDialect& dialect) {
  RequestWriter writer;
  writer.begin_object();
  writer.optional_text("model", model);
  write_messages(writer, prompt);
  write_sampling(writer, prompt.sampling, config, dialect);
  write_tools(writer, prompt, dialect);
  write_answer_schema(writer, prompt, dialect);
  writer.boolean("stream", prompt.stream);
  if (prompt.stream) {
    writer.begin_object("stream_options");
    writer.boolean("include_usage", true);
    writer.end_object();
  }
  writer.end_object();
  return writer.take();
}

}  // namespace skald::voices
