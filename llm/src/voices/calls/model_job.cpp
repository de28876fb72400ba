// A model task's way: one request, and one response or, for a pull, lines of progress.
#include <utility>

#include "voices/calls/job.h"
#include "voices/providers/provider.h"
#include "voices/reading/errors.h"
#include "voices/wire/splitter.h"

namespace skald::voices {
namespace {

bool is_success(const HttpHead& head) { return head.status >= 200 && head.status < 300; }

class ModelJob final : public Job, private wire::FrameSink {
 public:
  ModelJob(CallId call, std::shared_ptr<const Target> target, ModelTask task, std::string model)
      : Job(std::move(target)), call_(call), task_(task), model_(std::move(model)) {}

  void begin(JobContext& context) override {
    enter(context);
    if (target().provider == nullptr) return fail(not_supported());
    send_request(false);
  }

 private:
  Failure not_supported() const {
    Failure failure;
    failure.why = Why::bad_request;
    failure.message = std::string(to_string(task_)) + " is not supported by '" +
                      target().config.name + "': it answers from a file, and has no models";
    return failure;
  }

  void send_request(bool key_was_refused) {
    auto request = target().provider->request_for(task_, model_);
    if (!request) return fail(request.error());
    send(std::move(*request), key_was_refused);
  }

  void on_head(const HttpHead& head) override {
    head_ = head;
    body_.clear();
    if (task_ == ModelTask::pull && is_success(head)) lines_ = wire::make_line_splitter();
  }

  Reading on_bytes(std::string_view bytes) override {
    if (lines_ != nullptr) {
      const bool more = lines_->feed(bytes, *this) == wire::Splitter::State::going_on;
      return more ? Reading::progress : Reading::stop;
    }
    body_ += bytes;
    return Reading::progress;
  }

  bool on_frame(const wire::Frame& frame) override {
    const wire::Json* line = context().parser.parse(frame.data, frame.size);
    if (line == nullptr) return true;
    failure_ = error_in(*line, head_);
    if (failure_) return false;
    CallEvent event;
    event.call = call_;
    event.kind = CallEvent::Kind::progress;
    event.progress = std::make_unique<PullProgress>(target().provider->read_progress(*line));
    pulled_ = pulled_ || event.progress->done;
    context().mailbox.put(std::move(event));
    return true;
  }

  void on_end(const HttpEnd& end) override {
    transfer_ended();
    if (lines_ != nullptr && end.kind == HttpEnd::Kind::complete) lines_->finish(*this);
    auto failure = failure_after(end);
    if (!failure) return tell_models();
    if (may_renew_key(*failure)) return send_request(true);
    fail(std::move(*failure));
  }

  std::optional<Failure> failure_after(const HttpEnd& end) {
    if (failure_) return failure_;
    if (head_.status != 0 && !is_success(head_)) return read_error(head_, body_, context().parser);
    if (end.kind != HttpEnd::Kind::complete) return failure_of(end);
    if (lines_ == nullptr || pulled_) return std::nullopt;
    Failure cut;
    cut.why = Why::truncated;
    cut.http_status = head_.status;
    cut.retryable = true;
    cut.message = "the download of '" + model_ + "' stopped before its end";
    cut.advice = "Pull again: it goes on where it stopped.";
    return cut;
  }

  void tell_models() {
    CallEvent event;
    event.kind = CallEvent::Kind::done;
    event.models = std::make_unique<std::vector<ModelInfo>>();
    const bool has_models =
        task_ == ModelTask::list || task_ == ModelTask::show || task_ == ModelTask::running;
    if (has_models) {
      const wire::Json* body = context().parser.parse_copy(body_);
      if (body == nullptr) return fail(read_error(head_, body_, context().parser));
      if (auto failure = error_in(*body, head_)) return fail(std::move(*failure));
      *event.models = target().provider->read_models(task_, *body);
      if (task_ == ModelTask::show) keep_shown(*event.models);
    }
    end_with(std::move(event));
  }

  /// Some servers show one model by listing all.
  void keep_shown(std::vector<ModelInfo>& models) const {
    if (models.size() < 2) return;
    std::erase_if(models, [this](const ModelInfo& model) { return model.name != model_; });
  }

  void end_with(CallEvent event) {
    event.call = call_;
    context().mailbox.put(std::move(event));
    context().over.push_back(call_);
  }

  void fail(Failure failure) {
    CallEvent event;
    event.kind = CallEvent::Kind::failed;
    event.failure = std::make_unique<Failure>(completed(std::move(failure)));
    end_with(std::move(event));
  }

  CallId call_;
  ModelTask task_;
  std::string model_;
  HttpHead head_;
  std::string body_;
  std::unique_ptr<wire::Splitter> lines_;
  std::optional<Failure> failure_;
  bool pulled_ = false;
};

}  // namespace

std::unique_ptr<Job> make_model_job(CallId call, std::shared_ptr<const Target> target,
                                    ModelTask task, std::string model) {
  return std::make_unique<ModelJob>(call, std::move(target), task, std::move(model));
}

}  // namespace skald::voices
