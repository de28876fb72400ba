#include "saves.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "skald/replay/describe.h"

namespace skald::cli {
namespace {

constexpr std::string_view kMagic = "skald save 1\n";

/// The file after its magic.
struct SaveFile {
  std::string compatibility;
  std::vector<std::uint8_t> snapshot;
  std::uint64_t check = 0;  // hash64 of the snapshot
};
template <class V>
void describe(V& v, SaveFile& save) {
  v("compatibility", save.compatibility);
  v("snapshot", save.snapshot);
  v("check", save.check);
}

}  // namespace

Status write_save(const std::string& path, const SavedGame& saved) {
  SaveFile save{saved.compatibility, saved.snapshot, hash64(saved.snapshot)};
  std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
  write_value(bytes, save);
  const std::string beside = path + ".new";
  std::ofstream file(beside, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  std::error_code failed;
  if (file) std::filesystem::rename(beside, path, failed);
  if (!file || failed) return Error{ErrorCode::io, path + ": the save could not be written"};
  return Done{};
}

Result<SavedGame> read_save(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::not_found, path + ": there is no save of this name"};
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  SaveFile save;
  if (!bytes.starts_with(kMagic) || !read_value(as_bytes(bytes).subspan(kMagic.size()), save) ||
      save.check != hash64(save.snapshot)) {
    return Error{ErrorCode::damaged, path + ": not a save of this program, or damaged"};
  }
  return SavedGame{std::move(save.compatibility), std::move(save.snapshot)};
}

}  // namespace skald::cli
