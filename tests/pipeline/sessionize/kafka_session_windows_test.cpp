// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>

#include "pipeline/sessionize/session_update.h"
#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

// What Kafka Streams' own tests of session windows expect (apache/kafka, streams/src/test/java/org/apache/kafka/streams/kstream):
// the inputs and outcomes, each under the name of its case there; where ours differ on purpose, the comment says how.
class KafkaSessionWindowsTest : public QObject {
    Q_OBJECT

private slots:
    void createsOneSessionWithinTheGap();
    void mergesSessionsByAnEventBetween();
    void countsEventsOfTheSameTime();
    void keepsSessionsApartByMoreThanTheGap();
    void leavesOneSessionAfterAMerge();
    void handlesSeveralShoppersAndMerges();
    void answersForEachSessionByItsBounds();
    void tellsANewSessionAtOnce();
    void tellsAMergedSessionByATombstoneAndTheNewOne();
    void dropsLateWithZeroGrace();
    void dropsLateWithGrace();
    void admitsDisorderUntilTheSessionCloses();
    void admitsDisorderDuringGrace();
};

namespace {

constexpr std::int64_t Gap = 5 * 60 * 1000; // GAP_MS of KStreamSessionWindowAggregateProcessorTest

// Sessions of several shoppers under one stream time, and what is published of them: each change at once, tombstones first.
class Stream {
public:
    explicit Stream(const SessionRules& rules) : m_rules(rules) {}

    Outcome apply(const std::string& shopper, std::int64_t at)
    {
        m_streamTime = std::max(m_streamTime, at);
        auto& sessions = m_shoppers[shopper];
        const std::string id = std::to_string(++m_count);
        sessions.apply(test::eventAt(id, at), fromMillis(m_streamTime), m_rules, m_effects);
        if (m_effects.outcome != Outcome::Applied) return m_effects.outcome;
        for (const EventTime gone : m_effects.absorbed) publish(shopper, gone, "gone");
        const Session& session = sessions.sessions()[m_effects.session];
        publish(shopper, session.first, test::span(toMillis(session.first), toMillis(session.last), session.counts.events));
        return m_effects.outcome;
    }

    // The sessions that are past by now, each told once, as `close` of the runtime does.
    std::string closed()
    {
        std::string text;
        for (auto& [shopper, sessions] : m_shoppers) {
            for (Session& s : sessions.sessions()) {
                if (s.closed || !ShopperSessions::isPast(s.last, fromMillis(m_streamTime), m_rules)) continue;
                s.closed = true;
                text += shopper + test::span(toMillis(s.first), toMillis(s.last), s.counts.events) + " ";
            }
        }
        return text;
    }

    std::string of(const std::string& shopper) { return test::spans(m_shoppers[shopper]); }
    std::string takeUpdates() { return std::exchange(m_updates, {}); }

private:
    void publish(const std::string& shopper, EventTime first, const std::string& what)
    {
        appendSessionKey(m_updates, shopper, first);
        m_updates += "=" + what + " ";
    }

