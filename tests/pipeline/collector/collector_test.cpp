// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/collector/collector_fixture.h"

#include <set>
#include <thread>

#include "pipeline/event/dead_letter.h"

using namespace tailrace;
using namespace tailrace::collector;
using namespace tailrace::collector::test;
using journal::FrameKind;

class CollectorTest : public CollectorFixture {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
    void stampsAndJournalsInOrder();
    void keepsWhatIsMalformed();
    void keepsALongOriginalWhole();
    void ticksWhileNothingArrives();
    void finishesWhatItTookWhenStopped();
    void countsAddUpInEveryStatus();
    void countsMovesBesideTheSums();
    void recyclesBatches();
    void labelsGeneratedPast();
};

void CollectorTest::stampsAndJournalsInOrder()
{
    const std::vector<std::string> bodies{
        eventText("e1", "v", Now - 5000), eventText("e2", "vv", Now - 1000), eventText("e3", "v", Now - 3000)};
    submit(bodies);
    m_collector->start();
    m_collector->start();
    m_collector->stop();
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    const std::vector<std::int64_t> watermarks{Now - 5000, Now - 1000, Now - 1000};
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY(found[i].kind == FrameKind::Event);
        QVERIFY(found[i].payload == bodies[i]);
        QVERIFY(found[i].key == (i == 1 ? "vv" : "v"));
        QCOMPARE(found[i].partition.value, i == 1 ? 0 : 1);
        QCOMPARE(toMillis(found[i].watermark), watermarks[i]);
        QCOMPARE(toNanos(found[i].due), std::int64_t{5});
        QVERIFY(found[i].collectStarted == m_clock.now());
        QCOMPARE(found[i].wantsRecommendation, bodies[i].size() % 2 == 0);
    }
    QCOMPARE(toMillis(found[2].eventTime), Now - 3000);
    QCOMPARE(found[2].sequence.value, std::uint64_t{1});
    QCOMPARE(m_listener->told.load(), std::uint64_t{3});
    QCOMPARE(m_collector->status().accepted, std::uint64_t{3});
    QVERIFY(m_collector->cpuSeconds() > 0.0);
}

// Due a day ago, before the machine was started even; when it was offered says nothing. What is malformed keeps the label, too.
void CollectorTest::labelsGeneratedPast()
{
    SubmissionBatch batch;
    batch.add(eventText("e1", "v", Now - 5000), fromNanos(-86'400'000'000'000), false);
    batch.add("no event", fromNanos(-86'300'000'000'000), false);
    batch.markPast(0);
    QVERIFY(m_collector->submit(batch));
    submit({eventText("e2", "v", Now - 4000)});
    m_collector->start();
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[0].kind == FrameKind::Event && found[0].isPast && found[0].lateness.count() == 0);
    QCOMPARE(toNanos(found[0].due), std::int64_t{-86'400'000'000'000});
    QVERIFY(found[1].kind == FrameKind::DeadLetter && found[1].isPast);
    QVERIFY(found[2].kind == FrameKind::Event && !found[2].isPast);
}

void CollectorTest::keepsWhatIsMalformed()
{
    const std::vector<std::string> bodies{"", "{", "[]", "{\"id\":\"x\"}", std::string("\0\xff", 2), eventText("good", "v", Now),
        eventText("future", "v", Now + 300'001), eventText("soon", "v", Now + 300'000)};
    submit(bodies);
    m_collector->start();
    m_collector->stop();
    const auto status = m_collector->status();
    QCOMPARE(status.received, std::uint64_t{bodies.size()});
    QCOMPARE(status.malformed, std::uint64_t{6});
    QCOMPARE(status.accepted, std::uint64_t{2});
    std::size_t letters = 0;
    for (const auto& frame : frames()) {
        if (frame.kind != FrameKind::DeadLetter) continue;
        QVERIFY(frame.partition == journal::SideStream);
        QCOMPARE(frame.sequence.value, std::uint64_t{letters});
        QVERIFY(frame.payload.starts_with("{\"reason\":\""));
        ++letters;
    }
    QCOMPARE(letters, std::size_t{6});
    QCOMPARE(toMillis(frames().back().watermark), Now + 300'000);
}

void CollectorTest::keepsALongOriginalWhole()
{
    const std::string body = "{\"long\":\"" + std::string(journal::MaxPayloadSize + 1000, 'x');
    submit({body});
    m_collector->start();
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[0].kind == FrameKind::Original && found[1].kind == FrameKind::Original);
    QVERIFY(std::string(found[0].payload) + std::string(found[1].payload) == body);
    QVERIFY(found[2].kind == FrameKind::DeadLetter);
    QVERIFY(found[2].payload.size() < 2 * event::DeadLetterPayloadLimit);
}

