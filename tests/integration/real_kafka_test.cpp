// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/kafka/consumer.h"
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
    const bool ended = process.waitForFinished(seconds * 1000);
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
    }

    void cleanupTestCase()
    {
        if (!m_kafka.isEmpty()) QCOMPARE(kafka("stop", 60).code, 0);
    }

    void aSaleBalances()
    {
        HeadlessRun sale(arguments("sale", "flash-sale", "6s"));
        QVERIFY2(sale.exitCode() == 0, qPrintable(sale.out() + sale.err()));
        const nlohmann::json report = reportOf(out("sale"));
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report["freshness"]["count"], report["ledger"]["applied"]);
        // The sale's slow Redis: a server that is not Tailrace's own is left alone, and the report says so.
        QVERIFY2(report["incidents"].size() == 1 && report["incidents"][0]["kind"] == "redis-slow not played", report["incidents"].dump().c_str());
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

    void topicsWereMadeAsTheyShouldBe()
    {
        const auto consumer = kafka::Consumer::create({.bootstrap = m_kafka.toStdString(), .kind = kafka::BrokerKind::Real});
        QVERIFY(consumer.has_value());
        for (const char* topic :
            {"clickstream", "products", "inventory", "identity-map", "session-updates", "exposures", "handover", "dead-letters"})
            QCOMPARE((*consumer)->partitionCount(topic, 5s).value(), 4);
    }

private:
    Ended kafka(const QString& command, int seconds) const
    {
        return call(TAILRACE_SOURCE_DIR "/packaging/kafka.sh", {command, "--dir", m_directory.filePath("kafka")}, seconds);
    }
    QString out(const QString& name) const { return m_directory.filePath(name); }
    QStringList arguments(const QString& name, const QString& scenario, const QString& duration) const
    {
        return {"run", "--scenario", scenario, "--rate", "3000", "--duration", duration, "--out", out(name), "--brokers", m_kafka,
            "--redis", m_redis->address("rightsecret")};
    }

    QTemporaryDir m_directory;
    QString m_kafka;
    std::unique_ptr<SeparateRedis> m_redis;
};

QTEST_GUILESS_MAIN(RealKafkaTest)
#include "real_kafka_test.moc"
