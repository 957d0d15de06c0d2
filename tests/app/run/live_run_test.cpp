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
        // Every partition says how far it is behind, in every second; at the end none is.
        for (const auto& second : stored->seconds) QCOMPARE(second.partitionLag.size(), std::size_t{4});
        for (const auto& lag : stored->seconds.back().partitionLag) QVERIFY(lag.events == 0 && lag.seconds == 0);
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

    // A switch and an incident by hand: each acts, stands in the report with those words, and the data path stays whole.
    void doesWhatIsAskedByHandAndSaysSo()
    {
        using degrade::Position;
        LiveRun run([this] { return plan("10m"); }, m_log);
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->phase == Phase::Running && run.snapshots().read(), test::HeadlessRun::Longest);
        run.act(ThrowSwitch{degrade::Shed::NewTraffic, Position::GivenUp});
        QTRY_VERIFY_WITH_TIMEOUT(run.snapshots().read()->ledger.refused > 0, test::HeadlessRun::Longest);
        run.act(ThrowSwitch{degrade::Shed::NewTraffic, Position::Automatic});
        const auto received = run.snapshots().read()->ledger.received;
        QTRY_VERIFY_WITH_TIMEOUT(run.snapshots().read()->ledger.received > received + 1000, test::HeadlessRun::Longest);
        run.act(ThrowSwitch{degrade::Shed::Personalisation, Position::HeldOn});
        run.act(PlayIncident{
            {.kind = simulator::IncidentKind::RedisSlow, .length = std::chrono::seconds(1), .delay = std::chrono::milliseconds(50)}});
        QTRY_VERIFY_WITH_TIMEOUT(said(run, "redis-slow ends"), test::HeadlessRun::Longest);
        run.requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        const auto stored = report::readRunFile(run.status()->out / RunFileName);
        QVERIFY(stored && stored->ledger.balanced() && stored->ledger.inFlight == 0 && stored->ledger.lost() == 0);
        QStringList byHand;
        for (const auto& incident : stored->incidents)
            if (incident.text.find("By hand") != std::string::npos) byHand << QString::fromStdString(incident.kind);
        QCOMPARE(byHand, (QStringList{"shed", "shed no more", "shed by hand", "redis-slow begins"}));
        QFile report(out() + "/report.html");
        QVERIFY(report.open(QFile::ReadOnly));
        QVERIFY(report.readAll().contains("The collector refuses new events; clients offer them again. By hand."));
    }

    // Twice the scenario's rate from then on, measured from due times as before.
    void changesItsRateByHandAndSaysSo()
    {
        LiveRun run([this] { return plan("10m"); }, m_log);
        const auto offered = [&run] { return run.snapshots().read() ? run.snapshots().read()->offeredPerSecond : 0; };
        QTRY_VERIFY_WITH_TIMEOUT(offered() > 1800 && offered() < 2200, test::HeadlessRun::Longest);
        run.act(MultiplyRate{2});
        QTRY_VERIFY_WITH_TIMEOUT(offered() > 3700 && offered() < 4300, test::HeadlessRun::Longest);
        run.act(MultiplyRate{1});
        QTRY_VERIFY_WITH_TIMEOUT(offered() > 1800 && offered() < 2200, test::HeadlessRun::Longest);
        run.requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        const auto record = run.status()->record;
        QVERIFY(record->ledger.balanced() && record->ledger.inFlight == 0);
        const auto said = std::ranges::find(record->incidents, "rate x2", &report::Incident::kind);
        QVERIFY(said != record->incidents.end() && said->text.starts_with("By hand: the rate is 2 times"));
    }

    // The status says how far a past is that takes seconds; a wish to stop ends it, and the run says that it has measured nothing.
    void loadsItsPastInSightAndCanBeStoppedInIt()
    {
        LiveRun run([this] { return plan("10s", "black-friday-calendar", 25'000); }, m_log);
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->words.find("generated past, 24 h before the start") != std::string::npos,
            test::HeadlessRun::Longest);
        QVERIFY(run.status()->phase == Phase::Starting);
        run.requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(run.status()->isOver(), test::HeadlessRun::Longest);
        QVERIFY(run.status()->phase == Phase::Done);
        const auto record = run.status()->record;
        QVERIFY(record->past && record->past->events == record->ledger.accepted && record->ledger.balanced());
        QCOMPARE(record->ledger.inFlight, std::uint64_t{0});
        const auto& failures = run.status()->failures;
        QVERIFY2(!failures.empty() && failures[0].starts_with("The traffic never began: it was stopped by hand"),
            failures.empty() ? "none" : failures[0].c_str());
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
    static bool said(const LiveRun& run, const std::string& kind)
    {
        const auto snapshot = run.snapshots().read();
        return std::ranges::any_of(*snapshot->incidents, [&](const auto& incident) { return incident.kind == kind; });
    }

    QString out() const { return m_folder->filePath("run"); }

    Result<RunPlan> plan(const char* duration, const char* scenario = "steady", double rate = 2000) const
    {
        return planScenario({.out = out().toStdString(), .thresholds = {}, .brokers = {}, .redis = {}, .journalQuota = {}},
            {.scenario = scenario, .duration = duration, .rate = rate, .seed = {}});
    }

    ConsoleLog m_log;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(LiveRunTest)
#include "live_run_test.moc"
