#include <gtest/gtest.h>

#include "voices/calls/mailbox.h"

namespace skald::voices {
namespace {

Piece words(std::string_view text) {
  Piece piece;
  piece.text = text;
  return piece;
}

TEST(Mailbox, JoinsPiecesOfACallInsteadOfGrowingWhenNobodyCollects) {
  Mailbox mailbox(4);
  Mailbox::Place first;
  Mailbox::Place second;
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const std::string text = std::to_string(i) + ' ';
    all += text;
    mailbox.put_piece(1, words(text), first);
    mailbox.put_piece(2, words("x"), second);
  }
  mailbox.send();
  std::vector<CallEvent> events;
  ASSERT_TRUE(mailbox.collect(events));
  EXPECT_EQ(events.size(), 4U);
  std::string text;
  for (const CallEvent& event : events) text += event.call == 1 ? event.text : "";
  EXPECT_EQ(text, all);
}

TEST(Mailbox, NeverJoinsWhatIsNotOneText) {
  Mailbox mailbox(1);
  Mailbox::Place place;
  mailbox.put_piece(1, words("text"), place);
  Piece reasoning = words("thought");
  reasoning.kind = Piece::Kind::reasoning;
  mailbox.put_piece(1, reasoning, place);
  Piece call = words("{");
  call.kind = Piece::Kind::tool_call;
  call.tool_name = "look";
  mailbox.put_piece(1, call, place);
  mailbox.put_piece(1, words("more"), place);
  mailbox.send();
  std::vector<CallEvent> events;
  ASSERT_TRUE(mailbox.collect(events));
  EXPECT_EQ(events.size(), 4U);
}

TEST(Mailbox, DoesNotJoinToWhatWasSent) {
  Mailbox mailbox(1);
  Mailbox::Place place;
  mailbox.put_piece(1, words("one"), place);
  mailbox.send();
  std::vector<CallEvent> events;
  ASSERT_TRUE(mailbox.collect(events));
  mailbox.put_piece(1, words("two"), place);
  mailbox.send();
  ASSERT_TRUE(mailbox.collect(events));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].text, "two");
  EXPECT_FALSE(mailbox.collect(events));
}

TEST(Mailbox, HoldsBackWhatIsMoreThanItsLimitUntilSomebodyCollects) {
  Mailbox mailbox(2);
  Mailbox::Place place;
  std::string all;
  for (int round = 0; round < 50; ++round) {
    const std::string text = std::to_string(round) + ' ';
    all += text;
    mailbox.put_piece(1, words(text), place);
    mailbox.send();
  }
  EXPECT_TRUE(mailbox.has_unsent());
  std::string text;
  for (int i = 0; i < 2; ++i) {
    std::vector<CallEvent> events;
    ASSERT_TRUE(mailbox.collect(events));
    EXPECT_LE(events.size(), 2U);
    for (const CallEvent& event : events) text += event.text;
    mailbox.send();
  }
  EXPECT_EQ(text, all);
}

}  // namespace
}  // namespace skald::voices
