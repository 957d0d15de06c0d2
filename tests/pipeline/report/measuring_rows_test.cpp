// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/measuring_rows.h"

#include <QtTest/QtTest>

#include "pipeline/report/report_csv.h"
#include "pipeline/report/report_html.h"
#include "pipeline/report/report_json.h"
#include "pipeline/report/report_markdown.h"
#include "tests/support/run_record_builder.h"

using namespace std::chrono_literals;
using namespace tailrace::report;
using tailrace::test::RunRecordBuilder;

class MeasuringRowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyReportSaysHowFarItCanBeTrusted()
    {
        const RunRecord record = RunRecordBuilder().build();
        QCOMPARE(measuringRows(record).size(), std::size_t{4});
        for (const std::string& text : {renderHtml(record), renderMarkdown(record)}) {
            for (const char* words : {"Hiccup", "offered later than due", "Uncorrected", "ns a reading", "pinned to core 1", "652 bytes",
                     "Shoppers, viewers, their events", "% of CPU time"})
                QVERIFY2(text.find(words) != std::string::npos, words);
        }
        const std::string csv = renderCsv(record), json = renderJson(record);
        for (const char* name : {"hiccup", "generator.lateness", "freshness.uncorrected", "total.uncorrected"}) {
            QVERIFY2(csv.find(std::string(",") + name + ",") != std::string::npos, name);
            QVERIFY2(json.find(std::string("\"") + name + "\"") != std::string::npos, name);
        }
    }

    void aLateGeneratorIsSaidWithBothFigures()
    {
        QCOMPARE(latenessSentence(RunRecordBuilder().build()), std::string());
        const RunRecord late = RunRecordBuilder().lateGenerator(400ms).build();
        const std::string sentence = latenessSentence(late);
        QVERIFY2(sentence.find("up to 400") != std::string::npos, sentence.c_str());
        const auto p99 = [&](const char* key) { return late.series.at(key).quantile(0.99); };
        const auto apart = p99("total") - p99("total.uncorrected");
        QVERIFY2(apart > 395ms && apart < 405ms, sentence.c_str());
    }

    // A run file from before there was any of it.
    void saysNothingOfWhatWasNotMeasured()
    {
        RunRecord record = RunRecordBuilder().build();
        record.measuring = {};
        for (const char* key : {"hiccup", "generator.lateness", "freshness.uncorrected", "total.uncorrected"}) record.series.erase(key);
        QVERIFY(measuringRows(record).empty());
        QCOMPARE(measuringFacts(record).size(), std::size_t{1}); // bytes per event
        QVERIFY(renderMarkdown(record).find("iccup") == std::string::npos);
        QVERIFY(renderJson(record).find("\"series\": []") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(MeasuringRowsTest)
#include "measuring_rows_test.moc"
