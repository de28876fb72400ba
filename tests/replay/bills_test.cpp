// What a recording keeps of what requests cost: each bill once, whatever becomes of the words.
#include <gtest/gtest.h>

#include "support/event_keeper.h"
#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

Bill bill_of(std::uint64_t cost) {
  return {.provider = "cloud",
          .model = "gpt-4o-mini",
          .speaker = EntityId{1},
          .at = 1'700'000'000,
          .tokens_in = 100,
          .tokens_cached = 40,
          .tokens_out = 10,
          .cost_pico_usd = cost};
}

/// A tavern whose player says one thing; a path then says what becomes of the answer.
struct Evening {
  explicit Evening(bool reports_heard = false) {
    auto recorder = std::make_unique<EventKeeper>();
    kept = recorder.get();
    SessionOptions options;
    options.start.seed = 42;
    options.speaker = &speaker;
    options.recorder = std::move(recorder);
    options.game_reports_heard = reports_heard;
    options.check_every_tick = true;
    session.emplace(std::move(*Session<Tavern>::open(std::move(options))));
  }
  void say(const PlayerSays& says) {
    session->input(says);
    session->tick();
  }
  void run(int ticks) {
    for (int i = 0; i < ticks; ++i) session->tick();
  }

  ScriptedSpeaker speaker;
  EventKeeper* kept = nullptr;
  std::optional<Session<Tavern>> session;
  bool billed = true;  // else the same without bills
  /// Bills the reply that is ready last.
  void bill(const std::vector<Bill>& bills, const std::string& steps = {}) {
    if (billed) speaker.bill(bills, steps);
  }
};

struct Path {
  const char* name;
  std::uint64_t request;  // that the bill names
  TickNumber tick;        // in which it is recorded
  void (*play)(Evening& evening);
};

// What may become of the words that were paid for.

void finished(Evening& evening) {
  evening.say({.text = "hello"});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(7)}, "cloud: answered");
}

void failed(Evening& evening) {
  evening.say({.text = "hello"});
  evening.speaker.fail(0, Why::auth);
  evening.bill({bill_of(7)});
}

void fallback(Evening& evening) {
  evening.say({.text = "hello"});
  evening.speaker.fall_back(0, Why::connection);
  evening.bill({bill_of(7)});
}

void fallback_after_words(Evening& evening) {
  evening.say({.text = "hello"});
  evening.speaker.piece(0, "Well, ");
  evening.run(1);
  evening.speaker.fall_back(0, Why::truncated);
  evening.bill({bill_of(7)});
}

void fixed_words_that_are_held_back(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::fixed, .fixed_ticks = 8});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(7)});
}

void a_fallback_that_is_held_back(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::fixed, .fixed_ticks = 8});
  evening.speaker.fall_back(0, Why::timeout);
  evening.bill({bill_of(7)});
}

void fixed_words_that_are_cancelled_while_they_are_held_back(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::fixed, .fixed_ticks = 8});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(7)});
  evening.run(1);
  evening.session->input(PlayerLeaves{});
}

void fixed_words_that_a_load_drops(Evening& evening) {
  const SavedGame saved = evening.session->save();
  evening.say({.text = "hello", .delivery = Delivery::fixed, .fixed_ticks = 8});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(7)});
  evening.run(1);
  EXPECT_TRUE(evening.session->load(saved));
}

void cosmetic(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::cosmetic});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(7)});
}

void cosmetic_that_failed(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::cosmetic});
  evening.speaker.fall_back(0, Why::overloaded);
  evening.bill({bill_of(7)});
}

void cosmetic_that_was_cancelled(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::cosmetic});
  evening.session->input(PlayerLeaves{});
  evening.run(1);
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

void later_than_the_deadline(Evening& evening) {
  evening.say({.text = "hello", .first_words_within = 2});
  evening.run(2);
  evening.speaker.finish(0, "Too late.");
  evening.bill({bill_of(7)});
}

