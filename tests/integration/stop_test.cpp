// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

// The program is stopped, politely or not.
class StopTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
    }

    void interruptDrainsAndReports()
    {
        HeadlessRun run(arguments("interrupted"));
        QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
        const pid_t broker = run.child("tailrace-broker");
        const pid_t redis = run.child("redis-server");
        QVERIFY(broker > 0 && redis > 0);
        run.signal(SIGINT);
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(m_directory.filePath("interrupted"));
        QCOMPARE(ledgerTrouble(report), std::string());
        QVERIFY(report["durationSeconds"] < 20.0);
        const std::string notes = report["notes"].dump(); // else its figures would pass for those of the whole run
        QVERIFY2(notes.find("The run was stopped by hand after ") != std::string::npos && notes.find(" s of 60 s, ") != std::string::npos,
            notes.c_str());
        QVERIFY(QFileInfo::exists(m_directory.filePath("interrupted/report.html")));
        QVERIFY(HeadlessRun::isGone(broker) && HeadlessRun::isGone(redis));
    }

    void killedProgramLeavesNoServerBehind()
    {
        HeadlessRun run(arguments("killed"));
        QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
        const pid_t broker = run.child("tailrace-broker");
        const pid_t redis = run.child("redis-server");
        QVERIFY(broker > 0 && redis > 0);
        QVERIFY(!HeadlessRun::isGone(broker) && !HeadlessRun::isGone(redis));
        run.signal(SIGKILL);
        QCOMPARE(run.exitCode(), -1);
        QTRY_VERIFY_WITH_TIMEOUT(HeadlessRun::isGone(broker), patience(2000));
        QTRY_VERIFY_WITH_TIMEOUT(HeadlessRun::isGone(redis), patience(2000));
    }

private:
    QStringList arguments(const QString& name) const
    {
        return {"run", "--scenario", "steady", "--rate", "2000", "--duration", "60s", "--out", m_directory.filePath(name)};
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(StopTest)
#include "stop_test.moc"
