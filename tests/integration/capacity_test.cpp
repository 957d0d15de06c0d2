// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/schema_check.h"

using namespace tailrace::test;

// The search for the rate that a machine carries.
class CapacityTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("there is no redis-server");
        QVERIFY(m_directory.isValid());
    }

    void stepsUntilItIsToldToEndAndSaysWhatAnEventCosts()
    {
        HeadlessRun run({"capacity", "--scenario", "flash-sale", "--step", "3s", "--from", "500", "--most", "1000", "--threshold",
            "total.p50<20s", "--out", out("holds")});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const QString text = run.out();
        for (const QRegularExpression& pattern :
            {QRegularExpression(QStringLiteral(u"The knee: 1\u202F000 events/s hold")), QRegularExpression("worker \\d"),
                QRegularExpression("redis \\d"), QRegularExpression("broker \\d"), QRegularExpression("workers: .* us = .* cores busy"),
                QRegularExpression("partitions: at least one a worker"), QRegularExpression("cores: .* us an event")})
            QVERIFY2(text.contains(pattern), qPrintable(pattern.pattern() + "\n" + text));
        QVERIFY(QFileInfo::exists(out("holds") + "/500-per-second/report.html"));
        QVERIFY(!QFileInfo::exists(out("holds") + "/500-per-second/journal"));
        // The sale's slow Redis is left out: it would break every rate.
        QVERIFY(!hasIncident(reportOf(out("holds") + "/1000-per-second"), "redis-slow"));
    }

    // Nothing but JSON on standard output.
    void saysItToBeParsed()
    {
        HeadlessRun run({"capacity", "--scenario", "flash-sale", "--step", "3s", "--from", "500", "--most", "500", "--threshold",
            "total.p50<20s", "--format", "json", "--out", out("json")});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const auto said = nlohmann::json::parse(run.out().toStdString(), nullptr, false);
        QCOMPARE(schemaViolation(loadSchema("capacity.schema.json"), said), std::string());
        QCOMPARE(said.at("knee").get<double>(), 500.0);
        QCOMPARE(said.at("steps").size(), std::size_t{1});
        QVERIFY(said.at("microsecondsPerEvent").at("worker").get<double>() > 0);
        QVERIFY(said.at("need").at("cores").get<int>() >= 1);
        QVERIFY2(run.err().contains("500 events/s  holds"), qPrintable(run.err()));
    }

    void saysWhenNothingHolds()
    {
        HeadlessRun run({"capacity", "--step", "2s", "--from", "150", "--threshold", "freshness.p50<1us", "--out", out("breaks")});
        QCOMPARE(run.exitCode(), 1);
        QVERIFY2(run.out().contains("No rate holds"), qPrintable(run.out() + run.err()));
    }

private:
    QString out(const char* name) const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(CapacityTest)
#include "capacity_test.moc"
