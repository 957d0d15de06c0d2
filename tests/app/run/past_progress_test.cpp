// SPDX-License-Identifier: Apache-2.0
#include "app/run/past_progress.h"

#include <QtTest>

#include "pipeline/report/number_format.h"

using namespace tailrace;
using namespace tailrace::run;
using namespace std::chrono_literals;

class PastProgressTest : public QObject {
    Q_OBJECT

private slots:
    void saysHowFarItIs()
    {
        const PastProgress progress{.applied = 86'400, .expected = 345'599.7, .span = 24h, .spent = 2s};
        QCOMPARE(QString::fromStdString(progress.inWords()),
            QString::fromStdString("generated past, 24 h before the start: 25 % of about " + report::grouped(345'600) + " events, "
                + report::grouped(43'200) + " a second"));
    }

    // After a crash the rate is that of this life.
    void countsTheRateSinceTheEngineWasStarted()
    {
        const PastProgress progress{.applied = 500, .before = 300, .expected = 1000, .span = 24h, .spent = 2s};
        QVERIFY2(progress.inWords().find(": 50 % of") != std::string::npos && progress.inWords().ends_with(", 100 a second"),
            progress.inWords().c_str());
    }

    // The number of events is an expectation; a rate over no time is none.
    void neverSaysTooMuch()
    {
        const PastProgress progress{.applied = 1010, .expected = 1000, .span = 90min, .spent = 200ms};
        const std::string words = progress.inWords();
        QVERIFY2(words.find("90 min before the start: 100 %") != std::string::npos && words.find("a second") == std::string::npos,
            words.c_str());
    }

    void namesSpans()
    {
        QCOMPARE(QString::fromStdString(spanText(168h)), QString("168 h"));
        QCOMPARE(QString::fromStdString(spanText(1h)), QString("60 min"));
        QCOMPARE(QString::fromStdString(spanText(45s)), QString("45 s"));
    }
};

QTEST_GUILESS_MAIN(PastProgressTest)
#include "past_progress_test.moc"
