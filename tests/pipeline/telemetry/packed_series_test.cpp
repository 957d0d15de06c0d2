// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/packed_series.h"

#include <QtTest/QtTest>

#include <cmath>
#include <random>

using namespace std::chrono_literals;
using namespace tailrace::telemetry;

namespace {

Histogram sample(std::size_t count, std::uint64_t seed)
{
    Histogram histogram;
    std::mt19937_64 random(seed);
    std::lognormal_distribution latency(14.5, 1.0);
    for (std::size_t i = 0; i < count; ++i) histogram.record(std::chrono::nanoseconds(std::llround(latency(random))));
    return histogram;
}

// Two with some names in common; one histogram in each is empty.
Series first()
{
    return {{"collect", sample(50, 1)}, {"sessionize.request.waiting", sample(5, 2)}, {"store", {}}, {"total", sample(1, 3)}};
}
Series second() { return {{"collect", sample(70, 4)}, {"freshness", sample(3, 5)}, {"total", {}}}; }

QStringList keysOf(const PackedSeries& packed)
{
    QStringList keys;
    for (const auto& entry : packed.entries()) keys << QString::fromUtf8(entry.key.data(), static_cast<qsizetype>(entry.key.size()));
    return keys;
}

void compare(const Series& actual, const Series& expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (const auto& [key, histogram] : expected) {
        QVERIFY2(actual.contains(key), key.c_str());
        QCOMPARE(actual.at(key).encode(), histogram.encode());
    }
}

} // namespace

class PackedSeriesTest : public QObject {
    Q_OBJECT

private slots:
    void comesBackAsItWasButForTheEmpty()
    {
        Series expected = first();
        const PackedSeries packed(expected);
        expected.erase("store");
        compare(packed.unpack(), expected);
        QCOMPARE(keysOf(packed), (QStringList{"collect", "sessionize.request.waiting", "total"}));
        QCOMPARE(packed.entries()[0].samples, std::uint64_t{50});
    }

    void findsEachByItsName()
    {
        const Series series = first();
        const PackedSeries packed(series);
        for (const char* key : {"collect", "sessionize.request.waiting", "total"}) {
            const auto found = packed.find(key);
            QVERIFY2(found, key);
            QCOMPARE(found->encode(), series.at(key).encode());
        }
        for (const char* key : {"store", "freshness", "sessionize", ""}) QVERIFY2(!packed.find(key), key);
    }

    void holdsNothingForNothing()
    {
        QVERIFY(PackedSeries().empty());
        QVERIFY(PackedSeries(Series{{"store", {}}}).empty());
        QVERIFY(PackedSeries().unpack().empty() && PackedSeries().entries().empty() && !PackedSeries().find("store"));
        QVERIFY(!PackedSeries(first()).empty());
    }

    void mergesLikeTheSeriesItself()
    {
        Series expected, actual;
        for (const Series& one : {first(), second(), first()}) {
            mergeInto(expected, one);
            mergeInto(actual, PackedSeries(one));
        }
        std::erase_if(expected, [](const auto& one) { return one.second.count() == 0; });
        compare(actual, expected);
    }

    void takesOverEncodedHistograms()
    {
        const PackedSeries wanted(first());
        PackedSeries packed;
        for (const auto& [key, histogram] : first()) QVERIFY(packed.add(key, histogram.encode()));
        compare(packed.unpack(), wanted.unpack());
        PackedSeries copy;
        for (const auto& entry : wanted.entries()) QVERIFY(copy.add(entry.key, entry.histogram));
        compare(copy.unpack(), wanted.unpack());
    }

    void refusesDamagedBytes()
    {
        PackedSeries packed(first());
        const auto whole = sample(40, 6).encode();
        for (std::size_t size = 0; size < whole.size(); ++size) QVERIFY(!packed.add("x", std::span(whole).first(size)));
        auto longer = whole;
        longer.push_back(0);
        QVERIFY(!packed.add("x", longer));
        auto other = whole;
        other[0] ^= 0xFF; // its version
        QVERIFY(!packed.add("x", other));
        compare(packed.unpack(), PackedSeries(first()).unpack());
        QVERIFY(packed.add("x", whole));
        QCOMPARE(packed.find("x")->encode(), whole);
    }

    void refusesKeysOutOfOrder()
    {
        const auto bytes = sample(40, 6).encode();
        PackedSeries packed;
        QVERIFY(packed.add("m", bytes));
        QVERIFY(!packed.add("m", bytes));
        QVERIFY(!packed.add("l", bytes));
        QVERIFY(packed.add("ma", bytes));
        QVERIFY(!packed.add("m", bytes));
        QCOMPARE(keysOf(packed), (QStringList{"m", "ma"}));
        PackedSeries more(Series{{"m", sample(2, 7)}, {"n", sample(2, 8)}});
        QVERIFY(!more.add("mz", bytes));
        QVERIFY(more.add("o", bytes));
    }

    // A run keeps one for each of its seconds.
    void staysSmall()
    {
        Series series;
        for (const std::string& key : allSeriesKeys()) series[key] = sample(50, 9);
        const PackedSeries packed(series);
        QVERIFY2(packed.bytesHeld() < series.size() * 400, qPrintable(QString::number(packed.bytesHeld())));
    }
};

QTEST_GUILESS_MAIN(PackedSeriesTest)
#include "packed_series_test.moc"
