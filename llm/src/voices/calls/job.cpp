#include "voices/calls/job.h"

#include <utility>

namespace skald::voices {

Job::Job(CallId call, std::shared_ptr<Mailbox> mailbox, std::shared_ptr<const Target> target)
    : call_(call), mailbox_(std::move(mailbox)), target_(std::move(target)) {}

void Job::cancel() {
  if (sent_) context_->transport.cancel(transfer_);
  sent_ = false;
}

void Job::send(HttpRequest request, bool key_was_refused) {
  request_ = std::move(request);
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

void Job::end_with(CallEvent event) {
  event.call = call_;
  sent_ = false;
  mailbox().put(std::move(event));
  context_->over.push_back(call_);
}

void Job::fail(Failure failure) {
  if (failure.provider.empty()) failure.provider = target_->config.name;
  if (failure.advice.empty()) failure.advice = advice_for(failure.why);
  CallEvent event;
  event.kind = CallEvent::Kind::failed;
  event.failure = std::make_unique<Failure>(std::move(failure));
  end_with(std::move(event));
}

}  // namespace skald::voices
