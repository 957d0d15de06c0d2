// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/latency_recorder.h"

#include <QtTest/QtTest>

#include <set>
#include <thread>
#include <type_traits>
#include <vector>

#include "pipeline/report/run_record.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

static_assert(std::is_same_v<Series, report::Series>, "what is collected goes into the run record as it is");

namespace {

// Stage i (from 1) waits i ms and works 10 * i ms.
EventStamps knownEvent()
{
    EventStamps s;
    s.due = fromNanos(1'000'000'000);
    s.collectStarted = s.due + 1ms;
    s.durable = s.collectStarted + 6ms;
    s.produceStarted = s.durable;
    s.collected = s.produceStarted + 4ms;
    s.sessionizeStarted = s.collected + 2ms;
    s.computed = s.sessionizeStarted + 20ms;
    s.storeStarted = s.computed + 3ms;
    s.stored = s.storeStarted + 30ms;
    s.recommendStarted = s.stored + 4ms;
    s.responded = s.recommendStarted + 40ms;
    s.renderStarted = s.responded + 5ms;
    s.rendered = s.renderStarted + 50ms;
    return s;
}

// The same life ten thousand times slower: spreads every histogram over thousands of slots, so that collecting one takes long
// enough for an unguarded recorder to lose something in between.
EventStamps delayedEvent()
{
    EventStamps s = knownEvent();
    const auto stretch = [begin = s.due](Stamp stamp) { return begin + (stamp - begin) * 10'000; };
    for (Stamp* stamp : {&s.collectStarted, &s.durable, &s.produceStarted, &s.collected, &s.sessionizeStarted, &s.computed, &s.storeStarted,
             &s.stored, &s.recommendStarted, &s.responded, &s.renderStarted, &s.rendered}) {
        *stamp = stretch(*stamp);
    }
    return s;
}

std::set<std::string> keysOf(const Series& series)
{
    std::set<std::string> keys;
    for (const auto& [key, histogram] : series) keys.insert(key);
    return keys;
}

} // namespace

class LatencyRecorderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storedEventsFillThreeStagesAndFreshness();
    void outageTellsTheStagesBeforeTheStoreAtOnce();
    void renderedRequestsFillFiveStagesAndTotal();
    void uncorrectedCountsFromTheOffer();
    void everyKeyIsAKeyOfTheRunFile();
    void collectTakesEachSampleOnce();
    void recordsNothingWhileDisabled();
    void concurrentRecordAndCollectLoseNothing();
    void mergedSeriesHoldBothSides();
    void groupsSumUpEachEventsOwnTimes();
    void groupsAreKnownWithTheLastOfTheirStages_data();
    void groupsAreKnownWithTheLastOfTheirStages();
};

void LatencyRecorderTest::storedEventsFillThreeStagesAndFreshness()
{
    LatencyRecorder recorder;
    recorder.recordStored(std::vector(3, knownEvent()));
    const Series series = recorder.collect();
    QVERIFY((keysOf(series)
        == std::set<std::string>{"collect", "collect.waiting", "sessionize", "sessionize.waiting", "store", "store.waiting", "freshness",
            "freshness.uncorrected"}));
    for (const auto& [key, histogram] : series) QCOMPARE(histogram.count(), 3U);
    QCOMPARE(series.at("collect").max(), std::chrono::nanoseconds(11ms));
    QCOMPARE(series.at("collect.waiting").max(), std::chrono::nanoseconds(1ms));
    QCOMPARE(series.at("sessionize").max(), std::chrono::nanoseconds(22ms));
    QCOMPARE(series.at("store").max(), std::chrono::nanoseconds(33ms));
    QCOMPARE(series.at("store.waiting").max(), std::chrono::nanoseconds(3ms));
    QCOMPARE(series.at("freshness").max(), std::chrono::nanoseconds(66ms));
}

void LatencyRecorderTest::outageTellsTheStagesBeforeTheStoreAtOnce()
{
    LatencyRecorder recorder;
    recorder.recordComputed(std::vector(3, knownEvent()));
    Series series = recorder.collect();
    QVERIFY((keysOf(series) == std::set<std::string>{"collect", "collect.waiting", "sessionize", "sessionize.waiting"}));
    QCOMPARE(series.at("sessionize").count(), 3U);
    recorder.recordWritten(std::vector(3, knownEvent()));
    series = recorder.collect();
    QVERIFY((keysOf(series) == std::set<std::string>{"store", "store.waiting", "freshness", "freshness.uncorrected"}));
    QCOMPARE(series.at("freshness").count(), 3U);
}

void LatencyRecorderTest::renderedRequestsFillFiveStagesAndTotal()
{
    LatencyRecorder recorder;
    recorder.recordRendered(std::vector(2, knownEvent()));
    const Series series = recorder.collect();
    QCOMPARE(series.size(), std::size_t{12});
    QCOMPARE(series.at("collect.request").max(), std::chrono::nanoseconds(11ms));
    QCOMPARE(series.at("sessionize.request.waiting").max(), std::chrono::nanoseconds(2ms));
    QCOMPARE(series.at("recommend").max(), std::chrono::nanoseconds(44ms));
    QCOMPARE(series.at("recommend.waiting").max(), std::chrono::nanoseconds(4ms));
    QCOMPARE(series.at("experience").max(), std::chrono::nanoseconds(55ms));
    QCOMPARE(series.at("total").max(), std::chrono::nanoseconds(165ms));
    QVERIFY(!series.contains("freshness"));
    QVERIFY(!series.contains("collect"));
}

void LatencyRecorderTest::uncorrectedCountsFromTheOffer()
{
    LatencyRecorder recorder;
    EventStamps late = knownEvent();
    late.offered = late.due + 1ms;
    EventStamps early = knownEvent();
    early.offered = early.due - 5ms; // of a clock that somebody else read: an event is not offered before it is due
    recorder.recordStored(std::vector{late, early, knownEvent()});
    recorder.recordRendered(std::vector{late});
    const Series series = recorder.collect();
    QCOMPARE(series.at("freshness").min(), series.at("freshness").max());
    QCOMPARE(series.at("freshness.uncorrected").max(), series.at("freshness").max());
    QCOMPARE(series.at("freshness.uncorrected").min(), series.at("freshness").min() - 1ms);
    QCOMPARE(series.at("total.uncorrected").max(), std::chrono::nanoseconds(164ms));
}

void LatencyRecorderTest::everyKeyIsAKeyOfTheRunFile()
{
    LatencyRecorder recorder;
    recorder.recordStored(std::vector(1, knownEvent()));
    recorder.recordRendered(std::vector(1, knownEvent()));
    const auto all = allSeriesKeys();
    QCOMPARE(all.size(), std::size_t{20});
    QVERIFY(keysOf(recorder.collect()) == std::set(all.begin(), all.end()));
}

void LatencyRecorderTest::collectTakesEachSampleOnce()
{
    LatencyRecorder recorder;
    QVERIFY(recorder.collect().empty());
    for (int round = 1; round <= 4; ++round) {
        recorder.recordStored(std::vector(static_cast<std::size_t>(round), knownEvent()));
        QCOMPARE(recorder.collect().at("freshness").count(), static_cast<std::uint64_t>(round));
        QVERIFY(recorder.collect().empty());
    }
}

void LatencyRecorderTest::recordsNothingWhileDisabled()
{
    LatencyRecorder recorder;
    recorder.recordStored(std::vector(1, knownEvent()));
    recorder.setEnabled(false);
    recorder.recordStored(std::vector(5, knownEvent()));
    recorder.recordRendered(std::vector(5, knownEvent()));
    recorder.setEnabled(true);
    const Series series = recorder.collect();
    QCOMPARE(series.at("freshness").count(), 1U);
    QVERIFY(!series.contains("total"));
}

void LatencyRecorderTest::concurrentRecordAndCollectLoseNothing()
{
    constexpr std::size_t Batches = 6000, BatchSize = 128;
    LatencyRecorder recorder;
    std::atomic<bool> done{false};
    std::jthread pipeline([&] {
        std::vector batch(BatchSize, knownEvent());
        batch.back() = delayedEvent();
        for (std::size_t i = 0; i < Batches; ++i) {
            recorder.recordStored(batch);
            recorder.recordRendered(std::span(batch).first(3));
        }
        done = true;
    });
    Series sum;
    std::size_t collects = 0;
    while (!done) {
        mergeInto(sum, recorder.collect());
        ++collects;
    }
    pipeline.join();
    mergeInto(sum, recorder.collect());
    QVERIFY(collects > 1);
    for (const auto& key : allSeriesKeys()) {
        const bool ofRequests = key.find("request") != std::string::npos || key.starts_with("recommend") || key.starts_with("experience")
            || key.starts_with("total");
        const auto& histogram = sum.at(key);
        std::uint64_t inBars = 0;
        for (const auto& bar : histogram.bars()) inBars += bar.count;
        QCOMPARE(histogram.count(), Batches * (ofRequests ? 3 : BatchSize));
        QCOMPARE(inBars, histogram.count());
    }
    QCOMPARE(sum.at("total").mean(), std::chrono::nanoseconds(165ms));
}

void LatencyRecorderTest::mergedSeriesHoldBothSides()
{
    LatencyRecorder one, other;
    one.recordStored(std::vector(2, knownEvent()));
    other.recordRendered(std::vector(3, knownEvent()));
    other.recordStored(std::vector(4, knownEvent()));
    Series sum = one.collect();
    mergeInto(sum, other.collect());
    QCOMPARE(sum.at("freshness").count(), 6U);
    QCOMPARE(sum.at("total").count(), 3U);
}

// One event is slow in one stage, the other in the other one: both take as long in all.
void LatencyRecorderTest::groupsSumUpEachEventsOwnTimes()
{
    LatencyRecorder recorder({{"process", StageSet("01010")}});
    EventStamps slowBefore = knownEvent(), slowBehind = knownEvent();
    for (Stamp* stamp : {&slowBefore.computed, &slowBefore.storeStarted, &slowBefore.stored, &slowBefore.recommendStarted,
             &slowBefore.responded, &slowBefore.renderStarted, &slowBefore.rendered}) {
        *stamp += 100ms;
    }
    for (Stamp* stamp : {&slowBehind.recommendStarted, &slowBehind.responded, &slowBehind.renderStarted, &slowBehind.rendered})
        *stamp += 100ms; // it waits
    recorder.recordStored(std::vector{slowBefore, slowBehind});
    QVERIFY(!recorder.collect().contains("group.process")); // of requests
    recorder.recordRendered(std::vector{slowBefore, slowBehind});
    const Series series = recorder.collect();
    const auto& whole = series.at("group.process");
    QCOMPARE(whole.count(), 2U);
    QCOMPARE(whole.min(), std::chrono::nanoseconds(166ms));
    QCOMPARE(whole.max(), std::chrono::nanoseconds(166ms)); // the slowest times of the two stages, 122 and 144 ms, met in no event
    QCOMPARE(series.at("group.process.waiting").min(), std::chrono::nanoseconds(6ms));
    QCOMPARE(series.at("group.process.waiting").max(), std::chrono::nanoseconds(106ms));
}

void LatencyRecorderTest::groupsAreKnownWithTheLastOfTheirStages_data()
{
    QTest::addColumn<std::string>("stages"); // the first one last
    QTest::addColumn<int>("computed");       // how many of three events are measured then
    QTest::addColumn<int>("written");
    QTest::addColumn<int>("rendered");
    QTest::addColumn<std::chrono::milliseconds>("sum");
    QTest::newRow("before the store") << std::string("00011") << 3 << 0 << 0 << 33ms;
    QTest::newRow("with the store") << std::string("00110") << 0 << 3 << 0 << 55ms;
    QTest::newRow("around one") << std::string("00101") << 0 << 3 << 0 << 44ms;
    QTest::newRow("of requests") << std::string("10100") << 0 << 0 << 3 << 88ms;
}

void LatencyRecorderTest::groupsAreKnownWithTheLastOfTheirStages()
{
    QFETCH(std::string, stages);
    QFETCH(int, computed);
    QFETCH(int, written);
    QFETCH(int, rendered);
    QFETCH(std::chrono::milliseconds, sum);
    LatencyRecorder recorder({{"g", StageSet(stages)}});
    const std::vector events(3, knownEvent());
    const auto measured = [&] {
        const Series series = recorder.collect();
        if (!series.contains("group.g")) return 0;
        const auto& whole = series.at("group.g");
        return whole.max() == sum && whole.min() == sum ? static_cast<int>(whole.count()) : -1;
    };
    recorder.recordComputed(events);
    QCOMPARE(measured(), computed);
    recorder.recordWritten(events);
    QCOMPARE(measured(), written);
    recorder.recordStored(events);
    QCOMPARE(measured(), computed + written); // once, not with each half
    recorder.recordRendered(events);
    QCOMPARE(measured(), rendered);
}

QTEST_GUILESS_MAIN(LatencyRecorderTest)
#include "latency_recorder_test.moc"
