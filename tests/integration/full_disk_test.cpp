// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/private_disk.h"

using namespace tailrace::test;

// The disk of a run fills up: nothing acknowledged is lost, and the report that says so finds room.
class FullDiskTest : public QObject {
    Q_OBJECT

public:
    explicit FullDiskTest(bool canMount) : m_canMount(canMount) {}

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        if (!m_canMount) QSKIP("a small disk of its own needs root, or a kernel that gives users namespaces");
    }

    void leavesAReportOnADiskThatSomebodyFilled()
    {
        const QTemporaryDir directory;
        const PrivateDisk disk(directory.path().toStdString(), "64m");
        QVERIFY(disk.isThere());
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "2000", "--duration", "20s", "--journal-quota", "48MiB", "--out", out});
        QVERIFY2(run.isUnderWay(), qPrintable(run.out() + run.err()));
        QVERIFY(QFileInfo::exists(out + "/report.reserve"));
        disk.fill();
        const auto isRefused = [&run] { return run.err().contains("No space left"); };
        QTRY_VERIFY2_WITH_TIMEOUT(isRefused(), qPrintable(run.out() + run.err()), HeadlessRun::Longest);
        QTest::qWait(1000); // of refusals
        run.signal(SIGINT);
        QVERIFY2(run.exitCode() == 1, qPrintable(run.out() + run.err()));
        QVERIFY2(run.err().contains("Due, but never accepted"), qPrintable(run.err()));

        const nlohmann::json report = reportOf(out);
        QCOMPARE(ledgerTrouble(report), std::string());
        QVERIFY2(hasIncident(report, "journal full"), report["incidents"].dump().c_str());
        for (const char* name : {"run.tailrace", "report.html", "report.md", "report.csv", "total.hgrm"})
            QVERIFY2(QFileInfo(out + "/" + name).size() > 0, name);
        QVERIFY(!QFileInfo::exists(out + "/report.reserve"));
    }

    void startsNoRunWithoutRoomForItsReport()
    {
        const QTemporaryDir directory;
        const PrivateDisk disk(directory.path().toStdString(), "12m");
        QVERIFY(disk.isThere());
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "10", "--duration", "1s", "--journal-quota", "9MiB", "--out", out});
        QCOMPARE(run.exitCode(), 1);
        QVERIFY2(run.err().contains("and its report up to"), qPrintable(run.err()));
        QVERIFY(!QFileInfo::exists(out));
    }

private:
    bool m_canMount;
};

int main(int count, char** arguments)
{
    const bool canMount = haveMountsOfOurOwn(); // while there are no other threads
    QCoreApplication application(count, arguments);
    FullDiskTest test(canMount);
    return QTest::qExec(&test, count, arguments);
}
#include "full_disk_test.moc"
