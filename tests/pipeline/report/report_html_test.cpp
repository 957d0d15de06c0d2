// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_html.h"

#include <QXmlStreamReader>
#include <QtTest/QtTest>

#include "tests/support/run_record_builder.h"

using namespace tailrace;
using namespace tailrace::report;

namespace {

const std::string Hostile = "<img src=x onerror=alert(1)>\"'&\x01\x1B\xFF\xC0\xAF</script><svg onload=x>]]>";

QString page(const RunRecord& record) { return QString::fromStdString(renderHtml(record)); }

QString svgOf(const QString& html, const QString& title)
{
    const auto from = html.indexOf("aria-label=\"" + title);
    return html.mid(from, html.indexOf("</svg>", from) - from);
}

QString spectrum(const RunRecord& record) { return svgOf(page(record), "Percentile spectrum of"); }

RunRecord hostileRecord()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.scenario = record.startedAt = record.budget.name = Hostile;
    record.budget.total.owner = record.budget.lines[0].owner = Hostile;
    record.machine[Hostile] = record.configuration[Hostile] = Hostile;
    record.notes.push_back(Hostile);
    for (auto& trace : record.traces) trace.eventId = trace.eventType = trace.shopper = trace.outcome = Hostile;
    record.incidents.push_back({1, Hostile, Hostile});
    record.thresholds.push_back({Hostile, true, 1, false});
    record.budget.lines.push_back({Hostile, Hostile, {"store", "recommend"}, Hostile, {}, std::chrono::milliseconds(5)});
    return record;
}

// The page is written so that an XML reader can walk it, once the three void elements of its head are closed.
QStringList elementsOf(QString html, QString& failure)
{
    html.remove("<!DOCTYPE html>\n");
    html.replace(QRegularExpression("<meta ([^>]*)>"), "<meta \\1/>");
    QXmlStreamReader reader(html);
    QStringList names;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement) continue;
        names << reader.name().toString();
        for (const auto& attribute : reader.attributes())
            if (attribute.name().startsWith(QLatin1String("on"))) names << "handler " + attribute.name().toString();
    }
    if (reader.hasError()) failure = reader.errorString() + QStringLiteral(" at line %1").arg(reader.lineNumber());
    names.removeDuplicates();
    return names;
}

} // namespace

class ReportHtmlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersFirst();
    void showsEveryPart();
    void fetchesAndRunsNothing();
    void letsNoEventTextBecomeMarkup();
    void saysWhatFailed();
    void isAtBestWithinOfWhatArrived();
    void showsNoPercentileOfAFewSamples();
    void saysHowFarABarIsBrokenOff();
    void drawsLabelsOverTheCurves();
    void saysBudgetAndPromiseInOneLabelWhereTheirLinesMeet();
    void drawsLabelsOfHeatMapsOnAPlate();
    void showsNoSeedWhereThereIsNone();
    void isWholeWithoutAnything();
    void staysSmall();
};

void ReportHtmlTest::answersFirst()
{
    const auto html = page(test::RunRecordBuilder().seconds(11).build());
    const auto hero = html.indexOf("<h1>");
    QVERIFY(hero > 0 && hero < html.indexOf("<h2>"));
    QVERIFY(html.contains(QStringLiteral(u"of 1\u202F000\u00A0ms promised at P99 by M. Owner")));
    QVERIFY(html.contains("takes most of a request"));
}

void ReportHtmlTest::showsEveryPart()
{
    const auto html = page(test::RunRecordBuilder().seconds(11).build());
    for (const char* heading : {"Budget", "Thresholds", "The run over time", "Latency over time", "Percentile spectrum", "Slowest events",
             "Where every event is", "Throughput and cost", "How it was measured"})
        QVERIFY2(html.contains("<h2>" + QString(heading) + "</h2>"), heading);
    QCOMPARE(html.count("Latency over time, "), 6);
    QCOMPARE(html.count("The life of one event"), 8);
    QVERIFY(html.contains("ML serving, 200\u00A0ms at P99"));
    QVERIFY(html.contains("url(#hatch-store)") && html.contains("id=\"hatch-store\""));
    QVERIFY(html.contains("prefers-color-scheme:dark"));
}

void ReportHtmlTest::fetchesAndRunsNothing()
{
    const auto html = page(hostileRecord());
    for (const char* word : {"http://", "https://", "@import", "src=\"", "href=", "<script", "<link", "<iframe", "javascript:"})
        QVERIFY2(!html.contains(QLatin1String(word)), word);
    QCOMPARE(html.count("url("), html.count("url(#"));
    QVERIFY(html.contains("default-src 'none'"));
}

