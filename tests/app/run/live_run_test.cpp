// SPDX-License-Identifier: Apache-2.0
#include "app/run/live_run.h"

#include <QtTest>

#include "app/run/console_log.h"
#include "app/run/run_environment.h"
#include "pipeline/report/run_file.h"
#include "tests/support/headless_run.h"

using namespace tailrace;
using namespace tailrace::run;
using Phase = LiveRunStatus::Phase;

// Runs on a thread of their own, with the real servers.
class LiveRunTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::HeadlessRun::hasRedisServer()) QSKIP("no redis-server here");
        qunsetenv("TAILRACE_REDIS");
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void endsWithARunFileThatHoldsItsRecord()
    {
        LiveRun run([this] { return plan("2s"); }, m_log);
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        const auto status = run.status();
        QVERIFY2(status->phase == Phase::Done, status->words.c_str());
        QVERIFY(status->failures.empty());
        QVERIFY(run.snapshots().read());
        const auto stored = report::readRunFile(status->out / RunFileName);
        QVERIFY(stored);
        QVERIFY(stored->ledger.applied > 1000);
        QCOMPARE(stored->ledger.applied, status->record->ledger.applied);
        QCOMPARE(stored->series.at("freshness").count(), status->record->series.at("freshness").count());
        QVERIFY(std::filesystem::exists(status->out / ReportName));
    }

    void stopsWhenWished()
    {
        LiveRun run([this] { return plan("10m"); }, m_log);
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->phase == Phase::Running && run.snapshots().read(), test::HeadlessRun::Longest);
        run.requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        QVERIFY(run.status()->phase == Phase::Done);
        QVERIFY(run.status()->record->durationSeconds < 60);
    }

    void isEndedByItsDestructor()
    {
        QElapsedTimer timer;
        {
            LiveRun run([this] { return plan("10m"); }, m_log);
            QTRY_VERIFY_WITH_TIMEOUT(run.status()->phase == Phase::Running, test::HeadlessRun::Longest);
            timer.start();
        }
        QVERIFY(timer.elapsed() < test::HeadlessRun::Longest);
        QVERIFY(QFile::exists(out() + "/report.html"));
    }

    void saysWhyItCouldNotStart()
    {
        QVERIFY(QDir().mkpath(out() + "/journal"));
        LiveRun run([this] { return plan("2s"); }, m_log);
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        QVERIFY(run.status()->phase == Phase::Failed);
        QVERIFY(run.status()->words.find("already holds a run") != std::string::npos);
        QVERIFY(run.status()->out.empty());
    }

private:
    QString out() const { return m_folder->filePath("run"); }

    Result<RunPlan> plan(const char* duration) const
    {
        return planScenario({.out = out().toStdString(), .thresholds = {}, .brokers = {}, .redis = {}, .journalQuota = {}},
            {.scenario = "steady", .duration = duration, .rate = 2000, .seed = {}});
    }

    ConsoleLog m_log;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(LiveRunTest)
#include "live_run_test.moc"
