// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/run_incidents.h"

#include <QtTest>
#include <algorithm>
#include <csignal>
#include <fstream>

#include "pipeline/redis/redis_connection.h"
#include "pipeline/runtime/embedded_redis.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using simulator::IncidentKind;

namespace {

// 'T': it stands still.
char stateOf(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    const auto nameEnd = text.rfind(')');
    return nameEnd == std::string::npos ? 'X' : text[nameEnd + 2];
}

} // namespace

// Incidents done to real servers of our own.
class RunIncidentsTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    IncidentLog m_log;
    std::vector<std::unique_ptr<WorkQueue>> m_queues;

    Result<std::unique_ptr<Servers>> servers(std::string redis = {})
    {
        PipelineOptions options;
        options.redis = std::move(redis);
        return Servers::start(options, m_log, m_clock);
    }
    // How long Redis takes to answer, each time from a moment of our own.
    std::vector<std::chrono::nanoseconds> answers(const redis::RedisAddress& address, int count)
    {
        redis::RedisConnection connection(address, {});
        std::vector<std::chrono::nanoseconds> times;
        for (int i = 0; i < count; ++i) {
            const Stamp asked = m_clock.now();
            if (connection.ping(2s)) times.push_back(m_clock.now() - asked);
            QTest::qWait(7);
        }
        std::sort(times.begin(), times.end());
        return times;
    }

