#include "voices/logging/voices_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <mutex>
#include <utility>

#include "skald/replay/assert.h"
#include "voices/logging/redactor.h"
#include "voices/logging/wall_time.h"
#include "voices/providers/request_writer.h"
#include "voices/reading/utf8_repair.h"

namespace skald::voices {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::off:
      break;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::debug:
      return spdlog::level::debug;
  }
  return spdlog::level::off;
}

Result<spdlog::sink_ptr> sink_of(const LogConfig& config) {
  if (config.file.empty()) {
    return spdlog::sink_ptr(std::make_shared<spdlog::sinks::stderr_sink_st>());
  }
  try {
    return spdlog::sink_ptr(std::make_shared<spdlog::sinks::basic_file_sink_st>(config.file));
  } catch (const spdlog::spdlog_ex&) {
    return Error{ErrorCode::io,
                 "log.file " + config.file +
                     ": this cannot be opened for appending; is it a file, and may you write it? "
                     "Without log.file the log goes to standard error"};
  }
}

}  // namespace

struct VoicesLog::Impl {
  Impl(spdlog::sink_ptr sink, WallClock its_clock)
      : clock(std::move(its_clock)), logger("skald", std::move(sink)) {
    logger.set_level(spdlog::level::trace);
    logger.set_pattern("%v");
    logger.flush_on(spdlog::level::trace);  // who looks at a crash needs the last line
  }

  std::string shown(std::string_view text) const { return repaired(redactor.shown(text)); }

  void add(const LogField& field, RequestWriter& writer) const {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      writer.optional_text(field.name, shown(*text));
    } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      writer.number(field.name, *number);
    } else if (const auto* money = std::get_if<PicoUsd>(&field.value)) {
      writer.json(field.name, usd_text(*money));
    }
  }

  WallClock clock;
  std::mutex lock;  // of what follows
  Redactor redactor;
  spdlog::logger logger;  // of our own: the game's are not touched
};

VoicesLog::VoicesLog() = default;
VoicesLog::VoicesLog(VoicesLog&&) noexcept = default;
VoicesLog& VoicesLog::operator=(VoicesLog&&) noexcept = default;
VoicesLog::~VoicesLog() = default;

Result<VoicesLog> VoicesLog::open(const LogConfig& config, WallClock clock) {
  VoicesLog log;
  if (config.level == LogLevel::off) return log;
  auto sink = sink_of(config);
  if (!sink) return sink.error();
  log.level_ = config.level;
  log.requests_ = config.requests;
  log.impl_ = std::make_unique<Impl>(std::move(*sink), std::move(clock));
  return log;
}

void VoicesLog::hide(std::string secret) {
  if (impl_ == nullptr) return;
  const std::lock_guard guard(impl_->lock);
  impl_->redactor.hide(std::move(secret));
}

void VoicesLog::write(LogLevel level, std::string_view name,
                      std::initializer_list<LogField> fields) {
  SKALD_ASSERT(level != LogLevel::off, "an event has a level");
  const std::string time = utc_text(impl_->clock());
  const std::lock_guard guard(impl_->lock);
  RequestWriter writer;
  writer.begin_object();
  writer.text("time", time);
  writer.text("level", to_string(level));
  writer.text("event", name);
  for (const LogField& field : fields) impl_->add(field, writer);
  writer.end_object();
  impl_->logger.log(level_of(level), writer.take());
}

}  // namespace skald::voices
