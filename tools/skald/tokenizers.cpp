#include "tokenizers.h"

#include <string>

#include "skald_embedded_tokenizers.h"

namespace skald::cli {

Result<Tokenizer> built_in_tokenizer(std::string_view encoding) {
  const std::string name = "tokenizers/" + std::string(encoding) + ".bin";
  std::string_view bytes;
  for (const embedded::File& file : embedded::tokenizers()) {
    if (file.name == name) bytes = file.bytes;
  }
  return Tokenizer::from(encoding, bytes);
}

}  // namespace skald::cli
