#include "text_files.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace skald::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, CloseFile>;

std::string reason(int error) { return std::generic_category().message(error); }

Result<std::string> read_all(std::FILE* file, const std::string& name) {
  std::string bytes;
  char buffer[4096];
  for (std::size_t size; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    bytes.append(buffer, size);
  }
  if (std::ferror(file) == 0) return bytes;
  return Error{ErrorCode::io, name + ": cannot be read: " + reason(errno)};
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path) {
  const OpenFile file(std::fopen(path.c_str(), "rb"));
  if (file != nullptr) return read_all(file.get(), path);
  const int error = errno;
  const ErrorCode code = error == ENOENT ? ErrorCode::not_found : ErrorCode::io;
  return Error{code, path + ": cannot be opened: " + reason(error)};
}

Result<std::string> read_stdin() { return read_all(stdin, "stdin"); }

Status write_whole_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  OpenFile file(std::fopen(beside.c_str(), "wb"));
  if (file == nullptr) {
    return Error{ErrorCode::io, path + ": cannot be written: " + reason(errno)};
  }
  bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  written = std::fclose(file.release()) == 0 && written;
  std::error_code failed;
  if (written) std::filesystem::rename(beside, path, failed);
  if (written && !failed) return Done{};
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  return Error{ErrorCode::io, path + ": cannot be written" +
                                  (failed ? ": " + failed.message() : "; is the disk full?")};
}

}  // namespace skald::cli
