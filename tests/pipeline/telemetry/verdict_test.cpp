// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/verdict.h"

#include <QtTest/QtTest>

using namespace std::chrono_literals;
using namespace tailrace::telemetry;

namespace {

Histogram samples(int count, std::chrono::nanoseconds value)
{
    Histogram histogram;
    for (int i = 0; i < count; ++i) histogram.record(value);
    return histogram;
}

} // namespace

class VerdictTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hidesAP99BelowAThousandSamples()
    {
        QVERIFY(!shownQuantile(samples(999, 10ms), 0.99));
        QCOMPARE(*shownQuantile(samples(1000, 10ms), 0.99), std::chrono::nanoseconds(10ms));
    }

    void asksForTenSamplesBeyondAnyQuantile()
    {
        QVERIFY(!shownQuantile(samples(19, 1ms), 0.5));
        QVERIFY(shownQuantile(samples(20, 1ms), 0.5).has_value());
        QVERIFY(!shownQuantile(samples(99, 1ms), 0.9));
        QVERIFY(shownQuantile(samples(100, 1ms), 0.9).has_value());
        QVERIFY(!shownQuantile(samples(9'999, 1ms), 0.999));
        QVERIFY(shownQuantile(samples(10'000, 1ms), 0.999).has_value());
        QVERIFY(!shownQuantile(Histogram(), 0.5));
    }

    void judgesAgainstTheBudget_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("p99Ms");
        QTest::addColumn<QString>("word");
        QTest::newRow("no samples") << 0 << 0 << "idle";
        QTest::newRow("999 samples, far over") << 999 << 500 << "too few samples";
        QTest::newRow("half the budget") << 1000 << 50 << "within";
        QTest::newRow("exactly 80 %") << 1000 << 80 << "within";
        QTest::newRow("81 %") << 1000 << 81 << "tight";
        QTest::newRow("exactly the budget") << 1000 << 100 << "tight";
        QTest::newRow("a little over") << 1000 << 101 << "over";
    }

    void judgesAgainstTheBudget()
    {
        QFETCH(int, count);
        QFETCH(int, p99Ms);
        QFETCH(QString, word);
        const auto verdict = verdictOf(samples(count, std::chrono::milliseconds(p99Ms)), 100ms);
        QCOMPARE(QString::fromStdString(std::string(verdictWord(verdict))), word);
    }
};

QTEST_GUILESS_MAIN(VerdictTest)
#include "verdict_test.moc"
