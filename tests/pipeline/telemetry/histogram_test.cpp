// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/histogram.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace std::chrono_literals;
using tailrace::telemetry::Histogram;
using Nanos = std::chrono::nanoseconds;

namespace {

std::vector<Nanos> drawn(std::size_t count, const std::function<double(std::mt19937_64&)>& draw)
{
    std::mt19937_64 random(7);
    std::vector<Nanos> values(count);
    for (Nanos& value : values) value = Nanos(std::llround(draw(random)));
    return values;
}

Histogram histogramOf(const std::vector<Nanos>& values)
{
    Histogram histogram;
    for (const Nanos value : values) histogram.record(value);
    return histogram;
}

// The value of the least rank that covers the share, read from the values themselves.
Nanos oracle(std::vector<Nanos> values, int perMille)
{
    std::sort(values.begin(), values.end());
    const std::size_t rank = std::max<std::size_t>(1, (values.size() * static_cast<std::size_t>(perMille) + 999) / 1000);
    return values[rank - 1];
}

} // namespace

class HistogramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slotsTileTheWholeRangeWithoutGapOrOverlap();
    void everyValueLandsInASlotThatContainsIt();
    void slotsAreNoWiderThanAThousandthOfTheirValue();
    void quantilesMatchTheSortedValues_data();
    void quantilesMatchTheSortedValues();
    void quantileRankDoesNotSlipByRounding();
    void quantileIsNeverAboveTheMaximum();
    void emptyHistogramAnswersZero();
    void negativeValuesCountAsZero();
    void valuesBeyondTheRangeAreCountedAsOverflow();
    void barsHoldEveryValueInOrder();
    void mergeEqualsTheUnion();
    void mergeIntoAClearedHistogramLeavesNothingOld();
};

void HistogramTest::slotsTileTheWholeRangeWithoutGapOrOverlap()
{
    Nanos next{};
    for (std::size_t slot = 0; slot < Histogram::Slots; ++slot) {
        const auto bounds = Histogram::boundsOf(slot);
        QCOMPARE(bounds.from.count(), next.count());
        QVERIFY(bounds.to > bounds.from);
        QCOMPARE(Histogram::slotOf(static_cast<std::uint64_t>(bounds.from.count())), slot);
        QCOMPARE(Histogram::slotOf(static_cast<std::uint64_t>(bounds.to.count() - 1)), slot);
        next = bounds.to;
    }
    QVERIFY(next > 72min);
    QCOMPARE(Histogram::slotOf(static_cast<std::uint64_t>(next.count())), Histogram::Slots);
}

void HistogramTest::everyValueLandsInASlotThatContainsIt()
{
    for (int bit = 0; bit < 42; ++bit) {
        for (const std::int64_t delta : {-129, -128, -1, 0, 1, 127, 128, 129}) {
            const Nanos value(std::max<std::int64_t>(0, (std::int64_t{1} << bit) + delta));
            if (value >= Histogram::boundsOf(Histogram::Slots - 1).to) continue;
            const auto bars = histogramOf({value}).bars();
            QCOMPARE(bars.size(), std::size_t{1});
            QVERIFY(bars[0].from <= value && value < bars[0].to);
        }
    }
}

void HistogramTest::slotsAreNoWiderThanAThousandthOfTheirValue()
{
    for (std::size_t slot = 0; slot < Histogram::Slots; ++slot) {
        const auto bounds = Histogram::boundsOf(slot);
        const auto width = bounds.to - bounds.from;
        QVERIFY(width == 128ns || width * 1024 <= bounds.from);
    }
}

