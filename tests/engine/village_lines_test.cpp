// The village's lines and what it asks for fit together.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "engine/village_support.h"
#include "skald/engine/scripted_player.h"
#include "skald/llm/document.h"
#include "skald/llm/narrator.h"

namespace skald {
namespace {

using test::village_files;

std::vector<ContentFile> line_files() {
  auto files = village_files();
  std::erase_if(files, [](const ContentFile& file) { return file.name.rfind("lines/", 0) != 0; });
  return files;
}

TEST(VillageLines, TheNarratorAcceptsAllOfThem) {
  const auto files = line_files();
  EXPECT_GE(files.size(), 30u);
  const auto narrator = OfflineNarrator::from(files);
  ASSERT_TRUE(narrator) << narrator.error().message;
}

/// Remembers which facts came with each cue: those that came with every ask.
class FactNarrator final : public Narrator {
 public:
  Utterance speak(const Request& request, Rng) const override {
    std::vector<std::string> names;
    for (const Fact& fact : request.ask.facts) names.push_back(fact.name);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << request.ask.cue;
    auto [known, first] = facts.try_emplace(request.ask.cue, names);
    if (!first) {
      std::vector<std::string> both;
      std::set_intersection(known->second.begin(), known->second.end(), names.begin(), names.end(),
                            std::back_inserter(both));
      known->second = both;
    }
    return {"Yes.", request.ask.cue, ""};
  }
  mutable std::map<std::string, std::vector<std::string>> facts;
};

class FactSpeaker final : public Speaker {
 public:
  const Narrator& narrator() const override { return told; }
  bool answers_inline() const override { return true; }
  void ask(const RequestKey&, const Request&) override {}
  void cancel(const RequestKey&) override {}
  void collect(std::vector<Reply>&) override {}
  void wait_for(const RequestKey&) override {}
  FactNarrator told;
};

TEST(VillageLines, EveryAskCarriesTheFactsThatItsLinesDeclare) {
  FactSpeaker speaker;
  Session<Village> session = test::open_village(test::village_start(42), speaker);
  const village::ScriptedPlayer player{42, 60};
  for (std::uint32_t tick = 0; tick < 20 * test::kDay; ++tick) {
    player.play(session);
    session.tick();
  }
  EXPECT_GE(speaker.told.facts.size(), 30u);
  std::map<std::string, Document> documents;
  for (const ContentFile& file : line_files()) {
    auto document = parse_document(file.name, file.bytes);
    ASSERT_TRUE(document);
    documents[document->root.find("cue")->string] = *document;
  }
  for (const auto& [cue, carried] : speaker.told.facts) {
    ASSERT_EQ(documents.count(cue), 1u) << "no lines for " << cue;
    const Value* declared = documents[cue].root.find("facts");
    ASSERT_NE(declared, nullptr) << cue;
    for (const Value& fact : declared->list) {
      EXPECT_TRUE(std::binary_search(carried.begin(), carried.end(), fact.string))
          << cue << " declares " << fact.string << ", which not every ask carries";
    }
  }
}

}  // namespace
}  // namespace skald
