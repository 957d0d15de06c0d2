// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_hgrm.h"

#include <QtTest/QtTest>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::report;

namespace {

QStringList dataLines(const telemetry::Histogram& histogram)
{
    QStringList lines = QString::fromStdString(renderHgrm(histogram)).split('\n', Qt::SkipEmptyParts);
    lines.removeFirst();
    return lines.filter(QRegularExpression("^[^#]"));
}

} // namespace

class ReportHgrmTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasTheLayoutOfHdrHistogram();
    void growsToTheLastSample();
    void agreesWithTheHistogramsQuantiles();
    void leavesOutWhatHasTooFewSamplesBeyondIt();
    void isReadableWhenEmpty();
};

void ReportHgrmTest::hasTheLayoutOfHdrHistogram()
{
    telemetry::Histogram histogram;
    for (int i = 1; i <= 1000; ++i) histogram.record(i * 1ms);
    const auto text = QString::fromStdString(renderHgrm(histogram));
    QVERIFY(text.startsWith("       Value     Percentile TotalCount 1/(1-Percentile)\n\n"));
    QVERIFY2(QRegularExpression(
                 "#\\[Mean    = +500\\.\\d+, StdDeviation   = +288\\.\\d+\\]\n#\\[Max     = +1000\\.000, Total count    = +1000\\]\n"
                 "#\\[Buckets = +25, SubBuckets     = +2048\\]\n$")
                 .match(text)
                 .hasMatch(),
        qPrintable(text.right(200)));
    const auto first = dataLines(histogram).first();
    QVERIFY2(QRegularExpression("^ {7}1\\.000 0\\.000000000000          1           1\\.00$").match(first).hasMatch(), qPrintable(first));
}

void ReportHgrmTest::growsToTheLastSample()
{
    telemetry::Histogram histogram;
    for (int i = 1; i <= 1000; ++i) histogram.record(i * 1ms);
    double value = 0, percentile = -1;
    qint64 count = 0;
    const auto lines = dataLines(histogram);
    for (const auto& line : lines) {
        const auto cells = line.simplified().split(' ');
        QVERIFY(cells[0].toDouble() >= value && cells[1].toDouble() > percentile && cells[2].toLongLong() >= count);
        value = cells[0].toDouble();
        percentile = cells[1].toDouble();
        count = cells[2].toLongLong();
    }
    QCOMPARE(percentile, 1.0);
    QCOMPARE(count, qint64{1000});
    QCOMPARE(lines.last().simplified().split(' ').size(), 3);
}

void ReportHgrmTest::agreesWithTheHistogramsQuantiles()
{
    telemetry::Histogram histogram;
    for (int i = 1; i <= 5000; ++i) histogram.record(i * 37us);
    for (const auto& line : dataLines(histogram)) {
        const auto cells = line.simplified().split(' ');
        const double expected = static_cast<double>(histogram.quantile(cells[1].toDouble()).count()) / 1e6;
        QVERIFY2(std::abs(cells[0].toDouble() - expected) <= expected * 0.001 + 0.001, qPrintable(line));
    }
}

void ReportHgrmTest::leavesOutWhatHasTooFewSamplesBeyondIt()
{
    for (const int samples : {5, 50, 999, 1000, 20'000}) {
        telemetry::Histogram histogram;
        for (int i = 1; i <= samples; ++i) histogram.record(i * 1ms);
        auto lines = dataLines(histogram);
        QCOMPARE(lines.takeLast().simplified().split(' ')[1].toDouble(), 1.0); // the largest value is exact
        for (const auto& line : lines) {
            const double beyond = (1 - line.simplified().split(' ')[1].toDouble()) * samples;
            QVERIFY2(beyond >= 10 - 1e-6, qPrintable(QString("%1 samples: %2").arg(samples).arg(line)));
        }
        QCOMPARE(lines.isEmpty(), samples < 10);
    }
}

void ReportHgrmTest::isReadableWhenEmpty() { QCOMPARE(dataLines(telemetry::Histogram()), QStringList()); }

QTEST_GUILESS_MAIN(ReportHgrmTest)
#include "report_hgrm_test.moc"