void HistogramTest::quantilesMatchTheSortedValues_data()
{
    QTest::addColumn<std::vector<Nanos>>("values");
    QTest::newRow("log-normal about 3 ms") << drawn(200'000, [](auto& r) { return std::lognormal_distribution(15.0, 0.8)(r); });
    QTest::newRow("uniform to 40 ms") << drawn(100'000, [](auto& r) { return std::uniform_real_distribution(0.0, 4e7)(r); });
    QTest::newRow("exponential, 100 us") << drawn(100'000, [](auto& r) { return std::exponential_distribution(1e-5)(r); });
    QTest::newRow("two humps, 1 ms and 2 s") << drawn(50'000,
        [](auto& r) { return std::normal_distribution(r() % 50 == 0 ? 2e9 : 1e6, 1e5)(r); });
    QTest::newRow("one value") << std::vector<Nanos>{1234567ns};
}

void HistogramTest::quantilesMatchTheSortedValues()
{
    QFETCH(std::vector<Nanos>, values);
    const Histogram histogram = histogramOf(values);
    for (const int perMille : {0, 1, 10, 100, 250, 500, 750, 900, 950, 990, 999, 1000}) {
        const double exact = static_cast<double>(oracle(values, perMille).count());
        const double shown = static_cast<double>(histogram.quantile(perMille / 1000.0).count());
        // Below 131 us the unit, 128 ns, is wider than a thousandth.
        QVERIFY2(std::abs(shown - exact) <= std::max(exact / 1000.0, 128.0),
            qPrintable(QStringLiteral("at %1 per mille: %2 instead of %3").arg(perMille).arg(shown).arg(exact)));
    }
    double sum = 0;
    for (const Nanos value : values) sum += static_cast<double>(value.count());
    QVERIFY(std::abs(static_cast<double>(histogram.mean().count()) - sum / static_cast<double>(values.size())) <= 1.0);
    QCOMPARE(histogram.max(), *std::max_element(values.begin(), values.end()));
    QCOMPARE(histogram.min(), *std::min_element(values.begin(), values.end()));
    QCOMPARE(histogram.count(), values.size());
}

void HistogramTest::quantileRankDoesNotSlipByRounding()
{
    Histogram histogram;
    for (int i = 1; i <= 100; ++i) histogram.record(i * 1ms);
    // 0.07 * 100 is a little more than 7 in floating point.
    for (int i = 1; i <= 100; ++i) QCOMPARE(std::chrono::round<std::chrono::milliseconds>(histogram.quantile(i / 100.0)), i * 1ms);
}

void HistogramTest::quantileIsNeverAboveTheMaximum()
{
    const Histogram histogram = histogramOf({1ms, 1'000'001us});
    QCOMPARE(histogram.quantile(1.0), Nanos(1'000'001us));
}

void HistogramTest::emptyHistogramAnswersZero()
{
    const Histogram histogram;
    QCOMPARE(histogram.count(), 0U);
    QCOMPARE(histogram.quantile(0.99), 0ns);
    QCOMPARE(histogram.mean(), 0ns);
    QCOMPARE(histogram.min(), 0ns);
    QCOMPARE(histogram.max(), 0ns);
    QVERIFY(histogram.bars().empty());
}

void HistogramTest::negativeValuesCountAsZero()
{
    const Histogram histogram = histogramOf({-5ms, 1ms});
    QCOMPARE(histogram.min(), 0ns);
    QCOMPARE(histogram.count(), 2U);
}

void HistogramTest::valuesBeyondTheRangeAreCountedAsOverflow()
{
    const Histogram histogram = histogramOf({1ms, 2h, 3h});
    QCOMPARE(histogram.overflow(), 2U);
    QCOMPARE(histogram.count(), 3U);
    QCOMPARE(histogram.quantile(0.99), Nanos(3h));
    const auto bars = histogram.bars();
    QCOMPARE(bars.size(), std::size_t{2});
    QCOMPARE(bars.back().count, 2U);
    QVERIFY(bars.back().from <= 2h && bars.back().to > 3h);
}

void HistogramTest::barsHoldEveryValueInOrder()
{
    const auto values = drawn(3'000, [](auto& r) { return std::lognormal_distribution(15.0, 1.5)(r); });
    const auto bars = histogramOf(values).bars();
    std::uint64_t counted = 0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        QVERIFY(i == 0 || bars[i - 1].to <= bars[i].from);
        const auto inside = std::count_if(values.begin(), values.end(), [&](Nanos v) { return bars[i].from <= v && v < bars[i].to; });
        QCOMPARE(bars[i].count, static_cast<std::uint64_t>(inside));
        counted += bars[i].count;
    }
    QCOMPARE(counted, values.size());
}

void HistogramTest::mergeEqualsTheUnion()
{
    const auto some = drawn(5'000, [](auto& r) { return std::lognormal_distribution(13.0, 0.5)(r); });
    const auto more = drawn(9'000, [](auto& r) { return std::lognormal_distribution(19.0, 2.5)(r); });
    auto both = some;
    both.insert(both.end(), more.begin(), more.end());
    const auto whole = histogramOf(both).encode();

    Histogram shortFirst = histogramOf(some), longFirst = histogramOf(more), withEmpty = histogramOf(both);
    shortFirst.merge(histogramOf(more));
    longFirst.merge(histogramOf(some));
    withEmpty.merge(Histogram());
    QVERIFY(shortFirst.encode() == whole);
    QVERIFY(longFirst.encode() == whole);
    QVERIFY(withEmpty.encode() == whole);
}

void HistogramTest::mergeIntoAClearedHistogramLeavesNothingOld()
{
    Histogram histogram = histogramOf({1us, 5ms, 2h});
    histogram.clear();
    QVERIFY(histogram.encode() == Histogram().encode());
    histogram.merge(histogramOf({7ms}));
    QVERIFY(histogram.encode() == histogramOf({7ms}).encode());
}

QTEST_GUILESS_MAIN(HistogramTest)
#include "histogram_test.moc"
