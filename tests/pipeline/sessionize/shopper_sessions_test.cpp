// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

// Times in milliseconds.
class ShopperSessionsTest : public QObject {
    Q_OBJECT

private slots:
    void oneEventIsASessionOfNoLength();
    void mergesWhatIsExactlyTheGapApart();
    void separatesWhatIsOneMillisecondMore();
    void dropsWhatEndsBeforeGapAndGrace();
    void keepsALateEventThatJoinsAnOpenSession();
    void bridgingEventMergesAndGivesATombstone();
    void earlierEventRenames();
    void bridgingEarlierEventTombstonesEveryOldStart();
    void countsADuplicateOnce();
    void knowsDuplicatesFromBeforeAMerge();
    void lateIsDecidedBeforeDuplicate();
    void opensAClosedSessionAgain();
    void chainReachesASessionOfAnyAgeWithinTheHorizon();
    void isLateBehindTheHorizonWhateverItJoins();
    void horizonIsNeverLessThanGapAndGrace();
    void forgetsOneGapBehindTheHorizon();
    void countsByType();
};

namespace {

constexpr std::int64_t Gap = 10;

struct Shopper {
    ShopperSessions sessions;
    SessionRules rules = test::rulesOf(Gap, 0);
    SessionEffects effects;
    EventTime watermark = fromMillis(-1'000'000);

    Outcome apply(std::string_view id, std::int64_t at, event::EventType type = event::EventType::PageView)
    {
        sessions.apply(test::eventAt(id, at, type), watermark, rules, effects);
        return effects.outcome;
    }
    std::string spans() const { return test::spans(sessions); }
};

} // namespace

void ShopperSessionsTest::oneEventIsASessionOfNoLength()
{
    Shopper s;
    QVERIFY(s.apply("a", 5) == Outcome::Applied);
    QCOMPARE(s.spans(), std::string("[5,5]x1"));
    QCOMPARE(s.sessions.sessions()[0].revision, 1U);
    QVERIFY(s.effects.absorbed.empty());
}

void ShopperSessionsTest::mergesWhatIsExactlyTheGapApart()
{
    Shopper after, before;
    after.apply("a", 100);
    after.apply("b", 100 + Gap);
    QCOMPARE(after.spans(), std::string("[100,110]x2"));
    QVERIFY(after.effects.absorbed.empty()); // it grew at its end: its name stays
    before.apply("a", 100);
    before.apply("b", 100 - Gap);
    QCOMPARE(before.spans(), std::string("[90,100]x2"));
}

void ShopperSessionsTest::separatesWhatIsOneMillisecondMore()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 100 + Gap + 1);
    QCOMPARE(s.effects.session, 1U);
    s.apply("c", 100 - Gap - 1);
    QCOMPARE(s.effects.session, 0U);
    QCOMPARE(s.spans(), std::string("[89,89]x1[100,100]x1[111,111]x1"));
}

void ShopperSessionsTest::dropsWhatEndsBeforeGapAndGrace()
{
    Shopper strict;
    strict.watermark = fromMillis(10);
    QVERIFY(strict.apply("a", 0) == Outcome::Applied);
    strict = {};
    strict.watermark = fromMillis(11);
    QVERIFY(strict.apply("a", 0) == Outcome::Late);
    QVERIFY(strict.sessions.sessions().empty());

    Shopper lenient;
    lenient.rules = test::rulesOf(Gap, 1);
    lenient.watermark = fromMillis(12);
    QVERIFY(lenient.apply("a", 0) == Outcome::Late);
    lenient.watermark = fromMillis(11);
    QVERIFY(lenient.apply("a", 0) == Outcome::Applied);
}

void ShopperSessionsTest::keepsALateEventThatJoinsAnOpenSession()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 108);
    s.watermark = fromMillis(118);
    QVERIFY(s.apply("alone", 80) == Outcome::Late);
    QVERIFY(s.apply("joins", 95) == Outcome::Applied); // alone it would be late, the session ends at 108
    QCOMPARE(s.spans(), std::string("[95,108]x3"));
    s.watermark = fromMillis(119);
    QVERIFY(s.apply("past", 95) == Outcome::Late);
}

void ShopperSessionsTest::bridgingEventMergesAndGivesATombstone()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 120);
    s.apply("b2", 121);
    QVERIFY(s.apply("bridge", 110) == Outcome::Applied);
    QCOMPARE(s.spans(), std::string("[100,121]x4"));
    QCOMPARE(s.effects.absorbed, std::vector<EventTime>{fromMillis(120)});
    QCOMPARE(s.effects.session, 0U);
    QCOMPARE(s.sessions.sessions()[0].revision, 3U); // beyond both that it replaces
}

void ShopperSessionsTest::earlierEventRenames()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 95);
    QCOMPARE(s.effects.absorbed, std::vector<EventTime>{fromMillis(100)});
    s.apply("c", 98);
    QVERIFY(s.effects.absorbed.empty());
}

void ShopperSessionsTest::bridgingEarlierEventTombstonesEveryOldStart()
{
    Shopper s;
    s.rules = test::rulesOf(100, 0);
    s.apply("a", 1000);
    s.apply("b", 1101);
    s.apply("c", 1001); // reaches both
    QCOMPARE(s.effects.absorbed, std::vector<EventTime>{fromMillis(1101)});
    s.apply("d", 901);
    QCOMPARE(s.effects.absorbed, std::vector<EventTime>{fromMillis(1000)});
    QCOMPARE(s.spans(), std::string("[901,1101]x4"));
}

