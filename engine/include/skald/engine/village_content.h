// What the village is made from: people, places, goods, kinds of problem, and the parts of which
// further villagers are made. Immutable once loaded; shared by all who read it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald::village {

/// References between content are indexes into the lists of VillageContent.
inline constexpr std::int32_t kNoIndex = -1;

enum class Pronouns : std::uint8_t { she, he, they };

/// How one villager stands to another when the story starts. Affection and trust: -100 to 100.
struct Tie {
  std::int32_t to = kNoIndex;
  std::int32_t affection = 0;
  std::int32_t trust = 0;
  bool kin = false;
};

struct PersonContent {
  std::string id;
  std::string name;
  std::int32_t age = 0;
  Pronouns pronouns = Pronouns::they;
  std::int32_t job = kNoIndex;
  std::int32_t home = kNoIndex;
  std::int32_t workplace = kNoIndex;
  std::int32_t haunt = kNoIndex;  // where they spend the evening
  std::vector<std::string> traits;
  std::string about;
  std::string speech;  // how they talk: for language models
  std::vector<Tie> ties;
  int line = 0;
};

struct PlaceContent {
  std::string id;
  std::string name;       // as it stands in a sentence: "the mill"
  std::int32_t east = 0;  // minutes of walking from the well
  std::int32_t north = 0;
  bool gathering = false;  // people come here in the evening
  bool market = false;     // where those eat who have nothing at home
  std::vector<std::string> words;
};

struct JobContent {
  std::string id;
  std::int32_t workplace = kNoIndex;  // of generated villagers
  std::int32_t share = 1;             // how many of them have it, against other jobs
};

struct GoodContent {
  std::string id;
  std::string name;
  bool eaten = false;
  std::int32_t price = 1;
  std::int32_t minutes = 60;  // of work for one
  std::vector<std::int32_t> made_by;
  std::int32_t made_from = kNoIndex;
  std::vector<std::string> words;
};

/// What people feel about a problem.
enum class Feeling : std::uint8_t { afraid, angry, grieving, weary };

struct ProblemContent {
  std::string id;
  std::string name;
  std::vector<std::string> severity_names;  // five, from a nuisance to the worst
  std::vector<std::int32_t> places;
  std::vector<std::int32_t> resolved_by;  // jobs
  std::vector<std::string> words;         // by which a player may mean it
  Feeling feeling = Feeling::weary;
  std::int32_t chance = 1;  // against other types
  std::int32_t worsens_hours = 24;
  std::int32_t deadline_days = 5;   // then it has done what it could do
  std::int32_t work_minutes = 120;  // for each step of severity
  std::int32_t count_low = 1;       // how many wolves, patients, boards
  std::int32_t count_high = 1;
  bool has_culprit = false;
  std::int32_t halts = kNoIndex;  // a good that nobody makes while it is bad
  std::int32_t destroys = kNoIndex;
  std::string resolved_how;  // "the pack was driven back over the ridge"
  std::string lost_how;      // what stands in the chronicle if nobody ended it
};

/// Of what villagers beyond people.json are made.
struct GeneratedContent {
  std::vector<std::string> first_she;
  std::vector<std::string> first_he;
  std::vector<std::string> first_they;
  std::vector<std::string> family_front;
  std::vector<std::string> family_back;
  std::vector<std::string> traits;
  std::vector<std::string> about;
  std::vector<std::string> speech;
};

struct VillageContent {
  std::vector<JobContent> jobs;
  std::vector<PlaceContent> places;
  std::vector<GoodContent> goods;
  std::vector<ProblemContent> problems;
  std::vector<PersonContent> people;
  GeneratedContent generated;

  std::int32_t market = 0;  // the place with `market`
};

/// The files that a village is made from, lines of the narrator included: where tools look for them
/// is their own business.
std::vector<std::string> village_content_names();

/// Reads the files; those that are not the village's own (lines, cards) are left alone. A fault is
/// bad_content, with file, line and what was expected.
Result<std::shared_ptr<const VillageContent>> load_village_content(
    const std::vector<ContentFile>& files);

}  // namespace skald::village
