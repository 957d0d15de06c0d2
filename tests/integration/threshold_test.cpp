// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

class ThresholdTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
    }

    void oneThatFailsMakesTheExitCodeOne()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "6000", "--duration", "3s", "--threshold", "lost==0", "--threshold",
            "total.p99<1us", "--threshold", "freshness.p99<20s", "--out", out});
        QVERIFY2(run.exitCode() == 1, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(out);
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report["thresholds"].size(), std::size_t{3});
        const std::vector<bool> passed{true, false, true};
        for (std::size_t i = 0; i < passed.size(); ++i) {
            QCOMPARE(report["thresholds"][i]["passed"].get<bool>(), static_cast<bool>(passed[i]));
            QVERIFY2(report["thresholds"][i]["measured"].get<bool>(), report["thresholds"][i].dump().c_str());
        }
        QCOMPARE(report["thresholds"][1]["expression"].get<std::string>(), std::string("total.p99<1us"));
        QVERIFY(run.out().contains("FAILED  total.p99<1us"));
        QVERIFY(run.out().contains("passed  lost==0"));
    }

    void tooFewSamplesDoNotPass()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "200", "--duration", "1s", "--threshold", "total.p99<20s", "--out", out});
        QVERIFY2(run.exitCode() == 1, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(out);
        QCOMPARE(report["thresholds"][0]["measured"].get<bool>(), false);
        QCOMPARE(report["thresholds"][0]["passed"].get<bool>(), false);
    }
};

QTEST_GUILESS_MAIN(ThresholdTest)
#include "threshold_test.moc"