void ReportHtmlTest::letsNoEventTextBecomeMarkup()
{
    QString failure;
    const auto calm = elementsOf(page(test::RunRecordBuilder().seconds(11).build()), failure);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
    const auto hostile = elementsOf(page(hostileRecord()), failure);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
    QCOMPARE(hostile, calm);
    QVERIFY(!hostile.contains("img"));
    QVERIFY(page(hostileRecord()).contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\uFFFD\uFFFD\uFFFD"));
}

void ReportHtmlTest::saysWhatFailed()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).slowRecommendation(20).build();
    record.ledger.applied -= 3;
    const auto html = page(record);
    QVERIFY(html.contains("too much"));
    QVERIFY(html.contains("<span class=\"state over\"><span class=\"shape\">\u25B2</span>over"));
    QVERIFY(html.contains("3 accepted events are accounted for nowhere"));
    QVERIFY(html.contains("Thresholds failed: "));
}

void ReportHtmlTest::isAtBestWithinOfWhatArrived()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    QVERIFY(page(record).contains("\u25CF</span>within"));
    record.ledger.applied -= 3;
    record.ledger.inFlight += 3;
    const auto html = page(record);
    QVERIFY(html.contains("<span class=\"state unjudged\"><span class=\"shape\">\u25CB</span>within, of what arrived"));
    const auto missing = html.indexOf("3 accepted events never arrived and would have been the slowest");
    QVERIFY(missing > html.indexOf("<h1>") && missing < html.indexOf("<h2>"));
    QVERIFY(!html.contains("\u25CF</span>within"));
}

void ReportHtmlTest::showsNoPercentileOfAFewSamples()
{
    const auto html = page(test::RunRecordBuilder().seconds(1).eventsPerSecond(26).build());
    QVERIFY(html.contains(QStringLiteral(u"<h1>\u2013")));
    QVERIFY(html.contains(QStringLiteral(u"of the 1\u202F000 requests that a P99 needs")));
    QVERIFY(html.contains("too few samples"));
    QVERIFY(!html.contains("The stages&#39; P99 add up"));
}

void ReportHtmlTest::saysHowFarABarIsBrokenOff()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    auto& line = record.budget.lines[3];
    QCOMPARE(line.key, std::string("recommend"));
    const auto p99 = record.series.at("recommend").quantile(0.99);
    line.p99 = p99 * 10 / 12;
    QVERIFY(!page(record).contains(" times</text>")); // 120 %: as long as it is
    line.p99 = p99 / 20;
    const auto html = page(record);
    QCOMPARE(html.count("class=\"bar-break\""), 1);
    QVERIFY(html.contains("20.0 times</text>"));
}

void ReportHtmlTest::drawsLabelsOverTheCurves()
{
    const QString chart = spectrum(test::RunRecordBuilder().seconds(60).eventsPerSecond(2000).build());
    QCOMPARE(chart.count(" halo\""), 3);
    QVERIFY(chart.indexOf(" halo\"") > chart.lastIndexOf("<polyline class=\"curve"));
}

void ReportHtmlTest::saysBudgetAndPromiseInOneLabelWhereTheirLinesMeet()
{
    RunRecord record = test::RunRecordBuilder().seconds(60).eventsPerSecond(2000).build();
    const QString apart = spectrum(record);
    QVERIFY(apart.contains(QStringLiteral(u">promise 2\u202F000\u00A0ms</text>")));
    record.budget.promise = record.budget.total.p99 * 11 / 10;
    const QString together = spectrum(record);
    QCOMPARE(together.count(" halo\""), 2);
    QVERIFY(together.contains(QStringLiteral(u"M. Owner, 1\u202F000\u00A0ms at P99, promise 1\u202F100\u00A0ms</text>")));
}

void ReportHtmlTest::drawsLabelsOfHeatMapsOnAPlate()
{
    const QString html = page(test::RunRecordBuilder().seconds(11).build());
    const QString chart = svgOf(html, "Latency over time, total");
    const auto plate = chart.indexOf("<rect class=\"plate\"");
    QVERIFY(plate > chart.lastIndexOf("<path class=\"h h"));
    QVERIFY(chart.indexOf(" halo\"") > plate);
    QVERIFY(html.contains(".plate{fill:var(--panel)"));
}

void ReportHtmlTest::showsNoSeedWhereThereIsNone()
{
    RunRecord record = test::RunRecordBuilder().seconds(1).build();
    QVERIFY(page(record).contains("18446744073709551557"));
    record.seed.reset();
    QVERIFY(!page(record).contains("seed"));
}

void ReportHtmlTest::isWholeWithoutAnything()
{
    QString failure;
    elementsOf(page(RunRecord{}), failure);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
    RunRecord strange = test::RunRecordBuilder().seconds(3).build();
    strange.incidents = {{-5, "early", ""}, {1e9, "late", ""}};
    strange.bytesPerEvent = std::numeric_limits<double>::quiet_NaN();
    strange.durationSeconds = 0;
    elementsOf(page(strange), failure);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
    QVERIFY(!page(strange).contains("nan") && !page(strange).contains("inf\""));
}

void ReportHtmlTest::staysSmall()
{
    const auto html = renderHtml(test::RunRecordBuilder().seconds(300).eventsPerSecond(400).build());
    QVERIFY2(html.size() < 1'500'000, std::to_string(html.size()).c_str());
}

QTEST_GUILESS_MAIN(ReportHtmlTest)
#include "report_html_test.moc"
