// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/trace_sample.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

namespace {

Trace traceOf(std::uint64_t sequence, std::chrono::nanoseconds life)
{
    Trace trace;
    trace.sequence = sequence;
    trace.stamps.due = fromNanos(0);
    trace.stamps.stored = fromNanos(life.count());
    return trace;
}

void offer(TraceSample& sample, std::uint64_t sequence, std::chrono::nanoseconds life)
{
    if (const auto interest = sample.wants(life)) sample.keep(traceOf(sequence, life), interest);
}

// Sequences first, first + 1, …; the life of each grows with a scrambled order.
void offerMany(TraceSample& sample, std::uint64_t first, std::uint64_t count)
{
    for (std::uint64_t i = first; i < first + count; ++i) offer(sample, i, std::chrono::microseconds(1 + i * 7919 % 10007));
}

std::vector<std::uint64_t> sequences(const TraceSample& sample, bool slowest)
{
    std::vector<std::uint64_t> result;
    for (const Trace& trace : sample.traces()) {
        if (trace.slowest == slowest) result.push_back(trace.sequence);
    }
    return result;
}

// How often each of `groups` equal parts of the events is in the fair sample, over many seeds, in units of the
// standard deviation of a fair draw.
double worstDeviation(const std::map<std::uint64_t, int>& hits, std::size_t groups, int draws)
{
    const double share = 1.0 / static_cast<double>(groups);
    double worst = 0;
    for (std::uint64_t group = 0; group < groups; ++group) {
        const auto found = hits.find(group);
        const double expected = draws * share, spread = std::sqrt(draws * share * (1 - share));
        worst = std::max(worst, std::abs((found == hits.end() ? 0 : found->second) - expected) / spread);
    }
    return worst;
}

} // namespace

class TraceSampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsExactlyTheSlowest();
    void keepsEverythingWhileThereIsRoom();
    void fastEventsAreNotWantedAsSlow();
    void fairSampleGivesEveryEventTheSameChance();
    void mergedFairSampleWeighsByWhatWasSeen();
    void mergeKeepsTheSlowestOfBoth();
    void sameSeedGivesTheSameSample();
    void showsATwiceKeptEventOnce();
    void capacityZeroWantsNothing();
};

void TraceSampleTest::keepsExactlyTheSlowest()
{
    TraceSample sample(20, 1);
    std::vector<std::uint64_t> order(5000);
    offerMany(sample, 0, order.size());
    for (std::uint64_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [](auto a, auto b) { return a * 7919 % 10007 > b * 7919 % 10007; });
    order.resize(20);
    QVERIFY(sequences(sample, true) == order);
    QCOMPARE(sample.seen(), 5000U);
}

void TraceSampleTest::keepsEverythingWhileThereIsRoom()
{
    TraceSample sample(10, 1);
    offerMany(sample, 0, 10);
    QCOMPARE(sample.traces().size(), std::size_t{10});
}

void TraceSampleTest::fastEventsAreNotWantedAsSlow()
{
    TraceSample sample(2, 1);
    offer(sample, 0, 5ms);
    offer(sample, 1, 6ms);
    QVERIFY(!sample.wants(4ms).slow);
    QVERIFY(!sample.wants(5ms).slow);
    QVERIFY(sample.wants(7ms).slow);
}

void TraceSampleTest::fairSampleGivesEveryEventTheSameChance()
{
    constexpr std::size_t Capacity = 10, Events = 400, Groups = 8;
    constexpr int Rounds = 2000;
    std::map<std::uint64_t, int> hits;
    for (int round = 0; round < Rounds; ++round) {
        TraceSample sample(Capacity, static_cast<std::uint64_t>(round));
        for (std::uint64_t i = 0; i < Events; ++i) {
            auto interest = sample.wants(1ms);
            interest.slow = false;
            if (interest) sample.keep(traceOf(i, 1ms), interest);
        }
        for (const auto sequence : sequences(sample, false)) ++hits[sequence / (Events / Groups)];
    }
    const double worst = worstDeviation(hits, Groups, Rounds * static_cast<int>(Capacity));
    QVERIFY2(worst < 4.5, qPrintable(QString::number(worst)));
}

void TraceSampleTest::mergedFairSampleWeighsByWhatWasSeen()
{
    constexpr std::size_t Capacity = 10;
    constexpr int Rounds = 2000;
    // One side has seen seven times as many events as the other, and a third almost none.
    constexpr std::array<std::uint64_t, 3> Sizes{700, 100, 4};
    std::array<int, 3> hits{};
    for (int round = 0; round < Rounds; ++round) {
        TraceSample sum(Capacity, 1'000'000 + static_cast<std::uint64_t>(round));
        for (std::size_t side = 0; side < Sizes.size(); ++side) {
            TraceSample sample(Capacity, static_cast<std::uint64_t>(round) * 3 + side);
            for (std::uint64_t i = 0; i < Sizes[side]; ++i) {
                auto interest = sample.wants(1ms);
                interest.slow = false;
                if (interest) sample.keep(traceOf(side * 1000 + i, 1ms), interest);
            }
            sum.merge(std::move(sample));
        }
        QCOMPARE(sum.seen(), 804U);
        const auto kept = sequences(sum, false);
        QCOMPARE(kept.size(), Capacity);
        for (const auto sequence : kept) ++hits[sequence / 1000];
    }
    for (std::size_t side = 0; side < Sizes.size(); ++side) {
        const double share = static_cast<double>(Sizes[side]) / 804.0, draws = Rounds * static_cast<double>(Capacity);
        const double deviation = std::abs(hits[side] - draws * share) / std::sqrt(draws * share * (1 - share));
        QVERIFY2(deviation < 4.5, qPrintable(QStringLiteral("side %1: %2").arg(side).arg(deviation)));
    }
}

void TraceSampleTest::mergeKeepsTheSlowestOfBoth()
{
    TraceSample whole(15, 1), left(15, 2), right(15, 3);
    offerMany(whole, 0, 3000);
    offerMany(left, 0, 1000);
    offerMany(right, 1000, 2000);
    left.merge(right);
    QVERIFY(sequences(left, true) == sequences(whole, true));
}

void TraceSampleTest::sameSeedGivesTheSameSample()
{
    TraceSample one(10, 42), same(10, 42), other(10, 43);
    for (TraceSample* sample : {&one, &same, &other}) offerMany(*sample, 0, 2000);
    QVERIFY(sequences(one, false) == sequences(same, false));
    QVERIFY(sequences(one, false) != sequences(other, false));
}

void TraceSampleTest::showsATwiceKeptEventOnce()
{
    TraceSample sample(3, 1);
    offer(sample, 9, 1ms); // the only event: slowest, and in the fair sample
    const auto traces = sample.traces();
    QCOMPARE(traces.size(), std::size_t{1});
    QVERIFY(traces[0].slowest);
}

void TraceSampleTest::capacityZeroWantsNothing()
{
    TraceSample sample(0, 1);
    QVERIFY(!sample.wants(1h));
    sample.merge(TraceSample(0, 2));
    QVERIFY(sample.traces().empty());
}

QTEST_GUILESS_MAIN(TraceSampleTest)
#include "trace_sample_test.moc"