void CollectorTest::ticksWhileNothingArrives()
{
    make({.tickEvery = std::chrono::milliseconds(5)});
    m_collector->start();
    QTest::qWait(30);
    QCOMPARE(m_listener->commits.load(), std::uint64_t{0}); // W is unknown
    submit({eventText("e1", "v", Now - 60'000)});
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    const auto commits = m_listener->commits.load();
    m_clock.advance(1000);
    QTRY_COMPARE(m_listener->commits.load(), commits + 1);
    m_clock.advance(1500);
    QTRY_COMPARE(m_listener->commits.load(), commits + 2);
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[1].kind == FrameKind::Tick && found[2].kind == FrameKind::Tick);
    QCOMPARE(toMillis(found[1].watermark), Now - 59'000); // its own time, not today's
    QCOMPARE(toMillis(found[2].watermark), Now - 57'500);
}

void CollectorTest::finishesWhatItTookWhenStopped()
{
    make({.groupBytes = 2000});
    m_collector->start();
    for (int i = 0; i < 500; ++i) submit({eventText("e" + std::to_string(i), "v", Now), "{"});
    m_collector->stop();
    const auto status = m_collector->status();
    QCOMPARE(status.received, std::uint64_t{1000});
    QCOMPARE(status.accepted, std::uint64_t{500});
    QCOMPARE(m_listener->told.load(), std::uint64_t{500});
    QVERIFY(status.groups > 10);
    std::set<std::string_view> payloads;
    for (const auto& frame : frames()) {
        if (frame.kind == FrameKind::Event) payloads.insert(frame.payload);
    }
    QCOMPARE(payloads.size(), std::size_t{500});
    SubmissionBatch late = batchOf({"x"});
    QVERIFY(!m_collector->submit(late));
}

void CollectorTest::countsAddUpInEveryStatus()
{
    make({.groupBytes = 500});
    m_collector->start();
    std::atomic<bool> wrong{false};
    std::jthread watcher([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto s = m_collector->status();
            if (s.received != s.malformed + s.accepted) wrong = true;
        }
    });
    for (int i = 0; i < 300; ++i) submit({eventText("e" + std::to_string(i), "v", Now), "{", "["});
    m_collector->stop();
    watcher.request_stop();
    watcher.join();
    QVERIFY(!wrong);
    QCOMPARE(m_collector->status().malformed, std::uint64_t{600});
}

void CollectorTest::countsMovesBesideTheSums()
{
    std::string login = eventText("e3", "v", Now);
    login.insert(login.find(R"("domain_userid")"), R"("user_id":"ann",)");
    m_collector->start();
    submit({eventText("e1", "v", Now - 2000), eventText("e2", "v", Now - 1000), eventText("other", "vv", Now), login, "malformed"});
    m_collector->stop();
    const auto status = m_collector->status();
    QCOMPARE(status.received, std::uint64_t{5});
    QCOMPARE(status.accepted, std::uint64_t{4});
    QCOMPARE(status.moved, std::uint64_t{2});
    QCOMPARE(status.frames(), std::uint64_t{8});
    QCOMPARE(m_listener->told.load(), std::uint64_t{8}); // densely: the listener has looked
    QCOMPARE(m_journal->nextSequence(Partition(0)).value + m_journal->nextSequence(Partition(1)).value, std::uint64_t{8});
}

void CollectorTest::recyclesBatches()
{
    m_collector->start();
    auto batch = batchOf({eventText("e1", "v", Now)});
    const void* memory = batch.items().data();
    QVERIFY(m_collector->submit(batch));
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    auto second = batchOf({"{"});
    QVERIFY(m_collector->submit(second));
    QVERIFY(second.empty());
    QVERIFY(second.items().data() == memory);
}

QTEST_GUILESS_MAIN(CollectorTest)
#include "collector_test.moc"
