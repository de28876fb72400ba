// All that the tools can say of a recording, as text: to compare a damaged file with the good one.
#pragma once

#include <string>
#include <vector>

#include "skald/replay/validator.h"

namespace skald::test {

/// What a tool printed, or why it refused.
struct Answer {
  bool refused = false;
  std::string text;
};

struct Answers {
  /// inspect: the head, and whether the file is complete.
  Answer head;
  /// inspect: every event with its segment and every snapshot that an event refers to, in order.
  /// Of what cannot be read to its end: refused, and what came before.
  Answer events;
  std::string events_refusal;
  /// validate --json, without the recording's path; the path stays in `validation.why`.
  Answer validate;
  Validation validation;
};

Answers answers_of(const std::string& path);

std::string bytes_of_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);

}  // namespace skald::test
