// Files that go into a prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald::cli {

/// A JSON Schema that Skald can validate by; bad_content with the file's name otherwise.
Result<std::string> read_schema(const std::string& path);

/// One tool or a list of tools: {"name", "description", "parameters"}.
Result<std::vector<Tool>> read_tools(const std::string& path);

/// A picture whose first bytes are those of a PNG, JPEG, GIF or WebP file.
Result<Image> read_image(const std::string& path);

std::string base64_of(std::string_view bytes);

}  // namespace skald::cli
