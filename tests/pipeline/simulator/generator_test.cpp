// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/generator.h"

#include <QtTest>
#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "tests/support/fake_collector.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

// `count` events, one each `gap` (0: all due at once), each body its number.
class CountedTraffic final : public TrafficSource {
public:
    CountedTraffic(int count, std::chrono::nanoseconds gap, bool paced = true) : m_count(count), m_gap(gap), m_paced(paced) {}

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override
    {
        const auto due = nextDue();
        if (!due || *due > sinceStart) return std::nullopt;
        if (m_made == failAt) throw std::runtime_error("out of ideas");
        m_body = "event " + std::to_string(m_made++) + std::string(extraBytes, '.');
        return SimulatedEvent{m_paced ? *due : sinceStart, m_made % 2 == 0, m_body};
    }
    std::optional<std::chrono::nanoseconds> nextDue() const override
    {
        if (m_made >= m_count) return std::nullopt;
        return m_made * m_gap;
    }
    bool isPaced() const override { return m_paced; }
    bool multiplyRate(std::chrono::nanoseconds at, double factor) override
    {
        changedAt = m_made;
        changes.emplace_back(at, factor);
        return true;
    }

    std::vector<std::pair<std::chrono::nanoseconds, double>> changes;
    int changedAt = -1;
    int failAt = -1;
    std::size_t extraBytes = 0;

private:
    const int m_count;
    const std::chrono::nanoseconds m_gap;
    const bool m_paced;
    int m_made = 0;
    std::string m_body;
};

} // namespace

class GeneratorTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;

    // All events arrived once, in order, each with the due time of the plan.
    void verifyAll(const std::vector<test::FakeCollector::Taken>& taken, std::size_t count, Stamp origin, std::chrono::nanoseconds gap)
    {
        QCOMPARE(taken.size(), count);
        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(taken[i].body, "event " + std::to_string(i));
            QCOMPARE(toNanos(taken[i].due), toNanos(origin + static_cast<int>(i) * gap));
            QCOMPARE(taken[i].wantsRecommendation, i % 2 == 1);
        }
    }

