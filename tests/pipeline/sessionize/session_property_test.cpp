// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <algorithm>
#include <random>
#include <set>

#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

// ShopperSessions against an oracle that keeps every applied event for ever and finds the sessions anew each time.
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

struct Rules {
    std::int64_t gap, grace, horizon;
};

class Oracle {
public:
    explicit Oracle(const Rules& rules) : m_rules(rules) {}

    Outcome apply(const Arrival& arrival, std::int64_t watermark)
    {
        const std::int64_t cutoff = watermark - m_rules.gap - m_rules.grace;
        for (const auto& [first, last] : sessionsOf(m_applied)) {
            if (m_applied[last].at < cutoff) continue;
            for (std::size_t i = first; i <= last; ++i) {
                if (m_applied[i].id == arrival.id) return Outcome::Duplicate;
            }
        }
        if (arrival.at < watermark - m_rules.horizon) return Outcome::Late;
        auto with = m_applied;
        with.insert(std::upper_bound(with.begin(), with.end(), arrival, earlier), arrival);
        for (const auto& [first, last] : sessionsOf(with)) {
            if (arrival.at < with[first].at || arrival.at > with[last].at) continue;
            if (with[last].at < cutoff) return Outcome::Late;
        }
        m_applied = with;
        return Outcome::Applied;
    }

    // Of the sessions from `skipped` on.
    std::string spans(std::size_t skipped) const
    {
        const auto sessions = sessionsOf(m_applied);
        std::string text;
        for (std::size_t i = skipped; i < sessions.size(); ++i) {
            const auto [first, last] = sessions[i];
            text += test::span(m_applied[first].at, m_applied[last].at, last - first + 1);
        }
        return text;
    }
    std::size_t count() const { return sessionsOf(m_applied).size(); }
    std::size_t countInReach(std::int64_t watermark) const
    {
        const auto sessions = sessionsOf(m_applied);
        const auto within = [&](const auto& s) { return m_applied[s.second].at + m_rules.gap >= watermark - m_rules.horizon; };
        return static_cast<std::size_t>(std::count_if(sessions.begin(), sessions.end(), within));
    }

private:
    static bool earlier(const Arrival& a, const Arrival& b) { return a.at < b.at; }

    // The first and the last event of each; `events` are in order of time.
    std::vector<std::pair<std::size_t, std::size_t>> sessionsOf(const std::vector<Arrival>& events) const
    {
        std::vector<std::pair<std::size_t, std::size_t>> sessions;
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (sessions.empty() || events[i].at - events[sessions.back().second].at > m_rules.gap) sessions.emplace_back(i, i);
            sessions.back().second = i;
        }
        return sessions;
    }

    Rules m_rules;
    std::vector<Arrival> m_applied;
};

// Events of one shopper, as they arrive: bursts and pauses, some late, some twice, and chains of late events that walk back
// from the newest, each at most about a gap before the last.
class Arrivals {
public:
    Arrivals(std::mt19937& random, std::int64_t gap) : m_random(random), m_gap(gap) {}

    std::vector<Arrival> make()
    {
        std::int64_t now = 10'000;
        while (m_out.size() < 160) {
            now += upTo(3) == 0 ? m_gap - 1 + upTo(2) : upTo(3) == 0 ? upTo(4 * m_gap) : upTo(m_gap / 2);
            add(now);
            if (upTo(4) == 0) add(now - upTo(6 * m_gap));
            if (upTo(4) == 0) m_out.push_back(m_out[m_out.size() - 1 - static_cast<std::size_t>(upTo(20)) % m_out.size()]);
            if (upTo(9) == 0) walkBack(now);
        }
        return std::move(m_out);
    }

private:
    std::int64_t upTo(std::int64_t most) { return static_cast<std::int64_t>(m_random() % static_cast<unsigned>(most + 1)); }
    void add(std::int64_t at) { m_out.push_back({"e" + std::to_string(m_out.size()), at}); }
    void walkBack(std::int64_t from)
    {
        for (std::int64_t steps = upTo(12); steps > 0; --steps) {
            from -= upTo(2) == 0 ? m_gap - 1 + upTo(1) : upTo(m_gap);
            add(from);
        }
    }

