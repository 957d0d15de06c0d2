// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/verify_run.h"

using namespace tailrace::test;

namespace {

// The traffic of these runs: enough, soon enough, that no feature is empty in every key of a cut.
const QStringList Traffic{"--rate", easyRate(2000), "--duration", easyDuration(4), "--quiet"};

qsizetype framesOfKind(const QString& run, const QByteArray& kind)
{
    qsizetype count = 0;
    for (const QString& segment : QDir(run + "/journal").entryList({"*.seg"})) count += contentOf(run + "/journal/" + segment).count(kind);
    return count;
}

QStringList cutsOf(const QString& run)
{
    QStringList names = QDir(run + "/cuts").entryList({"*.jsonl"}, QDir::Files);
    std::ranges::sort(names, {}, [](const QString& name) { return name.section('.', 0, 0).toULongLong(); });
    return names;
}

} // namespace

// Real runs leave cuts, and the oracle computes them again.
class CutTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
    }

    void whatTheWorkersHoldIsWhatTheJournalImplies_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<QString>("workers");
        QTest::newRow("steady, one worker") << "steady"
                                            << "1";
        QTest::newRow("steady, two workers") << "steady"
                                             << "2";
        QTest::newRow("two devices") << "two-devices"
                                     << "2";
        QTest::newRow("late and lost, the broker stalls") << "late-and-lost"
                                                          << "2";
    }
    void whatTheWorkersHoldIsWhatTheJournalImplies()
    {
        QFETCH(QString, scenario);
        QFETCH(QString, workers);
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run(QStringList{"run", "--scenario", scenario, "--workers", workers, "--cuts", "3", "--out", out} + Traffic);
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QCOMPARE(cutsOf(out).size(), 3);
        QVERIFY(run.out().contains("Cuts for tailrace-verify to compare: 3, in the folder cuts."));
        QVERIFY(QFileInfo::exists(out + "/features/shopper.json"));
        // Otherwise it would not be stitching, or not be late, that is compared.
        if (scenario == "two-devices") QVERIFY2(framesOfKind(out, "TRH1") > 50, qPrintable(QString::number(framesOfKind(out, "TRH1"))));
        const auto ledger = reportOf(out).at("ledger");
        if (scenario == "late-and-lost") QVERIFY2(ledger.at("late") > 50 && ledger.at("duplicate") > 50, ledger.dump().c_str());
        QVERIFY2(verify(out) == 0, qPrintable(m_said));
        QVERIFY2(m_said.count(", 0 differences\n") == 3 && m_said.contains("; 3 cuts\n") && m_said.endsWith("EQUAL\n"), qPrintable(m_said));
    }

    void aRecordedCheckoutIsProved()
    {
        const QString events =
            qEnvironmentVariable("TAILRACE_SHARED", TAILRACE_SOURCE_DIR "/../shared") + "/data/snowplow/successful_checkout.jsonl";
        if (!QFileInfo::exists(events)) QSKIP(qPrintable(events + " is not there"));
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"replay", events, "--pace", "max", "--cuts", "1", "--out", out});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QVERIFY2(verify(out) == 0 && m_said.contains("; 1 cuts\n") && m_said.endsWith("EQUAL\n"), qPrintable(m_said));
    }

    // Everything in flight is lost, and fed again: no part of a cut may come early, twice or not at all.
    void aBrokerThatDiesChangesNothing()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"run", "--scenario", "two-devices", "--rate", "3000", "--duration", "6s", "--cuts", "9", "--out", out});
        QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
        QTest::qWait(2500); // in the second half
        const pid_t broker = run.child("tailrace-broker");
        QVERIFY(broker > 0 && ::kill(broker, SIGKILL) == 0);
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QVERIFY2(hasIncident(reportOf(out), "broker restarted"), reportOf(out).dump().c_str());
        QVERIFY(cutsOf(out).size() >= 2); // one at a time: those that fall due meanwhile wait, perhaps for too long
        QVERIFY2(verify(out) == 0 && m_said.endsWith("EQUAL\n"), qPrintable(m_said));
    }

    void whatIsPlantedIsFound()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run(QStringList{"run", "--scenario", "two-devices", "--cuts", "1", "--out", out} + Traffic);
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QCOMPARE(cutsOf(out).size(), 1);
        const QString file = out + "/cuts/" + cutsOf(out).constFirst();
        const QByteArray right = contentOf(file);

        plant(file, right, "\"product_view_count_5m\":\"1\"", "\"product_view_count_5m\":\"2\"");
        QVERIFY2(verify(out) == 1 && m_said.contains(" product_view_count_5m\n  expected 1\n  found    2\n"), qPrintable(m_said));
        plant(file, right, ",\"events\":1,", ",\"events\":2,");
        QVERIFY2(verify(out) == 1 && m_said.contains("DIFFERENT: 1\n"), qPrintable(m_said));
        plant(file, right, "\"applied\":{\"0\":", "\"applied\":{\"0\":1");
        QVERIFY2(verify(out) == 1 && m_said.contains("has applied"), qPrintable(m_said));
        // An event that has had no effect: its shopper has nothing else.
        const qsizetype key = right.indexOf("{\"key\":\"user:");
        plant(file, right, right.mid(key, right.indexOf('\n', key) + 1 - key), {});
        QVERIFY2(verify(out) == 1 && m_said.contains("found    (nothing)"), qPrintable(m_said));

        QVERIFY(QFile::remove(file));
        QVERIFY2(verify(out) == 1 && m_said.contains("marks of the journal whose cut is not there: 1: no cut was compared"),
            qPrintable(m_said));
    }

private:
    // The first place alone.
    static void plant(const QString& path, QByteArray text, const QByteArray& what, const QByteArray& instead)
    {
        const qsizetype at = text.indexOf(what);
        QVERIFY2(at >= 0, what.constData());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.replace(at, what.size(), instead));
    }

    int verify(const QString& folder)
    {
        const Verified verified = verifyRun(folder, HeadlessRun::Longest);
        m_said = verified.said;
        return verified.code;
    }

    QString m_said;
};

QTEST_GUILESS_MAIN(CutTest)
#include "cut_test.moc"
