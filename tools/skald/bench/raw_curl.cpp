#include "bench/raw_curl.h"

#include <curl/curl.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <memory>
#include <vector>

namespace skald::cli {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct HeadersDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct RawCall {
  std::unique_ptr<CURL, EasyDeleter> easy{curl_easy_init()};
  std::string request;
  std::string response;
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* call) {
  static_cast<RawCall*>(call)->response.append(bytes, size * count);
  return size * count;
}

void build_request(const Prompt& prompt, std::string& into) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  json.Key("model");
  json.String(prompt.model.c_str());
  json.Key("messages");
  json.StartArray();
  for (const Message& message : prompt.messages) {
    json.StartObject();
    json.Key("role");
    json.String(to_string(message.role).data());
    json.Key("content");
    json.String(message.text.c_str());
    json.EndObject();
  }
  json.EndArray();
  json.Key("stream");
  json.Bool(false);
  json.EndObject();
  into.assign(buffer.GetString(), buffer.GetSize());
}

bool has_text(const std::string& response) {
  rapidjson::Document document;
  document.Parse(response.data(), response.size());
  if (document.HasParseError() || !document.IsObject()) return false;
  const auto& choices = document["choices"];
  return choices.IsArray() && choices[0]["message"]["content"].IsString();
}

class RawLoop {
 public:
  RawLoop(const std::string& url, const Prompt& prompt, int requests)
      : prompt_(prompt), left_(requests), multi_(curl_multi_init()) {
    headers_.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
    headers_.reset(curl_slist_append(headers_.release(), "Expect:"));
    url_ = url;
  }

  int run(int at_once) {
    std::vector<std::unique_ptr<RawCall>> calls;
    for (int i = 0; i < at_once; ++i) {
      calls.push_back(std::make_unique<RawCall>());
      prepare(*calls.back());
      start(*calls.back());
    }
    int running = 1;
    while (running > 0) {
      curl_multi_perform(multi_.get(), &running);
      running += take_finished();
      if (running > 0) curl_multi_poll(multi_.get(), nullptr, 0, 1000, nullptr);
    }
    return answers_;
  }

 private:
  void prepare(RawCall& call) {
    CURL* easy = call.easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &call);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &call);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1");
  }

  bool start(RawCall& call) {
    if (left_ == 0) return false;
    --left_;
    build_request(prompt_, call.request);
    call.response.clear();
    curl_easy_setopt(call.easy.get(), CURLOPT_POSTFIELDS, call.request.data());
    curl_easy_setopt(call.easy.get(), CURLOPT_POSTFIELDSIZE,
                     static_cast<long>(call.request.size()));
    curl_multi_add_handle(multi_.get(), call.easy.get());
    return true;
  }

  /// The number of calls that were started in place of those that ended.
  int take_finished() {
    int started = 0;
    int left_in_queue = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left_in_queue)) {
      if (message->msg != CURLMSG_DONE) continue;
      RawCall* call = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
      curl_multi_remove_handle(multi_.get(), message->easy_handle);
      if (has_text(call->response)) ++answers_;
      if (start(*call)) ++started;
    }
    return started;
  }

  const Prompt& prompt_;
  std::string url_;
  int left_;
  int answers_ = 0;
  std::unique_ptr<curl_slist, HeadersDeleter> headers_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
};

}  // namespace

int run_raw_curl(const std::string& url, const Prompt& prompt, int requests, int at_once) {
  return RawLoop(url, prompt, requests).run(at_once);
}

}  // namespace skald::cli