void ShopperSessionsTest::countsADuplicateOnce()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 105);
    QVERIFY(s.apply("a", 100) == Outcome::Duplicate);
    QVERIFY(s.apply("b", 105) == Outcome::Duplicate);
    QCOMPARE(s.spans(), std::string("[100,105]x2"));
    QCOMPARE(s.sessions.sessions()[0].revision, 2U);
    QVERIFY(s.apply("c", 100) == Outcome::Applied); // another event of the same time
}

void ShopperSessionsTest::knowsDuplicatesFromBeforeAMerge()
{
    Shopper s;
    s.apply("a", 100);
    s.apply("b", 120);
    s.apply("bridge", 110);
    for (const auto& [id, at] : {std::pair("a", 100), std::pair("b", 120), std::pair("bridge", 110)})
        QVERIFY(s.apply(id, at) == Outcome::Duplicate);
}

void ShopperSessionsTest::lateIsDecidedBeforeDuplicate()
{
    Shopper s;
    s.apply("a", 100);
    s.watermark = fromMillis(111);
    QVERIFY(s.apply("a", 100) == Outcome::Late);
}

void ShopperSessionsTest::opensAClosedSessionAgain()
{
    Shopper s;
    s.apply("a", 100);
    s.sessions.sessions()[0].closed = true;
    s.watermark = fromMillis(115);
    QVERIFY(s.apply("b", 106) == Outcome::Applied);
    QVERIFY(!s.sessions.sessions()[0].closed && s.effects.reopened);
    QVERIFY(s.apply("c", 107) == Outcome::Applied && !s.effects.reopened);
    s.apply("d", 120);
    s.sessions.sessions()[0].closed = true;
    QVERIFY(s.apply("bridge", 113) == Outcome::Applied && s.effects.reopened);
}

void ShopperSessionsTest::chainReachesASessionOfAnyAgeWithinTheHorizon()
{
    Shopper s;
    s.rules = test::rulesOf(Gap, 0, 60);
    s.apply("old", 100);
    s.watermark = fromMillis(150);
    s.apply("new", 150);
    for (const std::int64_t at : {140, 130, 120}) {
        QVERIFY(!s.sessions.forget(s.watermark, s.rules));
        QVERIFY(s.apply("link" + std::to_string(at), at) == Outcome::Applied);
    }
    QVERIFY(s.apply("last link", 110) == Outcome::Applied);
    QCOMPARE(s.spans(), std::string("[100,150]x6"));
    QCOMPARE(s.effects.absorbed, std::vector<EventTime>{fromMillis(120)});
    QVERIFY(s.apply("old", 100) == Outcome::Duplicate);
}

void ShopperSessionsTest::isLateBehindTheHorizonWhateverItJoins()
{
    Shopper s;
    s.rules = test::rulesOf(Gap, 0, 60);
    for (const std::int64_t at : {100, 110, 120, 130, 140, 150, 160}) s.apply("e" + std::to_string(at), at);
    s.watermark = fromMillis(165);
    QVERIFY(s.apply("a", 105) == Outcome::Applied);
    QVERIFY(s.apply("b", 104) == Outcome::Late);
    QCOMPARE(s.spans(), std::string("[100,160]x8"));
}

void ShopperSessionsTest::horizonIsNeverLessThanGapAndGrace()
{
    Shopper s;
    s.rules = test::rulesOf(Gap, 3, 0);
    s.watermark = fromMillis(100);
    QVERIFY(s.apply("a", 100 - Gap - 3) == Outcome::Applied);
    QVERIFY(s.apply("b", 100 - Gap - 4) == Outcome::Late);
}

void ShopperSessionsTest::forgetsOneGapBehindTheHorizon()
{
    Shopper s;
    s.rules = test::rulesOf(Gap, 3, 60);
    s.apply("a", 100);
    const EventTime last = fromMillis(100 + Gap + 60);
    QVERIFY(!s.sessions.forget(last, s.rules));
    QCOMPARE(s.spans(), std::string("[100,100]x1"));
    QVERIFY(ShopperSessions::forgottenAt(s.sessions.sessions()[0], s.rules) == last + std::chrono::milliseconds(1));
    QVERIFY(s.sessions.forget(last + std::chrono::milliseconds(1), s.rules));
    QVERIFY(s.sessions.sessions().empty());
}

void ShopperSessionsTest::countsByType()
{
    using event::EventType;
    Shopper s;
    int id = 0;
    for (const EventType type : {EventType::PageView, EventType::ProductView, EventType::ProductView, EventType::AddToCart,
             EventType::RemoveFromCart, EventType::CheckoutStep, EventType::Other}) {
        s.apply("id" + std::to_string(id++), 100, type);
    }
    const SessionCounts expected{.events = 7, .pageViews = 1, .productViews = 2, .cartAdds = 1, .cartRemoves = 1, .checkouts = 1};
    QVERIFY(s.sessions.sessions()[0].counts == expected);
}

QTEST_GUILESS_MAIN(ShopperSessionsTest)
#include "shopper_sessions_test.moc"
