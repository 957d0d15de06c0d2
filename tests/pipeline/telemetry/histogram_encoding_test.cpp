// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/histogram.h"

#include <QtTest/QtTest>

#include <random>

#include "pipeline/base/byte_codec.h"

using namespace std::chrono_literals;
using tailrace::telemetry::Histogram;
using Bytes = std::vector<std::uint8_t>;

namespace {

bool decodes(const Bytes& bytes)
{
    Histogram out;
    return Histogram::decode(bytes.data(), bytes.size(), out);
}

Histogram sample(std::size_t count)
{
    Histogram histogram;
    std::mt19937_64 random(11);
    std::lognormal_distribution latency(14.5, 1.0);
    for (std::size_t i = 0; i < count; ++i) histogram.record(std::chrono::nanoseconds(std::llround(latency(random))));
    return histogram;
}

Bytes encoded(std::initializer_list<std::uint64_t> numbers)
{
    tailrace::ByteWriter out;
    out.number(std::uint8_t{1}); // the version
    for (const std::uint64_t value : numbers) out.varint(value);
    return {out.bytes().begin(), out.bytes().end()};
}

} // namespace

class HistogramEncodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWas_data();
    void comesBackAsItWas();
    void isCompact();
    void refusesEveryTruncation();
    void refusesTrailingBytes();
    void neverAcceptsMutatedBytesThatContradictThemselves();
    void refusesRandomBytesWithoutHarm();
    void refusesCountsThatDoNotAddUp();
    void refusesSlotsBeyondTheLast();
    void refusesAnotherVersion();
    void keepsTheTargetWhenItRefuses();
};

void HistogramEncodingTest::comesBackAsItWas_data()
{
    QTest::addColumn<Histogram>("histogram");
    Histogram single, overflowing, wide;
    single.record(0ns);
    overflowing.record(2h);
    overflowing.record(100h);
    for (auto value = 1ns; value < 10h; value *= 3) wide.record(value);
    QTest::newRow("empty") << Histogram();
    QTest::newRow("one zero") << single;
    QTest::newRow("only overflow") << overflowing;
    QTest::newRow("whole range") << wide;
    QTest::newRow("many") << sample(100'000);
}

void HistogramEncodingTest::comesBackAsItWas()
{
    QFETCH(Histogram, histogram);
    const Bytes bytes = histogram.encode();
    Histogram read;
    read.record(5s);
    QVERIFY(Histogram::decode(bytes.data(), bytes.size(), read));
    QVERIFY(read.encode() == bytes);
    QCOMPARE(read.count(), histogram.count());
    QCOMPARE(read.overflow(), histogram.overflow());
    QCOMPARE(read.mean(), histogram.mean());
    QCOMPARE(read.min(), histogram.min());
    QCOMPARE(read.max(), histogram.max());
    for (const double q : {0.5, 0.9, 0.99, 0.999, 1.0}) QCOMPARE(read.quantile(q), histogram.quantile(q));
    QCOMPARE(read.bars().size(), histogram.bars().size());
}

void HistogramEncodingTest::isCompact()
{
    const Histogram histogram = sample(20'000);
    QVERIFY(histogram.encode().size() <= histogram.bars().size() * 3 + 40);
    QVERIFY(Histogram().encode().size() <= 16);
}

void HistogramEncodingTest::refusesEveryTruncation()
{
    const Bytes bytes = sample(3'000).encode();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        QVERIFY2(!decodes(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))), qPrintable(QString::number(size)));
    }
}

void HistogramEncodingTest::refusesTrailingBytes()
{
    Bytes bytes = sample(3'000).encode();
    bytes.push_back(0);
    QVERIFY(!decodes(bytes));
    bytes.push_back(1);
    QVERIFY(!decodes(bytes));
}

// The container's checksum finds every damage; what gets past it here must at least be a histogram that could exist.
void HistogramEncodingTest::neverAcceptsMutatedBytesThatContradictThemselves()
{
    const Bytes bytes = sample(500).encode();
    int accepted = 0, mutations = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes mutated = bytes;
            mutated[at] = static_cast<std::uint8_t>(mutated[at] ^ (1U << bit));
            ++mutations;
            Histogram out;
            if (!Histogram::decode(mutated.data(), mutated.size(), out)) continue;
            ++accepted;
            QVERIFY(out.encode() == mutated);
            std::uint64_t total = 0;
            for (const auto& bar : out.bars()) total += bar.count;
            QCOMPARE(total, out.count());
            QVERIFY(out.min() <= out.mean() && out.mean() <= out.max());
        }
    }
    // What slips through is a changed sum or an equal number of events some slots further.
    QVERIFY2(accepted < mutations / 2, qPrintable(QStringLiteral("%1 of %2").arg(accepted).arg(mutations)));
}

void HistogramEncodingTest::refusesRandomBytesWithoutHarm()
{
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
        Bytes bytes(random() % 64);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        if (!bytes.empty()) bytes[0] = 1;
        Histogram out;
        if (Histogram::decode(bytes.data(), bytes.size(), out)) QVERIFY(out.encode() == bytes);
    }
}

void HistogramEncodingTest::refusesCountsThatDoNotAddUp()
{
    // count, overflow, sum, min, max, then (zeros, count) …; the value 1000 ns lies in slot 7.
    QVERIFY(decodes(encoded({2, 0, 2000, 1000, 1000, 0, 2})));
    QVERIFY(!decodes(encoded({3, 0, 3000, 1000, 1000, 0, 2})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 0, 3})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 1, 2})));
    QVERIFY(!decodes(encoded({2, 0, 9000, 1000, 1000, 0, 2})));
    QVERIFY(!decodes(encoded({2, 1, 2000, 1000, 1000, 0, 2})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1001, 1000, 0, 2})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 0, 2, 0, 0})));
    QVERIFY(!decodes(encoded({0, 0, 0, 0, 0})));
    QVERIFY(!decodes(encoded({1, 0, UINT64_MAX, 1000, UINT64_MAX, 0, 1})));
    QVERIFY(!decodes(encoded({1, 0, 1000, 1000, 1000, 0, UINT64_MAX, 0, 2}))); // wraps around to 1
}

void HistogramEncodingTest::refusesSlotsBeyondTheLast()
{
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 0, 1, Histogram::Slots, 1})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 0, 1, UINT64_MAX, 1})));
    QVERIFY(!decodes(encoded({2, 0, 2000, 1000, 1000, 0, 1, Histogram::Slots - 9, 1, 0, 1})));
}

void HistogramEncodingTest::refusesAnotherVersion()
{
    Bytes bytes = sample(100).encode();
    bytes[0] = 2;
    QVERIFY(!decodes(bytes));
    QVERIFY(!decodes({}));
}

void HistogramEncodingTest::keepsTheTargetWhenItRefuses()
{
    Histogram out = sample(10);
    const Bytes before = out.encode();
    const Bytes broken = encoded({3, 0, 3000, 1000, 1000, 0, 2});
    QVERIFY(!Histogram::decode(broken.data(), broken.size(), out));
    QVERIFY(out.encode() == before);
}

QTEST_GUILESS_MAIN(HistogramEncodingTest)
#include "histogram_encoding_test.moc"
