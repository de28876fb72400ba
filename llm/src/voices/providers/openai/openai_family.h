// What OpenAI's two interfaces share: who is asked, on whose account, and the calls about models.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "voices/providers/provider.h"

namespace skald::voices {

class OpenAiFamily : public Provider {
 public:
  using Provider::Provider;
  using Provider::request_for;

  Result<HttpRequest, Failure> request_for(ModelTask task, const std::string& model) const override;
  std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const override;

 protected:
  /// For the configured organization and project.
  HttpRequest post_for_account(std::string_view path, std::string body) const;

 private:
  void name_account(HttpRequest& request) const;
};

}  // namespace skald::voices
