// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/separate_redis.h"

using namespace tailrace::test;

namespace {

constexpr const char* AllTopics = "clickstream,products,inventory,identity-map,session-updates,exposures,handover,dead-letters";

// A broker that is nobody's child but the test's, as a Kafka elsewhere would be.
class SeparateBroker {
public:
    explicit SeparateBroker(const char* topics = AllTopics)
    {
        m_process.start(TAILRACE_BINARY_DIR "/bin/tailrace-broker", {"--topics", topics});
        while (m_process.waitForReadyRead(10'000) && !m_process.canReadLine()) {}
        m_address = QString::fromUtf8(m_process.readLine()).section(' ', 1).trimmed();
    }
    ~SeparateBroker() { kill(); }
    QString address() const { return m_address; }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
    QString m_address;
};

QString incidentText(const nlohmann::json& report) { return QString::fromStdString(report["incidents"].dump()); }

} // namespace

// `--brokers` and `--redis`: servers that somebody else runs, that may be wrong, away, or die.
class RealServersTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
    }

    void aRunOnSeparateServersBalances()
    {
        const SeparateBroker broker;
        HeadlessRun run(arguments("good", "2s") << "--brokers" << broker.address() << "--redis" << m_redis.address("rightsecret"));
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(out("good"));
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report["freshness"]["count"], report["ledger"]["applied"]);
        QVERIFY2(report["incidents"].empty(), qPrintable(incidentText(report)));
        // They are not ours to measure, and that is not the same as none.
        QVERIFY(report["throughput"]["cpuSeconds"]["broker"].is_null());
        QVERIFY(report["throughput"]["cpuSeconds"]["redis"].is_null());
        QVERIFY2(!(run.out() + run.err()).contains("rightsecret"), qPrintable(run.out() + run.err()));
        QVERIFY(!contentOf(out("good") + "/report.json").contains("rightsecret"));
    }

    void topicsThatAreMissingAreMade()
    {
        const SeparateBroker broker("clickstream,products");
        HeadlessRun run(arguments("topics", "1s") << "--brokers" << broker.address());
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QCOMPARE(ledgerTrouble(reportOf(out("topics"))), std::string());
    }

    // It never comes back: what it did not hand out stays in flight, and the run says so in every place.
    void aBrokerThatDiesForGoodFailsTheRun()
    {
        SeparateBroker broker;
        HeadlessRun run(arguments("dead", "4s") << "--brokers" << broker.address());
        QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
        broker.kill();
        QTest::qWait(4000);
        run.signal(SIGINT); // it would wait for the broker for a while
        QVERIFY2(run.ends(2 * HeadlessRun::Longest) && run.exitCode() == 1, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(out("dead"));
        QVERIFY(!report.is_discarded());
        QVERIFY2(report["ledger"]["inFlight"] > 0, report["ledger"].dump().c_str());
        QCOMPARE(report["ledger"]["lost"], 0);
        QVERIFY2(hasIncident(report, "broker away"), qPrintable(incidentText(report)));
        QVERIFY2(!hasIncident(report, "broker back"), qPrintable(incidentText(report)));
        const double at = report["incidents"][0]["atSeconds"];
        QVERIFY2(at > 0.9 && at < 3.0, qPrintable(incidentText(report))); // when it died, not when it was given up
        QVERIFY2(report["notes"].dump().find("no percentile") != std::string::npos, report["notes"].dump().c_str());
        QVERIFY2(run.err().count("makes no progress") <= 4, qPrintable(run.err())); // at most once for each partition
    }

    void aServerThatCannotBeUsedIsSaidAtOnce_data()
    {
        QTest::addColumn<QStringList>("servers");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("sentence");
        const QString nobody = "127.0.0.1:" + QString::number(freePort());
        QTest::newRow("wrong password") << QStringList{"--redis", m_redis.address("wrongsecret")} << 1
                                        << "refuses this user name and password. Mend user and password in --redis";
        QTest::newRow("no Redis") << QStringList{"--redis", nobody} << 1 << "Connection refused. Start it, mend the address in --redis";
        QTest::newRow("no Kafka") << QStringList{"--brokers", nobody} << 1 << "Start it, mend the address in --brokers";
        QTest::newRow("not an address") << QStringList{"--brokers", "sasl://u:topsecret@h:9"} << 2 << "--brokers: ";
    }
    void aServerThatCannotBeUsedIsSaidAtOnce()
    {
        QFETCH(QStringList, servers);
        QFETCH(int, exitCode);
        QFETCH(QString, sentence);
        QElapsedTimer timer;
        timer.start();
        HeadlessRun run(arguments(QTest::currentDataTag(), "5s") << servers);
        QCOMPARE(run.exitCode(), exitCode);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(run.err().contains(sentence), qPrintable(run.err()));
        QVERIFY2(!run.err().contains("secret"), qPrintable(run.err()));
    }

private:
    QString out(const QString& name) const { return m_directory.filePath(name); }
    QStringList arguments(const QString& name, const QString& duration) const
    {
        return {"run", "--scenario", "steady", "--rate", "1000", "--duration", duration, "--out", out(name)};
    }

    QTemporaryDir m_directory;
    SeparateRedis m_redis;
};

QTEST_GUILESS_MAIN(RealServersTest)
#include "real_servers_test.moc"