private slots:
    void initTestCase()
    {
        if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed");
        qputenv("TAILRACE_BROKER", TAILRACE_BROKER_PROGRAM);
    }

    void aSlowRedisAnswersLaterAndThenAsBefore()
    {
        const auto started = servers();
        QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
        RunIncidents incidents({**started, m_queues});
        const simulator::ScheduledIncident slow{.kind = IncidentKind::RedisSlow, .length = 1s, .delay = 80ms};
        QVERIFY(incidents.begin(slow).has_value());
        const auto during = answers((*started)->redis(), 20);
        QCOMPARE(during.size(), std::size_t{20}); // none is lost
        QVERIFY2(during[10] > 15ms && during[10] < 90ms * test::Slowness, QByteArray::number(qlonglong(during[10].count())));
        QVERIFY2(during.back() > 50ms, QByteArray::number(qlonglong(during.back().count())));
        incidents.end(slow);
        const auto after = answers((*started)->redis(), 20);
        QVERIFY2(after[10] < 5ms * test::Slowness, QByteArray::number(qlonglong(after[10].count())));
        QVERIFY(stateOf((*started)->redisPid()) != 'T');
    }

    void aBlackHoleAnswersWhenItIsOver()
    {
        const auto started = servers();
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const simulator::ScheduledIncident hole{.kind = IncidentKind::RedisBlackHole, .length = 1s};
        QVERIFY(incidents.begin(hole).has_value());
        redis::RedisConnection connection((*started)->redis(), {});
        QVERIFY(!connection.ping(100ms).has_value());
        incidents.end(hole);
        QCOMPARE(answers((*started)->redis(), 5).size(), std::size_t{5});
    }

    // What supervision would end if nobody had wanted it; afterwards it watches again.
    void incidentsLastAsLongAsTheyAreMeantTo()
    {
        const auto started =
            Servers::start({.journalDirectory = {}, .brokers = {}, .redis = {}, .rules = {}, .features = {}}, m_log, m_clock, 400ms);
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const pid_t redis = (*started)->redisPid();
        const pid_t broker = (*started)->brokerPid();
        for (const IncidentKind kind : {IncidentKind::RedisBlackHole, IncidentKind::BrokerStalled, IncidentKind::RedisSlow}) {
            const simulator::ScheduledIncident incident{.kind = kind, .length = 1s, .delay = 1s};
            QVERIFY(incidents.begin(incident).has_value());
            for (QDeadlineTimer end(2500); !end.hasExpired(); QTest::qWait(20)) (*started)->tick();
            incidents.end(incident);
            QCOMPARE((*started)->redisPid(), redis);
            QCOMPARE((*started)->brokerPid(), broker);
        }
        QCOMPARE(::kill(redis, SIGSTOP), 0);
        const auto isReplaced = [&] {
            (*started)->tick();
            return (*started)->redisPid() > 0 && (*started)->redisPid() != redis;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isReplaced(), test::patience(10'000));
        QCOMPARE((*started)->brokerPid(), broker);
    }

    void killedServersComeBack()
    {
        const auto started = servers();
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const pid_t redis = (*started)->redisPid();
        const pid_t broker = (*started)->brokerPid();
        QVERIFY(incidents.begin({.kind = IncidentKind::RedisKilled}).has_value());
        QVERIFY(incidents.begin({.kind = IncidentKind::BrokerKilled}).has_value());
        const auto bothAreNew = [&] {
            (*started)->tick();
            const pid_t redisNow = (*started)->redisPid();
            const pid_t brokerNow = (*started)->brokerPid();
            return redisNow > 0 && redisNow != redis && brokerNow > 0 && brokerNow != broker;
        };
        QTRY_VERIFY_WITH_TIMEOUT(bothAreNew(), test::patience(10'000));
    }

    // Slow is a property of the run's Redis, not of one process.
    void aRedisThatDiesWhileItIsSlowIsSlowAgain()
    {
        const auto started = servers();
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const simulator::ScheduledIncident slow{.kind = IncidentKind::RedisSlow, .length = 1s, .delay = 80ms};
        QVERIFY(incidents.begin(slow).has_value());
        const pid_t before = (*started)->redisPid();
        QCOMPARE(::kill(before, SIGKILL), 0);
        const auto standsStillAgain = [&] {
            (*started)->tick();
            incidents.tick();
            const pid_t now = (*started)->redisPid();
            return now > 0 && now != before && stateOf(now) == 'T';
        };
        QTRY_VERIFY_WITH_TIMEOUT(standsStillAgain(), test::patience(10'000));
        incidents.end(slow);
        QVERIFY(stateOf((*started)->redisPid()) != 'T');
    }

    void aStalledBrokerStandsStillUntilItsEnd()
    {
        const auto started = servers();
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const simulator::ScheduledIncident stall{.kind = IncidentKind::BrokerStalled, .length = 1s};
        const pid_t broker = (*started)->brokerPid();
        QVERIFY(incidents.begin(stall).has_value());
        QTRY_COMPARE(stateOf(broker), 'T');
        incidents.end(stall);
        QTRY_VERIFY(stateOf(broker) != 'T');
        QCOMPARE((*started)->brokerPid(), broker);
    }

    void aPausedWorkerTakesNothing()
    {
        const auto started = servers();
        QVERIFY(started.has_value());
        m_queues.clear();
        m_queues.push_back(std::make_unique<WorkQueue>(10));
        m_queues.push_back(std::make_unique<WorkQueue>(10));
        RunIncidents incidents({**started, m_queues});
        const simulator::ScheduledIncident pause{.kind = IncidentKind::WorkerPaused, .length = 1s, .worker = 1};
        QVERIFY(incidents.begin(pause).has_value());
        std::vector<WorkBatch> taken;
        for (const auto& queue : m_queues) QVERIFY(queue->push({}));
        QVERIFY(m_queues[0]->popAll(taken, 10ms) && taken.size() == 1);
        QVERIFY(m_queues[1]->popAll(taken, 10ms) && taken.empty());
        incidents.end(pause);
        QVERIFY(m_queues[1]->popAll(taken, 10ms) && taken.size() == 1);
        QVERIFY(!incidents.begin({.kind = IncidentKind::WorkerPaused, .worker = 2}).has_value());
        QVERIFY(!incidents.begin({.kind = IncidentKind::StockFeedCut}).has_value()); // there is none
    }

    void serversOfTheUserAreLeftAlone()
    {
        EmbeddedRedis theirs;
        QVERIFY(theirs.start().has_value());
        const auto started = servers(theirs.endpoint());
        QVERIFY(started.has_value());
        RunIncidents incidents({**started, m_queues});
        const auto refused = incidents.begin({.kind = IncidentKind::RedisSlow, .length = 1s, .delay = 80ms});
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().context().find("--redis") != std::string::npos);
        QVERIFY(stateOf(theirs.status().pid) != 'T');
    }
};

QTEST_GUILESS_MAIN(RunIncidentsTest)
#include "run_incidents_test.moc"
