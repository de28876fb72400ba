// Answers and failures in words.
#include "skald/llm/answer.h"

namespace skald {

std::string_view to_string(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::length:
      return "length";
    case FinishReason::tools:
      return "tools";
    case FinishReason::paused:
      return "paused";
  }
  return "unknown";
}

bool is_retryable(Why why) {
  switch (why) {
    case Why::connection:
    case Why::timeout:
    case Why::rate_limited:
    case Why::overloaded:
    case Why::bad_response:
    case Why::truncated:
    case Why::invalid_answer:  // words are drawn anew
      return true;
    case Why::none:
    case Why::auth:
    case Why::model_not_found:
    case Why::bad_request:
    case Why::content_filtered:
    case Why::budget_exhausted:
    case Why::cancelled:
    case Why::deadline:
    case Why::end_of_generation:
    case Why::quota_exhausted:
    case Why::context_too_long:
    case Why::queue_full:
      return false;
  }
  return false;
}

std::string_view advice_for(Why why) {
  switch (why) {
    case Why::connection:
      return "Check that the server runs, the endpoint's address, and the network.";
    case Why::timeout:
      return "Try again; a model that is slow to load or to answer needs a longer timeout.";
    case Why::rate_limited:
      return "Wait before trying again, send less at once, or ask the provider for a higher limit.";
    case Why::overloaded:
      return "Try again in a while, or use another provider meanwhile.";
    case Why::auth:
      return "Check the key, and that it may use this model.";
    case Why::model_not_found:
      return "Check the model's name: `skald models list` shows what the provider has.";
    case Why::bad_request:
      return "Correct the request as the message says; trying it again will not help.";
    case Why::content_filtered:
      return "Change what is asked: the provider does not answer this.";
    case Why::bad_response:
      return "Check that the endpoint is the interface of this provider's kind; else try again.";
    case Why::budget_exhausted:
      return "Raise the budget, or let the offline narrator speak.";
    case Why::truncated:
      return "Try again; if it is always cut at the same place, raise max_tokens or the timeouts.";
    case Why::invalid_answer:
      return "Try again, simplify the schema, or use a model that keeps to schemas better.";
    case Why::quota_exhausted:
      return "Add credit or raise the spending limit of the account; trying again will not help.";
    case Why::context_too_long:
      return "Send less of the conversation, or use a model that can read more.";
    case Why::queue_full:
      return "Ask less at once, or let more wait (queue, in the configuration).";
    case Why::none:
    case Why::cancelled:
    case Why::deadline:
    case Why::end_of_generation:
      return {};
  }
  return {};
}

std::string to_text(const Failure& failure) {
  std::string text;
  if (!failure.provider.empty()) text += failure.provider + ": ";
  text += to_string(failure.why);
  if (failure.http_status != 0) text += " (" + std::to_string(failure.http_status) + ")";
  if (!failure.message.empty()) text += ": " + failure.message;
  if (failure.advice.empty()) return text;
  const bool is_sentence = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return text + (is_sentence ? " " : ". ") + failure.advice;
}

}  // namespace skald