    std::mt19937& m_random;
    std::int64_t m_gap;
    std::vector<Arrival> m_out;
};

// What somebody who follows the updates knows.
class Follower {
public:
    bool follow(const ShopperSessions& sessions, const SessionEffects& effects)
    {
        for (const EventTime gone : effects.absorbed) {
            if (m_names.erase(gone) != 1) return false;
        }
        m_names.insert(sessions.sessions().at(effects.session).first);
        return true;
    }
    bool knowsAll(const ShopperSessions& sessions) const
    {
        const auto known = [this](const Session& s) { return m_names.contains(s.first); };
        return std::all_of(sessions.sessions().begin(), sessions.sessions().end(), known);
    }
    std::size_t count() const { return m_names.size(); }

private:
    std::set<EventTime> m_names;
};

} // namespace

void SessionPropertyTest::agreesWithSessionsFoundFromScratch_data()
{
    QTest::addColumn<unsigned>("forgetsOneIn");
    QTest::newRow("keeping all") << 0U;
    QTest::newRow("forgetting at once") << 1U;
    QTest::newRow("forgetting now and then") << 7U;
}

void SessionPropertyTest::agreesWithSessionsFoundFromScratch()
{
    QFETCH(unsigned, forgetsOneIn);
    std::array<int, 3> seen{};
    std::size_t merges = 0, forgotten = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        const auto gap = static_cast<std::int64_t>(2 + random() % 40), grace = static_cast<std::int64_t>(random() % 30);
        const auto reach = static_cast<std::int64_t>(random() % 300); // below gap + grace, too
        const SessionRules rules = test::rulesOf(gap, grace, reach);
        Oracle oracle({gap, grace, std::max(reach, gap + grace)});
        ShopperSessions sessions;
        SessionEffects effects;
        Follower follower;
        std::int64_t watermark = 0;
        for (const Arrival& arrival : Arrivals(random, gap).make()) {
            watermark = std::max(watermark, arrival.at);
            sessions.apply(test::eventAt(arrival.id, arrival.at), fromMillis(watermark), rules, effects);
            const std::string where = "seed " + std::to_string(seed) + ", event " + arrival.id;
            QVERIFY2(effects.outcome == oracle.apply(arrival, watermark), where.c_str());
            ++seen.at(static_cast<std::size_t>(effects.outcome));
            if (effects.outcome == Outcome::Applied) {
                merges += effects.absorbed.size();
                QVERIFY2(follower.follow(sessions, effects), where.c_str());
            }
            if (forgetsOneIn != 0 && random() % forgetsOneIn == 0) sessions.forget(fromMillis(watermark), rules);
            const std::size_t kept = sessions.sessions().size(), all = oracle.count();
            QVERIFY2(follower.knowsAll(sessions) && follower.count() == all, where.c_str());
            if (forgetsOneIn == 0) QVERIFY2(kept == all, where.c_str());
            if (forgetsOneIn == 1) QVERIFY2(kept == oracle.countInReach(watermark), where.c_str());
            forgotten += all - kept;
            if (test::spans(sessions) != oracle.spans(all - kept)) {
                QFAIL((where + "\n" + test::spans(sessions) + "\n" + oracle.spans(all - kept)).c_str());
            }
        }
    }
    for (const int count : seen) QVERIFY2(count > 500, "the traffic does not exercise every outcome");
    QVERIFY(merges > 500);
    QVERIFY(forgetsOneIn == 0 || forgotten > 500);
}

QTEST_GUILESS_MAIN(SessionPropertyTest)
#include "session_property_test.moc"
