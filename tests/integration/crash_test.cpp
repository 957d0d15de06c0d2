// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <random>

#include "pipeline/enrich/table_snapshot.h"
#include "tests/support/headless_run.h"
#include "tests/support/verify_run.h"

using namespace tailrace;
using namespace tailrace::test;

namespace {

const auto LongAgo = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
constexpr int Crashes = 20;
constexpr double LongestRecovery = 3.0; // s, from the last event taken before the crash to the first new one applied

} // namespace

// The engine is killed again and again during a sale, and nothing that it has accepted is lost or counts twice.
class CrashTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
    }

    void aKilledEngineGoesOnByItself()
    {
        const auto seed = static_cast<unsigned>(qEnvironmentVariableIntValue("TAILRACE_CRASH_SEED") + 1);
        qInfo() << "seed" << seed;
        std::mt19937 random(seed);
        std::uniform_int_distribution<int> pause(300, 1300);
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "flash-sale", "--rate", easyRate(4000), "--duration", easyDuration(38), "--cuts", "4",
            "--seed", QString::number(seed), "--supervise", "--out", out});
        for (int crash = 0; crash < Crashes; ++crash) {
            QTRY_VERIFY_WITH_TIMEOUT(run.out().count("\nflash-sale: ") == crash + 1, HeadlessRun::Longest);
            QTest::qWait(patience(pause(random))); // a slow build recovers as slowly
            const pid_t engine = run.child("tailrace-headle");
            QVERIFY2(engine > 0 && ::kill(engine, SIGKILL) == 0, qPrintable(run.err()));
            QTRY_VERIFY_WITH_TIMEOUT(run.err().count("goes on with the run") == crash + 1, HeadlessRun::Longest);
        }
        QVERIFY(run.ends(2 * HeadlessRun::Longest));
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const auto report = reportOf(out);
        QCOMPARE(ledgerTrouble(report), std::string());
        checkRecoveries(report);
        const Verified verified = verifyRun(out, 2 * HeadlessRun::Longest);
        QVERIFY2(verified.isEqual() && verified.said.count(", 0 differences\n") >= 2, qPrintable(verified.said));
        QVERIFY(!QFileInfo::exists(out + "/resume.json") && !QFileInfo::exists(out + "/checkpoints"));
    }

    // Without a supervisor: what is left is taken up by hand.
    void aRunThatWasCutOffIsResumed()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        {
            HeadlessRun run({"run", "--scenario", "two-devices", "--rate", "3000", "--duration", "8s", "--cuts", "3", "--out", out});
            QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
            QTest::qWait(1500);
            run.signal(SIGKILL);
            QVERIFY(run.ends());
        }
        leaveOneProduct(out + "/checkpoints/tables.jsonl");
        HeadlessRun resumed({"resume", out, "--quiet"});
        checkOneProduct(out + "/checkpoints/tables.jsonl");
        QVERIFY(resumed.ends());
        QVERIFY2(resumed.exitCode() == 0, qPrintable(resumed.out() + resumed.err()));
        const auto report = reportOf(out);
        QCOMPARE(ledgerTrouble(report), std::string());
        QVERIFY2(hasIncident(report, "engine restarted") && hasIncident(report, "engine recovered"), report.at("incidents").dump().c_str());
        const Verified verified = verifyRun(out, HeadlessRun::Longest);
        QVERIFY2(verified.isEqual(), qPrintable(verified.said));
        HeadlessRun again({"resume", out});
        QCOMPARE(again.exitCode(), 2);
        QVERIFY2(again.err().contains("there is no resume.json"), qPrintable(again.err()));
    }

    // The journal alone says the same, later.
    void withoutCheckpointsTheJournalIsEnough()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        {
            HeadlessRun run({"run", "--scenario", "steady", "--rate", "2000", "--duration", "5s", "--cuts", "2", "--out", out});
            QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
            QTest::qWait(1000);
            run.signal(SIGKILL);
            QVERIFY(run.ends());
        }
        for (const char* rest : {"-wal", "-shm"}) QFile::remove(out + "/checkpoints/checkpoints.sqlite" + rest);
        QFile checkpoints(out + "/checkpoints/checkpoints.sqlite");
        QVERIFY(checkpoints.open(QIODevice::WriteOnly) && checkpoints.write(QByteArray(100'000, 'x')) > 0);
        checkpoints.close();
        HeadlessRun resumed({"resume", out, "--quiet"});
        QVERIFY2(resumed.exitCode() == 0, qPrintable(resumed.out() + resumed.err()));
        QVERIFY2(resumed.err().contains("starting from the journal's begin"), qPrintable(resumed.err()));
        QCOMPARE(ledgerTrouble(reportOf(out)), std::string());
        const Verified verified = verifyRun(out, HeadlessRun::Longest);
        QVERIFY2(verified.isEqual(), qPrintable(verified.said));
    }

private:
    // The tables as the next life is to find them: with one product, and old.
    static void leaveOneProduct(const QString& file)
    {
        const std::filesystem::path path = file.toStdString();
        enrich::ProductTable table;
        QVERIFY(table.loadSnapshot(path));
        const auto whole = table.catalogue();
        QVERIFY(whole->size() > 1000);
        for (std::uint32_t i = 1; i < whole->size(); ++i)
            QVERIFY(table.apply(enrich::TableTopic::Products, whole->product(ProductIndex(i)).id, ""));
        table.publish();
        QVERIFY(enrich::saveSnapshot(*table.catalogue(), path));
        std::filesystem::last_write_time(path, LongAgo);
    }
    // The life under way has the tables of the one before, not those that its traffic began with.
    static void checkOneProduct(const QString& file)
    {
        const std::filesystem::path path = file.toStdString();
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::last_write_time(path) > LongAgo, patience(10'000));
        enrich::ProductTable table;
        QVERIFY(table.loadSnapshot(path));
        QCOMPARE(table.productCount(), std::size_t{1});
    }

    // A life that is shorter than its recovery says nothing; most are longer.
    static void checkRecoveries(const nlohmann::json& report)
    {
        QStringList lives;
        std::vector<double> recoveries;
        for (const auto& incident : report.at("incidents")) {
            if (incident.at("kind") == "engine restarted") lives << QString::number(incident.at("atSeconds").get<double>(), 'f', 1) + " s";
            if (incident.at("kind") != "engine recovered") continue;
            const QString words = QString::fromStdString(incident.at("text").get<std::string>());
            const auto seconds = QRegularExpression(R"(, (\d+\.\d+) s after)").match(words);
            QVERIFY2(seconds.hasMatch() && !lives.isEmpty(), qPrintable(words));
            lives.last() += " + " + seconds.captured(1);
            recoveries.push_back(seconds.captured(1).toDouble());
        }
        const QString all = "went on at, + s until recovered: " + lives.join(", ");
        qInfo("%s", qPrintable(all));
        QVERIFY2(lives.size() >= Crashes / 2 && recoveries.size() >= Crashes / 4, qPrintable(all));
        // The median: a machine that others use stands still now and then.
        std::ranges::sort(recoveries);
        QVERIFY2(recoveries[recoveries.size() / 2] < LongestRecovery * Slowness, qPrintable(all));
    }
};

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_test.moc"
