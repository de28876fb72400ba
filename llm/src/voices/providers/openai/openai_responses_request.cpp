#include "voices/providers/openai/openai_responses_request.h"

#include <cstddef>

#include "voices/providers/openai/openai_request.h"
#include "voices/providers/openai/openai_schema.h"
#include "voices/providers/request_writer.h"

namespace skald::voices {
namespace {

void write_text_item(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("role", to_string(message.role));
  writer.text("content", message.text);
  writer.end_object();
}

void write_item_with_images(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("role", to_string(message.role));
  writer.begin_array("content");
  if (!message.text.empty()) {
    writer.begin_object();
    writer.text("type", "input_text");
    writer.text("text", message.text);
    writer.end_object();
  }
  for (const Image& image : message.images) {
    writer.begin_object();
    writer.text("type", "input_image");
    writer.text("image_url", openai_data_uri(image));
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

void write_call_item(RequestWriter& writer, const ToolCall& call) {
  writer.begin_object();
  writer.text("type", "function_call");
  writer.text("call_id", call.id);
  writer.text("name", call.name);
  writer.text("arguments", call.arguments.empty() ? "{}" : call.arguments);
  writer.end_object();
}

void write_result_item(RequestWriter& writer, const Message& message) {
  writer.begin_object();
  writer.text("type", "function_call_output");
  writer.text("call_id", message.tool_call_id);
  writer.text("output", message.text);
  writer.end_object();
}

void write_items(RequestWriter& writer, const Message& message) {
  if (message.role == Role::tool) return write_result_item(writer, message);
  if (!message.images.empty()) return write_item_with_images(writer, message);
  if (!message.text.empty() || message.tool_calls.empty()) write_text_item(writer, message);
  for (const ToolCall& call : message.tool_calls) write_call_item(writer, call);
}

// The first system messages are the instructions; without any other message there would be no
// input, so then they are that.
std::size_t count_instructions(const std::vector<Message>& messages) {
  std::size_t count = 0;
  while (count < messages.size() && messages[count].role == Role::system) ++count;
  return count == messages.size() ? 0 : count;
}

void write_conversation(RequestWriter& writer, const Prompt& prompt) {
  if (prompt.messages.empty()) return writer.text("input", prompt.text);
  const std::size_t instructions = count_instructions(prompt.messages);
  if (instructions > 0) {
    std::string text = prompt.messages[0].text;
    for (std::size_t i = 1; i < instructions; ++i) text += "\n\n" + prompt.messages[i].text;
    writer.text("instructions", text);
  }
  writer.begin_array("input");
  for (std::size_t i = instructions; i < prompt.messages.size(); ++i) {
    write_items(writer, prompt.messages[i]);
  }
  writer.end_array();
}

void write_tool_choice(RequestWriter& writer, const ToolChoice& choice) {
  if (choice.mode != ToolChoice::Mode::named) {
    return writer.text("tool_choice", openai_tool_choice(choice.mode));
  }
  writer.begin_object("tool_choice");
  writer.text("type", "function");
  writer.text("name", choice.name);
  writer.end_object();
}

// Flat, unlike those of Chat Completions; the same holds for the answer's schema.
void write_tools(RequestWriter& writer, const Prompt& prompt) {
  if (prompt.tools.empty()) return;
  writer.begin_array("tools");
  for (const Tool& tool : prompt.tools) {
    writer.begin_object();
    writer.text("type", "function");
    writer.text("name", tool.name);
    writer.optional_text("description", tool.description);
    const std::string_view parameters = openai_parameters(tool);
    writer.json("parameters", parameters);
    writer.boolean("strict", fits_openai_strict(parameters));
    writer.end_object();
  }
  writer.end_array();
  write_tool_choice(writer, prompt.tool_choice);
}

void write_answer_schema(RequestWriter& writer, const Prompt& prompt) {
  if (prompt.answer_schema.empty()) return;
  writer.begin_object("text");
  writer.begin_object("format");
  writer.text("type", "json_schema");
  writer.text("name", "answer");
  writer.json("schema", prompt.answer_schema);
  writer.boolean("strict", fits_openai_strict(prompt.answer_schema));
  writer.end_object();
  writer.end_object();
}

}  // namespace

std::string openai_responses_body(const Prompt& prompt, const std::string& model,
                                  const ProviderConfig& config) {
  const Sampling& sampling = prompt.sampling;
  RequestWriter writer;
  writer.begin_object();
  writer.text("model", model);
  write_conversation(writer, prompt);
  writer.number("max_output_tokens", sampling.max_tokens ? sampling.max_tokens : config.max_tokens);
  writer.number("temperature", sampling.temperature ? sampling.temperature : config.temperature);
  writer.number("top_p", sampling.top_p);
  write_tools(writer, prompt);
  write_answer_schema(writer, prompt);
  // Kept there unless told otherwise; the game has the history and sends it each time.
  writer.boolean("store", false);
  writer.boolean("stream", prompt.stream);
  writer.end_object();
  return writer.take();
}

}  // namespace skald::voices
