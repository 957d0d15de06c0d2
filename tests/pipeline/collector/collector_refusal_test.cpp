// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/collector/collector_fixture.h"

using namespace tailrace;
using namespace tailrace::collector;
using namespace tailrace::collector::test;
using journal::FrameKind;

// What the collector cannot take goes back to its sender as it came.
class CollectorRefusalTest : public CollectorFixture {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
    void refusesWhatTheQueueHasNoRoomFor();
    void refusesByHandUntilItIsToldToTakeAgain();
    void handsBackWhatTheDiskRefused();
    void boundsWhatItHandsBack();
    void handsBackWhatItTookButNeverStarted();
};

void CollectorRefusalTest::refusesWhatTheQueueHasNoRoomFor()
{
    make({.queueBytes = 10});
    submit({eventText("e1", "v", Now)});
    auto batch = batchOf({eventText("e2", "v", Now), "{"}, 77);
    const std::string before(batch.body(batch.items()[0]));
    QVERIFY(!m_collector->submit(batch));
    QCOMPARE(batch.items().size(), std::size_t{2});
    QVERIFY(batch.body(batch.items()[0]) == before);
    QCOMPARE(toNanos(batch.items()[1].due), std::int64_t{77});
    QCOMPARE(m_collector->status().refused, std::uint64_t{2});
    m_collector->start();
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    QVERIFY(m_collector->submit(batch));
    m_collector->stop();
    QCOMPARE(m_collector->status().received, std::uint64_t{3});
    QVERIFY(!m_collector->submit(batch) || batch.empty());
}

void CollectorRefusalTest::refusesByHandUntilItIsToldToTakeAgain()
{
    m_collector->start();
    submit({eventText("e1", "v", Now - 9000)});
    m_collector->setRefusing(true);
    auto batch = batchOf({eventText("e2", "v", Now)}, 77);
    QVERIFY(!m_collector->submit(batch));
    QCOMPARE(batch.items().size(), std::size_t{1});
    QCOMPARE(m_collector->status().refused, std::uint64_t{1});
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1}); // what was taken is finished
    m_collector->setRefusing(false);
    QVERIFY(m_collector->submit(batch));
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{2});
}

void CollectorRefusalTest::handsBackWhatTheDiskRefused()
{
    m_collector->start();
    submit({eventText("e1", "v", Now - 9000)});
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    diskIsBroken = true;
    const std::vector<std::string> bodies{eventText("e2", "v", Now), "malformed"};
    auto sent = batchOf(bodies, 1234);
    QVERIFY(m_collector->submit(sent));
    QTRY_COMPARE(m_collector->status().refused, std::uint64_t{2});
    QVERIFY(!m_collector->status().storing);
    QCOMPARE(m_collector->status().received, std::uint64_t{1});
    QCOMPARE(m_listener->told.load(), std::uint64_t{1});
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QCOMPARE(back.items().size(), std::size_t{2});
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        QVERIFY(back.body(back.items()[i]) == bodies[i]);
        QCOMPARE(toNanos(back.items()[i].due), std::int64_t{1234});
        QCOMPARE(back.items()[i].wantsRecommendation, bodies[i].size() % 2 == 0);
    }
    SubmissionBatch none;
    QVERIFY(!m_collector->takeRefused(none));

    diskIsBroken = false;
    submit({eventText("e3", "v", Now - 8000)}); // W must not remember the event that was refused
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{2});
    QVERIFY(m_collector->submit(back));
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{4});
    QCOMPARE(toMillis(found[1].watermark), Now - 8000);
    QCOMPARE(found[1].sequence.value, std::uint64_t{1});
    QVERIFY(found[2].payload == bodies[0]);
    QVERIFY(m_collector->status().storing);
    QCOMPARE(m_collector->status().received, std::uint64_t{4});
}

void CollectorRefusalTest::boundsWhatItHandsBack()
{
    diskIsBroken = true;
    make({.queueBytes = 100});
    m_collector->start();
    auto batch = batchOf({std::string(200, 'x')});
    QVERIFY(m_collector->submit(batch));
    QTRY_COMPARE(m_collector->status().refused, std::uint64_t{1});
    batch = batchOf({"more"});
    QVERIFY(!m_collector->submit(batch)); // nobody has fetched what was handed back
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QVERIFY(m_collector->submit(batch));
}

void CollectorRefusalTest::handsBackWhatItTookButNeverStarted()
{
    submit({"a", "b"});
    m_collector->stop();
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QCOMPARE(back.items().size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(CollectorRefusalTest)
#include "collector_refusal_test.moc"
