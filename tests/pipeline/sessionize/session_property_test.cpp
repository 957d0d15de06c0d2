// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <algorithm>
#include <random>
#include <set>

#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

// ShopperSessions against an oracle that keeps every applied event and finds the sessions anew each time.
class SessionPropertyTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithSessionsFoundFromScratch_data();
    void agreesWithSessionsFoundFromScratch();
};

namespace {

struct Arrival {
    std::string id;
    std::int64_t at = 0;
};

class Oracle {
public:
    Oracle(std::int64_t gap, std::int64_t grace) : m_gap(gap), m_grace(grace) {}

    Outcome apply(const Arrival& arrival, std::int64_t watermark)
    {
        auto with = m_applied;
        with.push_back(arrival);
        for (const auto& session : sessionsOf(with)) {
            if (arrival.at < session.front().at || arrival.at > session.back().at) continue;
            if (session.back().at < watermark - m_gap - m_grace) return Outcome::Late;
            const auto same = [&](const Arrival& a) { return a.id == arrival.id; };
            if (std::count_if(session.begin(), session.end(), same) > 1) return Outcome::Duplicate;
        }
        m_applied = with;
        return Outcome::Applied;
    }

    void forget(std::int64_t watermark)
    {
        std::vector<Arrival> kept;
        for (const auto& session : sessionsOf(m_applied)) {
            if (session.back().at + m_gap >= watermark - m_gap - m_grace) kept.insert(kept.end(), session.begin(), session.end());
        }
        m_applied = kept;
    }

    std::string spans() const
    {
        std::string text;
        for (const auto& s : sessionsOf(m_applied)) {
            text += "[" + std::to_string(s.front().at) + "," + std::to_string(s.back().at) + "]x" + std::to_string(s.size());
        }
        return text;
    }

private:
    std::vector<std::vector<Arrival>> sessionsOf(std::vector<Arrival> events) const
    {
        std::stable_sort(events.begin(), events.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
        std::vector<std::vector<Arrival>> sessions;
        for (const Arrival& event : events) {
            if (sessions.empty() || event.at - sessions.back().back().at > m_gap) sessions.emplace_back();
            sessions.back().push_back(event);
        }
        return sessions;
    }

    std::int64_t m_gap, m_grace;
    std::vector<Arrival> m_applied;
};

// Events of one shopper: bursts and pauses, some delivered late, some twice.
std::vector<Arrival> arrivals(std::mt19937& random, std::int64_t gap)
{
    const auto upTo = [&random](std::int64_t most) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(most + 1)); };
    std::vector<std::pair<std::int64_t, Arrival>> ordered; // by delivery
    std::int64_t at = 1000;
    for (int i = 0; i < 120; ++i) {
        at += upTo(3) == 0 ? gap - 1 + upTo(2) : upTo(3) == 0 ? upTo(3 * gap) : upTo(gap / 2);
        const Arrival arrival{"e" + std::to_string(i), at};
        ordered.emplace_back(at + (upTo(3) == 0 ? upTo(5 * gap) : 0), arrival);
        if (upTo(5) == 0) ordered.emplace_back(at + upTo(4 * gap), arrival);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Arrival> out;
    for (auto& [when, arrival] : ordered) out.push_back(std::move(arrival));
    return out;
}

} // namespace

void SessionPropertyTest::agreesWithSessionsFoundFromScratch_data()
{
    QTest::addColumn<bool>("forgetting");
    QTest::newRow("keeping all") << false;
    QTest::newRow("forgetting") << true;
}

void SessionPropertyTest::agreesWithSessionsFoundFromScratch()
{
    QFETCH(bool, forgetting);
    std::array<int, 3> seen{};
    std::size_t merges = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        const auto gap = static_cast<std::int64_t>(2 + random() % 40), grace = static_cast<std::int64_t>(random() % 30);
        const SessionRules rules = test::rulesOf(gap, grace);
        Oracle oracle(gap, grace);
        ShopperSessions sessions;
        SessionEffects effects;
        std::set<EventTime> names; // under which somebody who follows the updates knows sessions
        std::int64_t watermark = 0;
        for (const Arrival& arrival : arrivals(random, gap)) {
            watermark = std::max(watermark, arrival.at);
            sessions.apply(test::eventAt(arrival.id, arrival.at), fromMillis(watermark), rules, effects);
            const std::string where = "seed " + std::to_string(seed) + ", event " + arrival.id;
            QVERIFY2(effects.outcome == oracle.apply(arrival, watermark), where.c_str());
            ++seen.at(static_cast<std::size_t>(effects.outcome));
            if (effects.outcome == Outcome::Applied) {
                merges += effects.absorbed.size();
                for (const EventTime gone : effects.absorbed) QVERIFY2(names.erase(gone) == 1, where.c_str());
                names.insert(sessions.sessions().at(effects.session).first);
            }
            if (forgetting) {
                oracle.forget(watermark);
                sessions.forget(fromMillis(watermark), rules);
            } else {
                std::set<EventTime> starts;
                for (const Session& s : sessions.sessions()) starts.insert(s.first);
                QVERIFY2(names == starts, where.c_str());
            }
            if (test::spans(sessions) != oracle.spans()) QFAIL((where + "\n" + test::spans(sessions) + "\n" + oracle.spans()).c_str());
        }
    }
    for (const int count : seen) QVERIFY2(count > 500, "the traffic does not exercise every outcome");
    QVERIFY(merges > 500);
}

QTEST_GUILESS_MAIN(SessionPropertyTest)
#include "session_property_test.moc"