private slots:
    void tellsTheSourceOfAnotherRateBeforeItMakesMore()
    {
        CountedTraffic source(1000, 0ns);
        test::FakeCollector collector;
        Generator generator(source, collector, m_clock);
        generator.multiplyRate(5s, 2.0);
        generator.multiplyRate(7s, 0.5);
        generator.start(m_clock.now());
        QTRY_VERIFY(generator.finished());
        generator.stop();
        QCOMPARE(source.changedAt, 0);
        QVERIFY((source.changes == std::vector<std::pair<std::chrono::nanoseconds, double>>{{5s, 2.0}, {7s, 0.5}}));
    }

    void offersEventsWhenTheyAreDue()
    {
        CountedTraffic traffic(300, 1ms);
        test::FakeCollector collector;
        Generator generator(traffic, collector, m_clock);
        const Stamp origin = m_clock.now() + 20ms;
        generator.start(origin);
        QTRY_VERIFY_WITH_TIMEOUT(collector.takenCount() > 50, test::patience(5000));
        const auto early = collector.taken();
        QVERIFY(early.back().due <= m_clock.now());
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        QVERIFY(m_clock.now() >= origin + 299ms);
        verifyAll(collector.taken(), 300, origin, 1ms);
        const GeneratorStatus status = generator.status();
        QCOMPARE(status.offered, std::uint64_t{300});
        QCOMPARE(status.accepted, std::uint64_t{300});
        QCOMPARE(status.refusedBatches, std::uint64_t{0});
        QCOMPARE(generator.lateness().count(), std::uint64_t{300});
        QVERIFY(generator.lateness().max() == status.maxLateness);
        QVERIFY(status.cpuSeconds > 0 && status.cpuSeconds < 0.3);
    }

    void triesRefusedBatchesAgainWithTheirOriginalDueTimes()
    {
        CountedTraffic traffic(200, 200us);
        test::FakeCollector collector;
        collector.refuseNext(4);
        Generator generator(traffic, collector, m_clock);
        const Stamp origin = m_clock.now();
        generator.start(origin);
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        verifyAll(collector.taken(), 200, origin, 200us);
        QCOMPARE(collector.refusedCalls(), 4);
        QCOMPARE(generator.status().refusedBatches, std::uint64_t{4});
        QVERIFY(generator.status().refusedEvents >= 4);
        QCOMPARE(generator.status().accepted, std::uint64_t{200});
    }

    void offersAgainWhatTheCollectorCouldNotKeep()
    {
        CountedTraffic traffic(100, 100us);
        test::FakeCollector collector;
        collector.returnNext(3);
        Generator generator(traffic, collector, m_clock);
        const Stamp origin = m_clock.now();
        generator.start(origin);
        QTRY_VERIFY_WITH_TIMEOUT(collector.takenCount() == 100, test::patience(5000));
        QTRY_VERIFY_WITH_TIMEOUT(generator.status().accepted == 100, test::patience(5000));
        auto taken = collector.taken();
        std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
        verifyAll(taken, 100, origin, 100us);
        QCOMPARE(generator.status().offered, std::uint64_t{100});
    }

    void stopsMakingEventsWhenTooManyAreRefusedAndSaysSo()
    {
        CountedTraffic traffic(2000, 10us);
        traffic.extraBytes = 100;
        test::FakeCollector collector;
        collector.refuseAll(true);
        Generator generator(traffic, collector, m_clock, {.batchEvents = 16, .backlogBytes = 20'000});
        const Stamp origin = m_clock.now();
        generator.start(origin);
        QTRY_VERIFY_WITH_TIMEOUT(generator.status().heldBack, test::patience(5000));
        QVERIFY(generator.status().backlogBytes < 20'000 + 16 * 200);
        QVERIFY(generator.status().offered < 400);
        QVERIFY(!generator.finished());
        QTest::qWait(60);
        QVERIFY(generator.status().offered < 400);
        collector.refuseAll(false);
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        const auto taken = collector.taken();
        QCOMPARE(taken.size(), std::size_t{2000});
        for (std::size_t i = 0; i < taken.size(); ++i) QCOMPARE(toNanos(taken[i].due), toNanos(origin + static_cast<int>(i) * 10us));
        const GeneratorStatus status = generator.status();
        QVERIFY(!status.heldBack && status.wasHeldBack && status.couldNotKeepUp());
        QVERIFY(status.maxLateness >= 40ms); // the wait counts
    }

    // With its own backlog full it must still take back what the collector holds, or neither gives way for good.
    void getsOutOfARefusalThatFilledItsBacklog()
    {
        CountedTraffic traffic(5000, 20us);
        traffic.extraBytes = 100;
        test::FakeCollector collector;
        collector.returnNext(4);
        collector.refuseWhileHolding();
        Generator generator(traffic, collector, m_clock, {.batchEvents = 16, .backlogBytes = 20'000});
        generator.start(m_clock.now());
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(10'000));
        QVERIFY(generator.status().wasHeldBack); // it did come to that
        QCOMPARE(collector.takenCount(), std::size_t{5000});
    }

    void saysForHowLongTheCollectorHasRefused()
    {
        CountedTraffic traffic(20, 0ns);
        test::FakeCollector collector;
        collector.refuseAll(true);
        Generator generator(traffic, collector, m_clock);
        const Stamp origin = m_clock.now();
        generator.start(origin);
        QTRY_VERIFY_WITH_TIMEOUT(generator.status().behind > 150ms, test::patience(5000));
        QVERIFY(generator.status().behind <= m_clock.now() - origin);
        collector.refuseAll(false);
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        QCOMPARE(generator.status().behind, 0ns);
    }

    void saysWhenItIsLate()
    {
        CountedTraffic traffic(10, 0ns);
        test::FakeCollector collector;
        Generator generator(traffic, collector, m_clock);
        generator.start(m_clock.now() - 50ms); // as if the thread had been kept from running
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        QCOMPARE(generator.status().lateEvents, std::uint64_t{10});
        QVERIFY(generator.status().maxLateness >= 50ms);
        QVERIFY(generator.status().couldNotKeepUp());
    }

    // A run that goes on after a crash: half of the events were due while nobody was there.
    void doesNotAnswerForWhatWasDueBefore()
    {
        CountedTraffic traffic(10, 100ms);
        test::FakeCollector collector;
        collector.refuseAll(true);
        const Stamp now = m_clock.now();
        Generator generator(traffic, collector, m_clock, {.lateAfter = test::patience(5000) * 1ms, .answersFrom = now});
        generator.start(now - 450ms);
        QTRY_VERIFY_WITH_TIMEOUT(generator.status().behind > 1ms, test::patience(5000));
        QVERIFY(generator.status().behind <= m_clock.now() - now);
        collector.refuseAll(false);
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        verifyAll(collector.taken(), 10, now - 450ms, 100ms);
        QCOMPARE(generator.lateness().count(), std::uint64_t{5});
        QCOMPARE(generator.status().lateEvents, std::uint64_t{0});
    }

    void aSourceWithoutPaceIsNotTakenWhileTheCollectorRefuses()
    {
        CountedTraffic traffic(1000, 0ns, false);
        test::FakeCollector collector;
        collector.refuseAll(true);
        Generator generator(traffic, collector, m_clock, {.batchEvents = 16});
        generator.start(m_clock.now());
        QTRY_VERIFY_WITH_TIMEOUT(collector.refusedCalls() > 3, test::patience(5000));
        QCOMPARE(generator.status().offered, std::uint64_t{16});
        collector.refuseAll(false);
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        QCOMPARE(collector.takenCount(), std::size_t{1000});
    }

    // Labelled, offered as fast as there is room, and never late, whenever it was due.
    void thePastIsLabelledAndWaitsForRoom()
    {
        CountedTraffic traffic(1000, 0ns, false);
        test::FakeCollector collector;
        std::atomic<std::size_t> room{64};
        Generator generator(traffic, collector, m_clock,
            {.batchEvents = 16, .answersFrom = Stamp::max(), .isPast = true, .hasRoom = [&] { return collector.takenCount() < room; }});
        generator.start(m_clock.now() - 24h);
        QTRY_COMPARE_WITH_TIMEOUT(collector.takenCount(), std::size_t{64}, test::patience(5000));
        QVERIFY(!generator.finished());
        room = 1000;
        QTRY_VERIFY_WITH_TIMEOUT(generator.finished(), test::patience(5000));
        generator.stop();
        const auto taken = collector.taken();
        QCOMPARE(taken.size(), std::size_t{1000});
        QVERIFY(std::ranges::all_of(taken, &test::FakeCollector::Taken::isPast));
        QCOMPARE(generator.status().lateEvents, std::uint64_t{0});
        QCOMPARE(generator.lateness().count(), std::uint64_t{0});
        QVERIFY(generator.status().behind == 0ns);
    }

    void startAndStopMayBeCalledTwice()
    {
        CountedTraffic traffic(1'000'000, 1ms);
        test::FakeCollector collector;
        Generator generator(traffic, collector, m_clock);
        generator.start(m_clock.now());
        generator.start(m_clock.now());
        QTRY_VERIFY_WITH_TIMEOUT(collector.takenCount() > 5, test::patience(5000));
        generator.stop();
        const std::size_t taken = collector.takenCount();
        generator.stop();
        generator.start(m_clock.now());
        QTest::qWait(20);
        QCOMPARE(collector.takenCount(), taken);
        QVERIFY(!generator.finished());
    }

    void reportsAFailureOfItsSource()
    {
        CountedTraffic traffic(100, 0ns);
        traffic.failAt = 10;
        test::FakeCollector collector;
        Generator generator(traffic, collector, m_clock);
        generator.start(m_clock.now());
        QTRY_COMPARE_WITH_TIMEOUT(generator.status().failure, std::string("out of ideas"), test::patience(5000));
        QVERIFY(generator.status().couldNotKeepUp());
    }
};

QTEST_GUILESS_MAIN(GeneratorTest)
#include "generator_test.moc"
