#include "store/sha256.h"

#include <openssl/evp.h>

#include "skald/replay/assert.h"

namespace skald {

Sha256 sha256(std::initializer_list<Bytes> parts) {
  Sha256 digest{};
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  bool good = context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1;
  for (const Bytes part : parts) {
    good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
  EVP_MD_CTX_free(context);
  SKALD_ASSERT(good, "SHA-256 is not available");
  return digest;
}

}  // namespace skald
