// What the village is made from: people, places, goods, kinds of problem, the parts of which
// further villagers are made, and what all that is called in one language. Immutable once loaded;
// shared by all who read it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "skald/llm/grammar.h"
#include "skald/llm/intents.h"
#include "skald/llm/language.h"
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
  std::string manner;  // the same for the narrator, by one of GeneratedContent::manners
  std::vector<Tie> ties;
  int line = 0;
};

struct PlaceContent {
  std::string id;
  std::string name;       // as it stands in a sentence: "the mill"
  std::string at;         // "at the mill"
  std::string to;         // "to the mill"
  std::int32_t east = 0;  // minutes of walking from the well
  std::int32_t north = 0;
  bool gathering = false;  // people come here in the evening
  bool market = false;     // where those eat who have nothing at home
  std::vector<std::string> words;
};

struct JobContent {
  std::string id;
  std::string name;
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
  std::vector<std::string> manners;
  std::vector<std::string> about;
  std::vector<std::string> speech;
};

/// What is said of the world by tools and screens: symbols of terms.json.
struct Terms {
  std::unique_ptr<const Language> language;  // stays where it is: the grammar uses it
  std::unique_ptr<const Grammar> grammar;
};

struct VillageContent {
  std::vector<JobContent> jobs;
  std::vector<PlaceContent> places;
  std::vector<GoodContent> goods;
  std::vector<ProblemContent> problems;
  std::vector<PersonContent> people;
  GeneratedContent generated;

  std::int32_t market = 0;  // the place with `market`

  std::string player;  // how villagers address the player
  std::string nobody;
  std::string road;
  std::string on_the_road;
  Terms terms;
  std::unique_ptr<const IntentRules> intents;  // what a player's words may mean
};

/// Of all files below data/ ("village/people.json", "village/en/names.json", "languages/en.json"),
/// those of a village that speaks this language, by the names that Village::start and the narrator
/// know: "people.json", "names.json", "rules/reply.json", "language.json". not_found, with the
/// languages that there are, for another one.
Result<std::vector<ContentFile>> village_content(const std::vector<ContentFile>& all,
                                                 std::string_view language);

/// Reads the files; those that are the narrator's (rules, grammars) are left alone. A fault is
/// bad_content, with file, line and what was expected.
Result<std::shared_ptr<const VillageContent>> load_village_content(
    const std::vector<ContentFile>& files);

}  // namespace skald::village
