// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <set>

#include "pipeline/kafka/consumer.h"
#include "pipeline/kafka/topic_admin.h"
#include "tests/support/headless_run.h"
#include "tests/support/separate_redis.h"

using namespace tailrace;
using namespace tailrace::test;
using namespace std::chrono_literals;

namespace {

struct Ended {
    int code = -1;
    QString out;
    QString err;
};

Ended call(const QString& program, const QStringList& arguments, int seconds)
{
    QProcess process;
    process.start(program, arguments);
    const bool ended = process.waitForFinished(patience(seconds * 1000));
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        QString::fromUtf8(process.readAllStandardOutput()).trimmed(), QString::fromUtf8(process.readAllStandardError()).trimmed()};
}

} // namespace

// A sale over Apache Kafka and a Redis on TCP: the adapters meet what they were written for.
class RealKafkaTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        const Ended started = kafka("start", 240); // the first time it is fetched
        if (started.code == 3) QSKIP(qPrintable("there is no Kafka to test with: " + started.err));
        QVERIFY2(started.code == 0, qPrintable(started.err));
        m_kafka = started.out;
        m_redis = std::make_unique<SeparateRedis>();
        // What its owner has made stays as it is.
        const auto made = kafka::ensureTopics(client(), {{"clickstream", 6, false}, {"products", 2, false}}, 20s);
        QVERIFY2(made.has_value(), made ? "" : made.error().message().c_str());
    }

    void cleanupTestCase()
    {
        if (!m_kafka.isEmpty()) QCOMPARE(kafka("stop", 60).code, 0);
    }

    void aSaleBalances()
    {
        HeadlessRun sale(arguments("sale", "flash-sale", "6s"));
        QVERIFY2(sale.exitCode() == 0, qPrintable(sale.out() + sale.err()));
        QVERIFY2(sale.err().contains("topic products of " + m_kafka + " is not compacted"), qPrintable(sale.err()));
        QVERIFY2(!sale.err().contains("topic inventory"), qPrintable(sale.err()));
        const nlohmann::json report = reportOf(out("sale"));
        QCOMPARE(ledgerTrouble(report), std::string());
        // The past is in the ledger and in nothing that is measured.
        QCOMPARE(report["freshness"]["count"].get<int>(), report["ledger"]["applied"].get<int>() - report["past"]["events"].get<int>());
        // The sale's slow Redis is not played on a server of somebody else's; nothing else happens, but for what a busy machine gives up.
        std::set<std::string> kinds;
        for (const auto& incident : report["incidents"]) kinds.insert(incident["kind"].get<std::string>());
        kinds.erase("shed");
        kinds.erase("shed no more");
        QVERIFY2(kinds == std::set<std::string>{"redis-slow not played"}, report["incidents"].dump().c_str());
        const Ended verified = call(TAILRACE_BINARY_DIR "/bin/tailrace-verify", {out("sale")}, 60);
        QVERIFY2(verified.code == 0, qPrintable(verified.out + verified.err));
    }

    // The topics still hold what the run before wrote; a catalogue of another seed has other products.
    void theNextRunStartsWhereTheFirstOneEnded()
    {
        HeadlessRun again(arguments("again", "steady", "2s") << "--seed"
                                                             << "77");
        QVERIFY2(again.exitCode() == 0, qPrintable(again.out() + again.err()));
        QCOMPARE(ledgerTrouble(reportOf(out("again"))), std::string());
    }

    void topicsWereMadeOrLeftAsTheyWere()
    {
        const auto consumer = kafka::Consumer::create(client());
        QVERIFY(consumer.has_value());
        const std::map<std::string, int> partitions{{"clickstream", 6}, {"products", 2}, {"inventory", 4}, {"identity-map", 4},
            {"session-updates", 4}, {"exposures", 4}, {"handover", 4}, {"dead-letters", 4}};
        for (const auto& [topic, count] : partitions) QCOMPARE((*consumer)->partitionCount(topic, 5s).value(), count);
        const auto uncompacted =
            kafka::ensureTopics(client(), {{"products", 4, true}, {"inventory", 4, true}, {"identity-map", 4, true}}, 20s);
        QVERIFY(uncompacted.has_value());
        QCOMPARE(uncompacted->size(), std::size_t{1});
        QCOMPARE(uncompacted->front(), std::string("products"));
    }

private:
    Ended kafka(const QString& command, int seconds) const
    {
        return call(TAILRACE_SOURCE_DIR "/packaging/kafka.sh", {command, "--dir", m_directory.filePath("kafka")}, seconds);
    }
    kafka::ClientOptions client() const { return {.bootstrap = m_kafka.toStdString(), .kind = kafka::BrokerKind::Real}; }
    QString out(const QString& name) const { return m_directory.filePath(name); }
    QStringList arguments(const QString& name, const QString& scenario, const QString& duration) const
    {
        return {"run", "--scenario", scenario, "--rate", easyRate(3000), "--duration", duration, "--out", out(name), "--brokers", m_kafka,
            "--redis", m_redis->address("rightsecret")};
    }

    QTemporaryDir m_directory;
    QString m_kafka;
    std::unique_ptr<SeparateRedis> m_redis;
};

QTEST_GUILESS_MAIN(RealKafkaTest)
#include "real_kafka_test.moc"
