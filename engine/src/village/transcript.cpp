// The village in transcripts: moments, and the player's inputs in words.
#include "skald/engine/village.h"
#include "skald/engine/village_view.h"
#include "village/terms.h"

namespace skald {
namespace {

std::string numbered(const Village& village, std::uint32_t number) {
  const Fact fact{"number", std::to_string(number)};
  return village::term(*village.content, "number", {&fact, 1});
}

std::string person(const Village& village, std::uint32_t id) {
  const std::string_view name = village::person_name(village, id);
  return id < village.cast->people.size() ? std::string(name) : numbered(village, id);
}

std::string words_to(const Village& village, std::string_view symbol, std::uint32_t whom,
                     const std::string& words) {
  const Fact facts[] = {{"whom", person(village, whom)}, {"words", words}};
  return village::term(*village.content, symbol, facts);
}

}  // namespace

std::string Village::moment_name(TickNumber tick) const { return village::date_text(*this, tick); }

std::string Village::input_text(const village::Go& go) const {
  const Fact to{"to_place", go.place < cast->places.size() ? cast->places[go.place].to
                                                           : numbered(*this, go.place)};
  return village::term(*content, "input_go", {&to, 1});
}

std::string Village::input_text(const village::Say& say) const {
  return words_to(*this, "input_say", say.to, say.text);
}

std::string Village::input_text(const village::AskAbout& ask) const {
  return words_to(*this, "input_ask_about", ask.to, ask.topic);
}

std::string Village::input_text(const village::Give& give) const {
  const bool known = give.good < content->goods.size();
  const Fact facts[] = {
      {"whom", person(*this, give.to)},
      {"count", std::to_string(give.count)},
      {"good_name", known ? content->goods[give.good].name : numbered(*this, give.good)}};
  return village::term(*content, "input_give", facts);
}

std::string Village::input_text(const village::Help& help) const {
  Fact name{"problem_name", numbered(*this, help.problem)};
  for (const village::Problem& problem : problems) {
    if (help.problem != 0 && problem.serial == help.problem) {
      name.value = content->problems[problem.type].name;
    }
  }
  return village::term(*content, "input_help", {&name, 1});
}

}  // namespace skald
