// The village in transcripts: moments, and the player's inputs in words.
#include "skald/engine/village.h"
#include "skald/engine/village_view.h"

namespace skald {
namespace {

std::string name_or_number(std::string_view name, std::uint32_t number) {
  return name.empty() ? "number " + std::to_string(number) : std::string(name);
}

}  // namespace

std::string Village::moment_name(TickNumber tick) const { return village::date_text(tick); }

std::string Village::input_text(const village::Go& go) const {
  return "goes to " + name_or_number(village::place_name(*this, go.place), go.place);
}

std::string Village::input_text(const village::Say& say) const {
  return "(to " + name_or_number(village::person_name(*this, say.to), say.to) + ") " + say.text;
}

std::string Village::input_text(const village::AskAbout& ask) const {
  return "(asks " + name_or_number(village::person_name(*this, ask.to), ask.to) + ") " + ask.topic;
}

std::string Village::input_text(const village::Give& give) const {
  const std::string good = give.good < content->goods.size()
                               ? content->goods[give.good].name
                               : "goods no. " + std::to_string(give.good);
  return "gives " + name_or_number(village::person_name(*this, give.to), give.to) + ' ' +
         std::to_string(give.count) + ' ' + good;
}

std::string Village::input_text(const village::Help& help) const {
  return "lends a hand with problem " + std::to_string(help.problem);
}

}  // namespace skald
