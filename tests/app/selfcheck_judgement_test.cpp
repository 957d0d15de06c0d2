// SPDX-License-Identifier: Apache-2.0
#include "app/headless/selfcheck_judgement.h"

#include <QtTest>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::headless;
using telemetry::DumpPart;
using telemetry::StampRecord;

namespace {

const Stamp Begin = fromNanos(10'000'000'000);
const Stall Stopped{Begin + 1s, Begin + 1100ms};

// An event that takes 2 ms to the store and 1 ms more to be rendered; what the stall holds up goes on when it ends.
void add(std::vector<StampRecord>& records, Stamp due, Stamp collected)
{
    telemetry::EventStamps s;
    s.due = s.collectStarted = s.durable = s.produceStarted = due;
    s.collected = s.sessionizeStarted = collected;
    s.computed = s.storeStarted = collected + 1ms;
    s.stored = s.recommendStarted = collected + 2ms;
    s.responded = s.renderStarted = s.rendered = collected + 3ms;
    records.emplace_back(DumpPart::Stored, 0, records.size(), s);
    records.emplace_back(DumpPart::Rendered, 0, records.size(), s);
}

// One event a millisecond for three seconds. `forgets`: those that are due in the stall are measured from when they were sent, at its end.
std::vector<StampRecord> run(bool forgets)
{
    std::vector<StampRecord> records;
    for (int i = 0; i < 3000; ++i) {
        const Stamp due = Begin + std::chrono::milliseconds(i);
        const bool held = due >= Stopped.from && due < Stopped.to;
        if (held && forgets && i % 100 != 0) continue; // a closed loop sends nothing while it waits for one answer
        add(records, due, held ? Stopped.to : due);
    }
    return records;
}

} // namespace

class SelfcheckJudgementTest : public QObject {
    Q_OBJECT

private slots:
    void aStallThatEachEventHasWaitedForIsInFull()
    {
        const auto found = findStall(run(false), Stopped);
        QVERIFY(found.isInFull(Stopped));
        QVERIFY(found.dueMeanwhile >= 85);
        QCOMPARE(found.tooEarly, std::size_t{0});
        QVERIFY(found.longestCollect == 100ms);
        QVERIFY(found.longestTotal == 103ms);
    }

    // Its one long time looks right; that those behind it were not measured does not.
    void aMeasurementThatForgetsIsFound()
    {
        const auto found = findStall(run(true), Stopped);
        QCOMPARE(found.dueMeanwhile, std::size_t{0});
        QVERIFY(!found.isInFull(Stopped));
    }

    void anEventStoredWhileNothingPassesIsFound()
    {
        auto records = run(false);
        add(records, Stopped.from + 50ms, Stopped.from + 51ms);
        const auto found = findStall(records, Stopped);
        QCOMPARE(found.tooEarly, std::size_t{1});
        QVERIFY(!found.isInFull(Stopped));
    }

    void agreesWithinTwoPercentOrAFifthOfAMillisecond()
    {
        QVERIFY((Agreement{"P50", 1ms, 1190us}.holds()));
        QVERIFY(!(Agreement{"P50", 1ms, 1300us}.holds()));
        QVERIFY((Agreement{"P99", 100ms, 101ms}.holds()));
        QVERIFY(!(Agreement{"P99", 100ms, 103ms}.holds()));
        QVERIFY(!(Agreement{"P99", 103ms, 100ms}.holds()));
    }

    void aQuantileIsTheSampleOfItsRank()
    {
        std::vector<Nanos> samples;
        QCOMPARE(exactQuantile(samples, 0.5).count(), 0);
        for (int i = 100; i > 0; --i) samples.emplace_back(i);
        QCOMPARE(exactQuantile(samples, 0.5).count(), 50);
        QCOMPARE(exactQuantile(samples, 0.99).count(), 99);
        QCOMPARE(exactQuantile(samples, 1).count(), 100);
    }
};

QTEST_GUILESS_MAIN(SelfcheckJudgementTest)
#include "selfcheck_judgement_test.moc"