    SessionRules m_rules;
    std::int64_t m_streamTime = -1'000'000'000;
    int m_count = 0;
    SessionEffects m_effects;
    std::map<std::string, ShopperSessions> m_shoppers;
    std::string m_updates;
};

// SessionWindows.with(gap) had a grace of 24 h less the gap.
Stream longGrace() { return Stream(test::rulesOf(Gap, 24 * 3600 * 1000 - Gap, 1'000'000'000)); }

} // namespace

// KStreamSessionWindowAggregateProcessorTest.shouldCreateSingleSessionWhenWithinGap
void KafkaSessionWindowsTest::createsOneSessionWithinTheGap()
{
    Stream stream = longGrace();
    stream.apply("john", 0);
    stream.apply("john", 500);
    QCOMPARE(stream.of("john"), test::span(0, 500, 2));
}

// KStreamSessionWindowAggregateProcessorTest.shouldMergeSessions
void KafkaSessionWindowsTest::mergesSessionsByAnEventBetween()
{
    Stream stream = longGrace();
    stream.apply("mel", 0);
    QCOMPARE(stream.of("mel"), test::span(0, 0, 1));
    stream.apply("mel", Gap + 1);
    QCOMPARE(stream.of("mel"), test::span(0, 0, 1) + test::span(Gap + 1, Gap + 1, 1));
    stream.apply("mel", Gap / 2);
    QCOMPARE(stream.of("mel"), test::span(0, Gap + 1, 3));
}

// KStreamSessionWindowAggregateProcessorTest.shouldUpdateSessionIfTheSameTime
void KafkaSessionWindowsTest::countsEventsOfTheSameTime()
{
    Stream stream = longGrace();
    stream.apply("mel", 0);
    stream.apply("mel", 0);
    QCOMPARE(stream.of("mel"), test::span(0, 0, 2));
}

// KStreamSessionWindowAggregateProcessorTest.shouldHaveMultipleSessionsForSameIdWhenTimestampApartBySessionGap
void KafkaSessionWindowsTest::keepsSessionsApartByMoreThanTheGap()
{
    Stream stream = longGrace();
    const std::int64_t times[] = {0, Gap + 1, 2 * (Gap + 1)};
    for (int events = 1; events <= 3; ++events) {
        for (int i = 0; i < events; ++i) stream.apply("mel", times[events - 1]);
    }
    QCOMPARE(stream.of("mel"), test::span(0, 0, 1) + test::span(times[1], times[1], 2) + test::span(times[2], times[2], 3));
}

// KStreamSessionWindowAggregateProcessorTest.shouldRemoveMergedSessionsFromStateStore
void KafkaSessionWindowsTest::leavesOneSessionAfterAMerge()
{
    Stream stream = longGrace();
    stream.apply("a", 0);
    QCOMPARE(stream.of("a"), test::span(0, 0, 1));
    stream.apply("a", 100);
    QCOMPARE(stream.of("a"), test::span(0, 100, 2));
}

// KStreamSessionWindowAggregateProcessorTest.shouldHandleMultipleSessionsAndMerging
void KafkaSessionWindowsTest::handlesSeveralShoppersAndMerges()
{
    Stream stream = longGrace();
    const std::int64_t half = Gap / 2, second = Gap + 1, third = second + half;
    for (const auto& [shopper, at] : {std::pair("a", std::int64_t{0}), {"b", 0}, {"c", 0}, {"d", 0}, {"d", half}, {"a", second},
             {"b", second}, {"a", third}, {"c", third}}) {
        QVERIFY(stream.apply(shopper, at) == Outcome::Applied);
    }
    QCOMPARE(stream.of("a"), test::span(0, 0, 1) + test::span(second, third, 2));
    QCOMPARE(stream.of("b"), test::span(0, 0, 1) + test::span(second, second, 1));
    QCOMPARE(stream.of("c"), test::span(0, 0, 1) + test::span(third, third, 1));
    QCOMPARE(stream.of("d"), test::span(0, half, 2));
}

// KStreamSessionWindowAggregateProcessorTest.shouldGetAggregatedValuesFromValueGetter
void KafkaSessionWindowsTest::answersForEachSessionByItsBounds()
{
    Stream stream = longGrace();
    stream.apply("a", 0);
    stream.apply("a", Gap + 1);
    stream.apply("a", Gap + 1);
    QCOMPARE(stream.of("a"), test::span(0, 0, 1) + test::span(Gap + 1, Gap + 1, 2));
}

// KStreamSessionWindowAggregateProcessorTest.shouldImmediatelyForwardNewSessionWhenNonCachedStore
void KafkaSessionWindowsTest::tellsANewSessionAtOnce()
{
    Stream stream = longGrace();
    for (const char* shopper : {"a", "b", "c"}) stream.apply(shopper, 0);
    QCOMPARE(stream.takeUpdates(), std::string("a:0=[0,0]x1 b:0=[0,0]x1 c:0=[0,0]x1 "));
}

// KStreamSessionWindowAggregateProcessorTest.shouldImmediatelyForwardRemovedSessionsWhenMerging: there, every extension is a
// tombstone and a new key. Here a session is known by its start: one that grows at its end keeps its key and tells a greater
// revision; one that grows at its start, or is absorbed, leaves a tombstone.
void KafkaSessionWindowsTest::tellsAMergedSessionByATombstoneAndTheNewOne()
{
    Stream stream = longGrace();
    stream.apply("a", 0);
    stream.apply("a", 5);
    QCOMPARE(stream.takeUpdates(), std::string("a:0=[0,0]x1 a:0=[0,5]x2 "));

    Stream backwards = longGrace();
    backwards.apply("a", 5);
    backwards.apply("a", 0);
    QCOMPARE(backwards.takeUpdates(), std::string("a:5=[5,5]x1 a:5=gone a:0=[0,5]x2 "));
}

// KStreamSessionWindowAggregateProcessorTest.shouldLogAndMeterWhenSkippingLateRecordWithZeroGrace
void KafkaSessionWindowsTest::dropsLateWithZeroGrace()
{
    Stream stream(test::rulesOf(10, 0));
    stream.apply("dummy", 0);
    QVERIFY(stream.apply("OnTime1", 0) == Outcome::Applied);
    stream.apply("dummy", 11);
    QVERIFY(stream.apply("Late1", 0) == Outcome::Late);
    QCOMPARE(stream.of("Late1"), std::string());
}

// KStreamSessionWindowAggregateProcessorTest.shouldLogAndMeterWhenSkippingLateRecordWithNonzeroGrace
void KafkaSessionWindowsTest::dropsLateWithGrace()
{
    Stream stream(test::rulesOf(10, 1));
    stream.apply("dummy", 0);
    QVERIFY(stream.apply("OnTime1", 0) == Outcome::Applied);
    stream.apply("dummy", 11);
    QVERIFY(stream.apply("OnTime2", 0) == Outcome::Applied);
    stream.apply("dummy", 12);
    QVERIFY(stream.apply("Late1", 0) == Outcome::Late);
}

// internals/SuppressScenarioTest.shouldSupportFinalResultsForSessionWindows: there, a final result waits for the next record
// after the close; so it does in closed(), as stream time moves only by events here.
void KafkaSessionWindowsTest::admitsDisorderUntilTheSessionCloses()
{
    Stream stream(test::rulesOf(5, 0));
    for (const std::int64_t at : {0, 5, 1}) QVERIFY(stream.apply("k1", at) == Outcome::Applied);
    QCOMPARE(stream.closed(), std::string());
    stream.apply("k2", 11);
    QVERIFY(stream.apply("k1", 5) == Outcome::Late);
    QCOMPARE(stream.closed(), std::string("k1[0,5]x3 "));
    stream.apply("k1", 30);
    QCOMPARE(stream.closed(), std::string("k2[11,11]x1 "));
    QCOMPARE(stream.takeUpdates(), std::string("k1:0=[0,0]x1 k1:0=[0,5]x2 k1:0=[0,5]x3 k2:11=[11,11]x1 k1:30=[30,30]x1 "));
}

// streams-scala KTableTest.testCorrectlySuppressResultsUsingSuppressedUntilWindowClosesBySession
void KafkaSessionWindowsTest::admitsDisorderDuringGrace()
{
    Stream stream(test::rulesOf(5, 10));
    for (const std::int64_t at : {0, 1, 8, 2, 13, 10}) {
        QVERIFY(stream.apply("k1", at) == Outcome::Applied);
        QCOMPARE(stream.closed(), std::string());
    }
    stream.apply("k1", 30);
    QVERIFY(stream.apply("k1", 3) == Outcome::Late);
    QCOMPARE(stream.closed(), std::string("k1[0,2]x3 k1[8,13]x3 "));
}

QTEST_GUILESS_MAIN(KafkaSessionWindowsTest)
#include "kafka_session_windows_test.moc"
