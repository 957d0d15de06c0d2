// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

// The traffic of one run, on another configuration.
class RunReplayTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("there is no redis-server");
        QVERIFY(m_directory.isValid());
        // With malformed, repeated, late and disordered events.
        HeadlessRun run({"run", "--scenario", "late-and-lost", "--duration", "5s", "--rate", "2000", "--quiet", "--out", out("first")});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
    }

    void playsTheSameTrafficElsewhere()
    {
        HeadlessRun run({"replay", out("first") + "/run.tailrace", "--partitions", "2", "--workers", "2", "--budget", "local", "--quiet",
            "--out", out("second")});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const nlohmann::json first = reportOf(out("first")), second = reportOf(out("second"));
        QCOMPARE(ledgerTrouble(second), std::string());
        for (const char* term : {"received", "malformed", "accepted", "applied", "duplicate", "late"})
            QVERIFY2(first["ledger"][term] == second["ledger"][term], (term + first["ledger"].dump() + second["ledger"].dump()).c_str());
        QCOMPARE(first["total"]["count"], second["total"]["count"]); // the same ones asked for a recommendation
        QVERIFY(first["ledger"]["late"].get<int>() > 0);
        QVERIFY(first["ledger"]["malformed"].get<int>() > 0);
        QCOMPARE(second["budget"]["name"].get<std::string>(), std::string("local"));
        // At the recorded times: no faster, and slower only by what a busy machine costs.
        const double length = first["durationSeconds"].get<double>(), again = second["durationSeconds"].get<double>();
        QVERIFY2(again > length - 0.5 && again < length * 1.5, qPrintable(QString::number(again)));
    }

    void playsTheFolderOfARunAsFastAsItCan()
    {
        HeadlessRun run({"replay", out("first"), "--pace", "max", "--quiet", "--out", out("fast")});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QCOMPARE(reportOf(out("fast"))["ledger"]["received"], reportOf(out("first"))["ledger"]["received"]);
    }

    void saysThatTheJournalIsMissing()
    {
        QVERIFY(QDir().mkpath(out("alone")));
        QVERIFY(QFile::copy(out("first") + "/run.tailrace", out("alone") + "/run.tailrace"));
        HeadlessRun run({"replay", out("alone"), "--out", out("none")});
        QCOMPARE(run.exitCode(), 2);
        QVERIFY2(run.err().contains("journal beside its run file"), qPrintable(run.err()));
        QVERIFY(!QFileInfo::exists(out("none")));
    }

    // Both are told apart from their like: what compare says of them is read by a program.
    void canBeComparedWithTheFirst()
    {
        HeadlessRun run({"compare", out("first"), out("second"), "--format", "json"});
        QCOMPARE(run.exitCode(), 0);
        const auto json = nlohmann::json::parse(run.out().toStdString(), nullptr, false);
        QVERIFY(!json.is_discarded());
        QCOMPARE(json["lines"].size(), std::size_t{7});
    }

private:
    QString out(const char* name) const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(RunReplayTest)
#include "run_replay_test.moc"