void cancelled(Evening& evening) {
  evening.say({.text = "hello"});
  evening.session->input(PlayerLeaves{});
  evening.run(1);
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

void on_its_own_before_the_end(Evening& evening) {
  evening.say({.text = "hello"});
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

void on_its_own_after_the_end(Evening& evening) {
  evening.say({.text = "hello"});
  evening.speaker.finish(0, "Good evening.");
  evening.run(1);
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

void on_its_own_for_cosmetic_words_that_have_ended(Evening& evening) {
  evening.say({.text = "hello", .delivery = Delivery::cosmetic});
  evening.speaker.finish(0, "Good evening.");
  evening.run(1);
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

void of_the_generation_before(Evening& evening) {
  const SavedGame saved = evening.session->save();
  evening.say({.text = "hello"});
  EXPECT_TRUE(evening.session->load(saved));
  evening.kept->tick = 1;
  if (evening.billed) evening.speaker.bill_alone(0, {bill_of(7)});
}

const Path kPaths[] = {
    {"finished", 1, 2, finished},
    {"failed", 1, 2, failed},
    {"fallback", 1, 2, fallback},
    {"fallback after words", 1, 3, fallback_after_words},
    {"fixed words that are held back", 1, 2, fixed_words_that_are_held_back},
    {"a fallback that is held back", 1, 2, a_fallback_that_is_held_back},
    {"fixed words that are cancelled while they are held back", 1, 2,
     fixed_words_that_are_cancelled_while_they_are_held_back},
    {"fixed words that a load drops", 1, 2, fixed_words_that_a_load_drops},
    {"cosmetic", 1, 2, cosmetic},
    {"cosmetic that failed", 1, 2, cosmetic_that_failed},
    {"cosmetic that was cancelled", 1, 3, cosmetic_that_was_cancelled},
    {"later than the deadline", 1, 4, later_than_the_deadline},
    {"cancelled", 1, 3, cancelled},
    {"on its own before the end", 1, 2, on_its_own_before_the_end},
    {"on its own after the end", 1, 3, on_its_own_after_the_end},
    {"on its own for cosmetic words that have ended", 1, 3,
     on_its_own_for_cosmetic_words_that_have_ended},
    {"of the generation before", 1, 1, of_the_generation_before},
};

TEST(Bills, AreRecordedOnceInTheTickInWhichTheyComeWhateverBecomesOfTheWords) {
  for (const Path& path : kPaths) {
    Evening evening;
    path.play(evening);
    evening.run(30);
    ASSERT_EQ(evening.kept->bills.size(), 1U) << path.name;
    const EventKeeper::Billed& billed = evening.kept->bills[0];
    EXPECT_EQ(billed.request, path.request) << path.name;
    EXPECT_EQ(billed.tick, path.tick) << path.name;
    EXPECT_EQ(billed.cost_pico_usd, 7U) << path.name;
    EXPECT_EQ(billed.from, "cloud/gpt-4o-mini") << path.name;
    const Usage& usage = evening.session->door().usage();
    EXPECT_EQ(usage.cost_pico_usd, 7U) << path.name;
    EXPECT_EQ(usage.tokens_in, 100U) << path.name;
    EXPECT_EQ(usage.tokens_out, 10U) << path.name;
  }
}

TEST(Bills, ChangeNoRoot) {
  for (const Path& path : kPaths) {
    Evening with;
    Evening without;
    without.billed = false;
    for (Evening* evening : {&with, &without}) {
      path.play(*evening);
      evening->run(30);
    }
    EXPECT_EQ(with.session->root(), without.session->root()) << path.name;
    EXPECT_TRUE(without.kept->bills.empty()) << path.name;
  }
}

TEST(Bills, FollowWhatEndedTheRequestAndTheStepsFollowThem) {
  Evening evening;
  evening.say({.text = "hello"});
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(3), bill_of(4)}, "cloud: connection; backup: answered");
  evening.run(1);
  EXPECT_EQ(evening.kept->order, "finished billed billed steps ");
  EXPECT_EQ(evening.kept->steps, std::vector<std::string>{"1 cloud: connection; backup: answered"});
  EXPECT_EQ(evening.session->door().usage().cost_pico_usd, 7U);
}

TEST(Bills, OfWordsThatCameTooLateFollowTheNoteOfThem) {
  Evening evening;
  evening.say({.text = "hello", .first_words_within = 2});
  evening.run(2);
  evening.speaker.finish(0, "Too late.");
  evening.bill({bill_of(7)});
  evening.run(1);
  EXPECT_EQ(evening.kept->order, "finished late billed ");
}

TEST(Bills, SayWhetherTokensWereEstimatedAndThePriceKnown) {
  Evening evening;
  evening.say({.text = "hello"});
  Bill estimated = bill_of(1);
  estimated.estimated = true;
  Bill priceless = bill_of(0);
  priceless.price_known = false;
  evening.speaker.finish(0, "Good evening.");
  evening.bill({bill_of(1), estimated, priceless});
  evening.run(1);
  ASSERT_EQ(evening.kept->bills.size(), 3U);
  EXPECT_EQ(evening.kept->bills[0].marks, 0U);
  EXPECT_EQ(evening.kept->bills[1].marks, event::kEstimated);
  EXPECT_EQ(evening.kept->bills[2].marks, event::kPriceNotKnown);
}

TEST(Bills, NameTheirRequestUntilManyOthersHaveClosed) {
  Evening evening;
  constexpr std::size_t kRemembered = 256;
  for (std::size_t n = 0; n <= kRemembered; ++n) {
    evening.say({.text = "hello"});
    evening.speaker.finish(n, "Good evening.");
  }
  evening.run(1);
  evening.speaker.bill_alone(0, {bill_of(1)});
  evening.speaker.bill_alone(1, {bill_of(2)});
  evening.run(1);
  ASSERT_EQ(evening.kept->bills.size(), 2U);
  EXPECT_EQ(evening.kept->bills[0].request, 0U) << "it is forgotten which request this was";
  EXPECT_EQ(evening.kept->bills[1].request, 2U);
}

TEST(Bills, OfARequestThatIsStillBeingHeardNameIt) {
  Evening evening(true);
  evening.say({.text = "hello"});
  evening.speaker.finish(0, "Good evening.");
  evening.run(1);
  evening.speaker.bill_alone(0, {bill_of(7)});
  evening.run(1);
  ASSERT_EQ(evening.kept->bills.size(), 1U);
  EXPECT_EQ(evening.kept->bills[0].request, 1U);
}

TEST(Bills, OnTheirOwnAreNoArrival) {
  Evening evening;
  evening.say({.text = "hello"});
  evening.speaker.bill_alone(0, {bill_of(7)});
  evening.speaker.notice("budget: session $0.25, 80% used");
  evening.run(1);
  EXPECT_TRUE(evening.session->arrivals().empty());
  EXPECT_EQ(evening.kept->notices, std::vector<std::string>{"budget: session $0.25, 80% used"});
  evening.speaker.finish(0, "Good evening.");
  evening.run(1);
  EXPECT_EQ(evening.session->world().keeper.replies, 1U) << "the request was not closed by them";
}

/// Plays each path of answers into a recording.
void record_bills(const std::string& path, RecordingLevel level) {
  ScriptedSpeaker speaker;
  Session<Tavern> session = open_recorded({.path = path, .level = level}, speaker);
  for (std::size_t n = 0; n < 12; ++n) {
    session.input(PlayerSays{.text = "hello", .first_words_within = 3});
    session.tick();
    if (n % 3 != 0) speaker.finish(n, "Good evening.");
    if (n % 3 == 1) speaker.bill({bill_of(n)}, "cloud: connection; backup: answered");
    if (n % 4 == 0) speaker.notice("budget: something was used");
    for (int i = 0; i < 4; ++i) session.tick();
    if (n % 3 == 0) speaker.bill_alone(n, {bill_of(n)});
  }
  session.tick();
  ASSERT_TRUE(writer_of(session).close());
}

TEST(Bills, AreSkippedByAReplay) {
  const TemporaryFolder folder;
  for (const RecordingLevel level : {RecordingLevel::lean, RecordingLevel::trace}) {
    const std::string path = folder.file(level == RecordingLevel::lean ? "l.skald" : "t.skald");
    record_bills(path, level);
    const Validation validation = validate(path, WorldHostOf<Tavern>());
    EXPECT_EQ(validation.verdict, Verdict::same) << validation.why;
    EXPECT_TRUE(validation.complete) << validation.why;
  }
}

/// Counts what is for people in a recording.
struct Annotations : EventSink {
  explicit Annotations(const std::string& path) {
    auto reader = LogReader::open(path);
    EXPECT_TRUE(reader) << path;
    EventBlock block;
    for (std::size_t i = 0; i < reader->segments().size(); ++i) {
      EXPECT_TRUE(reader->read(i, block));
      EventDecoder decoder(block);
      while (decoder.next(*this) == EventDecoder::Step::event) {
      }
    }
  }
  using EventSink::put;
  void put(const event::Billed& billed) override {
    ++bills;
    cost += billed.cost_pico_usd;
  }
  void put(const event::Steps&) override { ++steps; }
  void put(const event::Notice&) override { ++notices; }
  int bills = 0;
  int steps = 0;
  int notices = 0;
  std::uint64_t cost = 0;
};

TEST(Bills, StandInTheFileAndARetraceKeepsThem) {
  const TemporaryFolder folder;
  record_bills(folder.file("l.skald"), RecordingLevel::lean);
  ASSERT_TRUE(retrace(folder.file("l.skald"), folder.file("t.skald"), WorldHostOf<Tavern>()));
  for (const char* name : {"l.skald", "t.skald"}) {
    const Annotations annotations(folder.file(name));
    EXPECT_EQ(annotations.bills, 8) << name;
    EXPECT_EQ(annotations.steps, 4) << name;
    EXPECT_EQ(annotations.notices, 3) << name;
    EXPECT_EQ(annotations.cost, 0U + 3 + 6 + 9 + 1 + 4 + 7 + 10) << name;
  }
}

}  // namespace
}  // namespace skald::test
