// An endpoint that a configuration describes: requests in one format, responses in the same or
// another; either as a vendor has them, or mapped place by place.
#include <array>
#include <optional>
#include <utility>

#include "skald/llm/document.h"
#include "voices/config/config_checks.h"
#include "voices/providers/custom/custom_pointers.h"
#include "voices/providers/custom/custom_request.h"
#include "voices/providers/custom/custom_response.h"
#include "voices/providers/registry.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

struct Format {
  std::string_view name;
  MadeProvider (*make)(ProviderConfig);
};

constexpr std::string_view kMapping = "mapping";
constexpr std::array kVendorFormats = {Format{"openai", make_openai},
                                       Format{"anthropic", make_anthropic},
                                       Format{"ollama", make_ollama}};

using Vendor = std::shared_ptr<const Provider>;

/// Each side is a vendor's, or mapped.
struct Sides {
  Vendor request_vendor{};
  Vendor response_vendor{};
  std::optional<RequestMapping> request{};
  std::optional<ResponseMapping> response{};
};

class Custom final : public Provider {
 public:
  Custom(ProviderConfig config, Sides sides)
      : Provider(std::move(config)), sides_(std::move(sides)) {}

  Framing framing() const override {
    return sides_.response ? sides_.response->framing : sides_.response_vendor->framing();
  }

  Result<HttpRequest, Failure> request_for(const Prompt& prompt) const override {
    const bool whole_is_mapped = !sides_.response || sides_.response->text;
    if (!prompt.stream && !whole_is_mapped) {
      return cannot("stream: the mapping says how to read a stream only",
                    "Set mapping.text_at to where the text of a whole answer is, or let it come "
                    "as a stream.");
    }
    auto request = sides_.request ? mapped(prompt) : sides_.request_vendor->request_for(prompt);
    if (request && !config().path.empty()) request->url = config().endpoint + config().path;
    return request;
  }

  std::unique_ptr<Decoder> decoder() const override {
    return sides_.response ? make_mapped_decoder(*sides_.response)
                           : sides_.response_vendor->decoder();
  }

  void put_key(HttpRequest& request, std::string_view key) const override {
    if (sides_.request) return Provider::put_key(request, key);
    sides_.request_vendor->put_key(request, key);
  }

  Result<HttpRequest, Failure> request_for(ModelTask task,
                                           const std::string& model) const override {
    return sides_.request ? Provider::request_for(task, model)
                          : sides_.request_vendor->request_for(task, model);
  }
  std::vector<ModelInfo> read_models(ModelTask task, const wire::Json& body) const override {
    return sides_.request ? Provider::read_models(task, body)
                          : sides_.request_vendor->read_models(task, body);
  }
  PullProgress read_progress(const wire::Json& line) const override {
    return sides_.request ? Provider::read_progress(line)
                          : sides_.request_vendor->read_progress(line);
  }

 private:
  Result<HttpRequest, Failure> mapped(const Prompt& prompt) const {
    if (auto missing = sides_.request->not_carried(prompt, config().model)) {
      return cannot(std::move(missing->message), std::move(missing->advice));
    }
    HttpRequest request = post("");
    request.body = sides_.request->body(prompt, model_of(prompt));
    return request;
  }

  Sides sides_;
};

Status check_format(const ProviderConfig& config, std::string_view setting,
                    const std::string& format) {
  std::vector<std::string_view> known;
  for (const Format& vendor : kVendorFormats) known.push_back(vendor.name);
  known.push_back(kMapping);
  for (const std::string_view name : known) {
    if (name == format) return Done{};
  }
  return setting_fault(config, std::string(setting) + " is " + shown(format) +
                                   ": it must be openai, anthropic, ollama or mapping" +
                                   did_you_mean(format, known));
}

/// A place that is given and would not be looked at is a mistake somewhere.
Status check_unused(const ProviderConfig& config, std::string_view setting,
                    const std::string& format, std::span<const MappedPlace> places) {
  if (format == kMapping) return Done{};
  for (const MappedPlace& place : places) {
    if ((config.mapping.*place.pointer).empty()) continue;
    return setting_fault(
        config, mapping_fault(place.name, "would not be used: set " + std::string(setting) +
                                              " to 'mapping', or leave it out")
                    .message);
  }
  return Done{};
}

Status check_endpoint(const ProviderConfig& config) {
  if (config.endpoint.empty()) {
    return setting_fault(config,
                         "endpoint is missing: a custom provider has no default; give its "
                         "URL, such as http://127.0.0.1:5000");
  }
  const std::string_view url_fault = fault_in_url(config.endpoint);
  if (!url_fault.empty()) return setting_fault(config, "endpoint " + std::string(url_fault));
  const std::string_view path_fault = fault_in_path(config.path);
  if (!path_fault.empty()) return setting_fault(config, "path " + std::string(path_fault));
  return Done{};
}

Status check(const ProviderConfig& config) {
  if (Status status = check_endpoint(config); !status) return status;
  const std::string& asks = config.request_format;
  const std::string& answers = config.response_format;
  if (Status status = check_format(config, "request_format", asks); !status) return status;
  if (Status status = check_format(config, "response_format", answers); !status) return status;
  if (Status status = check_unused(config, "request_format", asks, kRequestPlaces); !status) {
    return status;
  }
  if (Status status = check_unused(config, "response_format", answers, kResponsePlaces); !status) {
    return status;
  }
  const CustomMapping& mapping = config.mapping;
  if (answers == kMapping && !mapping.stream_at.empty() && mapping.delta_at.empty()) {
    return setting_fault(config,
                         "mapping.stream_at is given without mapping.delta_at, which says "
                         "where the text of a stream's event is");
  }
  return Done{};
}

MadeProvider vendor_of(const ProviderConfig& config, const std::string& format) {
  for (const Format& vendor : kVendorFormats) {
    if (vendor.name == format) return vendor.make(config);
  }
  return Vendor();
}

Result<Sides> make_sides(const ProviderConfig& config) {
  Sides sides;
  if (config.request_format == kMapping) {
    auto request = RequestMapping::from(config.mapping);
    if (!request) return setting_fault(config, request.error().message);
    sides.request = std::move(*request);
  }
  if (config.response_format == kMapping) {
    auto response = ResponseMapping::from(config.mapping);
    if (!response) return setting_fault(config, response.error().message);
    sides.response = std::move(*response);
  }
  auto asked = vendor_of(config, config.request_format);
  if (!asked) return asked.error();
  auto answered = vendor_of(config, config.response_format);
  if (!answered) return answered.error();
  sides.request_vendor = std::move(*asked);
  sides.response_vendor = std::move(*answered);
  return sides;
}

}  // namespace

MadeProvider make_custom(ProviderConfig config) {
  if (config.request_format.empty()) config.request_format = "openai";
  if (config.response_format.empty()) config.response_format = config.request_format;
  while (config.endpoint.ends_with('/')) config.endpoint.pop_back();
  if (Status status = check(config); !status) return status.error();
  auto sides = make_sides(config);
  if (!sides) return sides.error();
  return std::shared_ptr<const Provider>(
      std::make_shared<Custom>(std::move(config), std::move(*sides)));
}

}  // namespace skald::voices
