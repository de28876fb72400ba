#include "voices/calls/job.h"

#include <utility>

namespace skald::voices {

Job::Job(std::shared_ptr<const Target> target) : target_(std::move(target)) {}

void Job::cancel() {
  if (sent_) context_->transport.cancel(transfer_);
  sent_ = false;
}

void Job::send(HttpRequest request, bool key_was_refused) {
  request_ = std::move(request);
  request_.ca_file = target_->config.ca_file;
  const std::string key = target_->key.get(key_was_refused);
  if (!key.empty()) target_->provider->put_key(request_, key);
  transfer_ = context_->transport.start(request_, target_->limits, *this);
  sent_ = true;
}

bool Job::may_renew_key(const Failure& failure) {
  if (failure.http_status != 401 || renewed_ || !target_->key.can_renew()) return false;
  renewed_ = true;
  return true;
}

Failure Job::completed(Failure failure) const {
  if (failure.provider.empty()) failure.provider = target_->config.name;
  if (failure.advice.empty()) failure.advice = advice_for(failure.why);
  return failure;
}

}  // namespace skald::voices
