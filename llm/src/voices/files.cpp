#include "voices/files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace skald::voices {

Result<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (status.type() == std::filesystem::file_type::not_found) {
    return Error{ErrorCode::not_found, path + ": there is no such file"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(status)) {
    return Error{ErrorCode::io, path +
                                    ": this cannot be opened for reading; is it a file, and may "
                                    "you read it?"};
  }
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return Error{ErrorCode::io, path + ": reading stopped before the end"};
  return bytes;
}

}  // namespace skald::voices
