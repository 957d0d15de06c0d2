// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/incident_player.h"

#include <QtTest>

#include "tests/support/manual_clock.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using simulator::IncidentKind;
using simulator::ScheduledIncident;

namespace {

class NotedActions final : public IncidentActions {
public:
    Result<void> begin(const ScheduledIncident& incident) override
    {
        if (incident.kind == refused) return Error(ErrorCode::Unsupported, "it is not ours");
        done.push_back("+" + std::string(nameOf(incident.kind).name));
        return {};
    }
    void end(const ScheduledIncident& incident) override { done.push_back("-" + std::string(nameOf(incident.kind).name)); }
    void tick() override { ++ticks; }

    std::vector<std::string> done;
    std::optional<IncidentKind> refused;
    int ticks = 0;
};

ScheduledIncident lasting(IncidentKind kind, std::chrono::nanoseconds at, std::chrono::nanoseconds length)
{
    return {.kind = kind, .at = at, .length = length};
}

using Texts = std::vector<std::string>;

} // namespace

class IncidentPlayerTest : public QObject {
    Q_OBJECT

    test::ManualClock m_clock;
    std::unique_ptr<IncidentLog> m_log;
    NotedActions m_actions;

    Texts kinds() const
    {
        Texts kinds;
        for (const IncidentLog::Entry& entry : m_log->entries()) kinds.push_back(entry.kind);
        return kinds;
    }
    void pass(IncidentPlayer& player, std::chrono::milliseconds time)
    {
        for (; time.count() > 0; time -= 100ms) {
            m_clock.advance(100ms);
            player.tick();
        }
    }

private slots:
    void playsEachAtItsTimeAndNotesBeginAndEnd()
    {
        const Stamp origin = m_clock.now() + 1s;
        IncidentPlayer player({lasting(IncidentKind::BrokerStalled, 4s, 1s), lasting(IncidentKind::RedisSlow, 2s, 3s)}, origin, m_actions,
            *m_log, m_clock);
        pass(player, 2900ms);
        QVERIFY(m_actions.done.empty());
        QCOMPARE(m_actions.ticks, 0);
        pass(player, 100ms);
        QVERIFY(m_actions.done == Texts{"+redis-slow"});
        pass(player, 2s);
        QVERIFY((m_actions.done == Texts{"+redis-slow", "+broker-stalled"}));
        pass(player, 2s);
        QVERIFY(player.finished());
        QVERIFY((kinds() == Texts{"redis-slow begins", "broker-stalled begins", "redis-slow ends", "broker-stalled ends"}));
        QVERIFY(m_log->entries()[0].at == origin + 2s && m_log->entries()[2].at == origin + 5s);
        QVERIFY(m_actions.ticks >= 29);
    }

    void anInstantHasNoEnd()
    {
        IncidentPlayer player({{.kind = IncidentKind::RedisKilled, .at = 1s}}, m_clock.now(), m_actions, *m_log, m_clock);
        pass(player, 2s);
        player.stop();
        QVERIFY(m_actions.done == Texts{"+redis-killed"});
        QVERIFY(kinds() == Texts{"redis-killed"});
    }

    void incidentsOfOneTargetFollowEachOther()
    {
        IncidentPlayer player({lasting(IncidentKind::RedisSlow, 1s, 2s), lasting(IncidentKind::RedisBlackHole, 2s, 1s),
                                  lasting(IncidentKind::WorkerPaused, 2s, 1s)},
            m_clock.now(), m_actions, *m_log, m_clock);
        pass(player, 2500ms);
        QVERIFY((m_actions.done == Texts{"+redis-slow", "+worker-paused"}));
        pass(player, 2s);
        QVERIFY((m_actions.done
            == Texts{"+redis-slow", "+worker-paused", "-redis-slow", "-worker-paused", "+redis-black-hole", "-redis-black-hole"}));
    }

    void aLateTickKeepsTheLength()
    {
        IncidentPlayer player({lasting(IncidentKind::RedisSlow, 1s, 2s)}, m_clock.now(), m_actions, *m_log, m_clock);
        m_clock.advance(10s);
        player.tick();
        QVERIFY(m_actions.done == Texts{"+redis-slow"});
        pass(player, 1900ms);
        QCOMPARE(m_actions.done.size(), std::size_t{1});
        pass(player, 100ms);
        QCOMPARE(m_actions.done.size(), std::size_t{2});
    }

    void whatCannotBeDoneIsNotedAndNotEnded()
    {
        m_actions.refused = IncidentKind::RedisSlow;
        IncidentPlayer player({lasting(IncidentKind::RedisSlow, 1s, 1s)}, m_clock.now(), m_actions, *m_log, m_clock);
        pass(player, 3s);
        QVERIFY(m_actions.done.empty());
        QVERIFY(kinds() == Texts{"redis-slow not played"});
        QVERIFY(m_log->entries()[0].text.find("not ours") != std::string::npos);
    }

    void whatIsAskedForByHandBeginsAtOnceOrNext()
    {
        IncidentPlayer player({lasting(IncidentKind::RedisSlow, 1s, 2s)}, m_clock.now(), m_actions, *m_log, m_clock);
        pass(player, 1500ms);
        player.add({.kind = IncidentKind::BrokerStalled, .at = 1500ms, .length = 1s, .byHand = true});
        player.add({.kind = IncidentKind::RedisKilled, .at = 1500ms, .byHand = true});
        player.tick();
        QVERIFY((m_actions.done == Texts{"+redis-slow", "+broker-stalled"}));
        pass(player, 2s);
        QVERIFY((m_actions.done == Texts{"+redis-slow", "+broker-stalled", "-broker-stalled", "-redis-slow", "+redis-killed"}));
        QVERIFY(player.finished());
        QVERIFY(m_log->entries()[0].text.ends_with("Planned."));
        QVERIFY(m_log->entries()[1].text.ends_with("By hand."));
    }

    void theEndOfTheRunEndsWhatIsOn()
    {
        {
            IncidentPlayer player({lasting(IncidentKind::BrokerStalled, 1s, 9s), lasting(IncidentKind::RedisSlow, 5s, 9s)}, m_clock.now(),
                m_actions, *m_log, m_clock);
            pass(player, 2s);
        }
        QVERIFY((m_actions.done == Texts{"+broker-stalled", "-broker-stalled"}));
        QVERIFY((kinds() == Texts{"broker-stalled begins", "broker-stalled ends"}));
    }

    void init()
    {
        m_log = std::make_unique<IncidentLog>();
        m_actions = {};
    }
};

QTEST_GUILESS_MAIN(IncidentPlayerTest)
#include "incident_player_test.moc"
