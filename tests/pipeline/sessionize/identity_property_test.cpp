// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

#include "pipeline/sessionize/identity_resolver.h"
#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

class IdentityPropertyTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithTheRuleAsItIsWritten_data();
    void agreesWithTheRuleAsItIsWritten();
};

namespace {

struct Accepted {
    std::string visitor;
    std::string user;
    std::int64_t at = 0;
    std::uint64_t position = 0;
    std::string owner;
};

struct Login {
    std::int64_t at = 0;
    std::string user;
};

std::string moveText(std::uint64_t position, const std::string& from, const std::string& to)
{
    return std::to_string(position) + ":" + from + ">" + to + " ";
}

// docs/identity.md, step by step, over and over from all unsettled events.
class Rule {
public:
    Rule(std::int64_t gap, std::int64_t grace) : m_gap(gap), m_grace(grace) {}

    std::string accept(const Accepted& added, std::int64_t watermark)
    {
        Visitor& visitor = m_visitors[added.visitor];
        settle(visitor, watermark);
        visitor.unsettled.push_back(added);
        std::stable_sort(visitor.unsettled.begin(), visitor.unsettled.end(),
            [](const Accepted& a, const Accepted& b) { return std::pair(a.at, a.position) < std::pair(b.at, b.position); });
        std::vector<std::string> owners;
        for (std::size_t i = 0; i < visitor.unsettled.size(); ++i) owners.push_back(ownerOf(visitor, i));
        moves.clear();
        std::string owner;
        for (std::size_t i = 0; i < owners.size(); ++i) {
            Accepted& event = visitor.unsettled[i];
            if (event.position == added.position) {
                owner = owners[i];
            } else if (event.owner != owners[i]) {
                moves += moveText(event.position, event.owner, owners[i]);
            }
            event.owner = owners[i];
        }
        settle(visitor, watermark);
        return owner;
    }

    std::string moves;
    int later = 0, earlier = 0, nobody = 0;

private:
    struct Visitor {
        std::vector<Accepted> unsettled; // in order of time, then of position
        std::optional<Login> remembered;
    };

    static bool counts(const Login& login, const std::optional<Login>& other)
    {
        return !other || login.at > other->at || (login.at == other->at && login.user < other->user);
    }

    void settle(Visitor& visitor, std::int64_t watermark) const
    {
        std::vector<Accepted> kept;
        for (std::size_t i = 0; i < visitor.unsettled.size(); ++i) {
            const Accepted& event = visitor.unsettled[i];
            std::size_t end = i;
            while (end + 1 < visitor.unsettled.size() && visitor.unsettled[end + 1].at - visitor.unsettled[end].at <= m_gap) ++end;
            if (visitor.unsettled[end].at >= watermark - m_gap - m_grace) {
                kept.push_back(event);
            } else if (!event.user.empty() && counts({event.at, event.user}, visitor.remembered)) {
                visitor.remembered = Login{event.at, event.user};
            }
        }
        visitor.unsettled = kept;
    }

    std::string ownerOf(const Visitor& visitor, std::size_t index)
    {
        const Accepted& event = visitor.unsettled[index];
        if (!event.user.empty()) return event.user;
        std::optional<Login> latest;
        if (visitor.remembered && visitor.remembered->at <= event.at) latest = visitor.remembered;
        for (const Accepted& other : visitor.unsettled) {
            if (!other.user.empty() && other.at <= event.at && counts({other.at, other.user}, latest)) latest = Login{other.at, other.user};
        }
        if (latest) return ++earlier, latest->user;
        for (std::size_t i = index + 1; i < visitor.unsettled.size(); ++i) {
            if (visitor.unsettled[i].at - visitor.unsettled[i - 1].at > m_gap) break;
            if (visitor.unsettled[i].user.empty()) continue;
            std::string user = visitor.unsettled[i].user;
            for (const Accepted& other : visitor.unsettled) {
                if (other.at == visitor.unsettled[i].at && !other.user.empty()) user = std::min(user, other.user);
            }
            return ++later, user;
        }
        return ++nobody, event.visitor;
    }

    std::int64_t m_gap, m_grace;
    std::map<std::string, Visitor> m_visitors;
};

// Steps around the gap, ties, and now and then something old.
Accepted nextEvent(std::mt19937& random, std::int64_t gap, std::int64_t& now, std::vector<std::int64_t>& times, std::int64_t loginOneIn)
{
    const auto upTo = [&random](std::int64_t most) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(most + 1)); };
    Accepted event;
    event.visitor = std::string(1, static_cast<char>('x' + upTo(2)));
    if (upTo(loginOneIn - 1) == 0) event.user = std::string(1, static_cast<char>('a' + upTo(2)));
    const std::int64_t base = times[times.size() - 1 - static_cast<std::size_t>(upTo(11)) % times.size()];
    switch (upTo(7)) {
    case 0: event.at = base + gap; break;
    case 1: event.at = base + gap + 1; break;
    case 2: event.at = base - gap; break;
    case 3: event.at = base - gap - 1; break;
    case 4: event.at = base; break;
    case 5: event.at = base - upTo(6 * gap); break;
    default: event.at = now + upTo(2) * upTo(gap / 2); break;
    }
    if (upTo(40) == 0) event.at = now + 3 * gap;
    now = std::max(now, event.at);
    times.push_back(event.at);
    return event;
}

std::string movesOf(const IdentityResolver& resolver)
{
    std::string text;
    for (const IdentityMove& move : resolver.moves()) text += moveText(move.position, move.from, move.to);
    return text;
}

} // namespace

void IdentityPropertyTest::agreesWithTheRuleAsItIsWritten_data()
{
    QTest::addColumn<unsigned>("losesGroupOneIn");
    QTest::newRow("every group reaches the disk") << 0U;
    QTest::newRow("every third group is forgotten") << 3U;
}

void IdentityPropertyTest::agreesWithTheRuleAsItIsWritten()
{
    QFETCH(unsigned, losesGroupOneIn);
    int later = 0, earlier = 0, nobody = 0, moved = 0;
    for (unsigned seed = 0; seed < 500; ++seed) {
        std::mt19937 random(seed);
        const auto gap = static_cast<std::int64_t>(2 + random() % 10), grace = static_cast<std::int64_t>(random() % 6);
        // Minutes, so that what was seen long ago is swept away, too.
        const std::int64_t unit = seed % 2 == 0 ? 1 : 60'000;
        IdentityResolver resolver(test::rulesOf(gap * unit, grace * unit));
        Rule rule(gap * unit, grace * unit), before = rule;
        std::int64_t now = 1000, watermark = 0, watermarkBefore = 0;
        std::vector<std::int64_t> times{now};
        for (std::uint64_t position = 1; position <= 150; ++position) {
            Accepted event = nextEvent(random, gap, now, times, 3 + seed % 20);
            event.at *= unit;
            event.position = position * 8;
            watermark = std::max(watermark, event.at);
            const std::string_view visitor = event.visitor;
            if (position % 2 == 0) resolver.expect({&visitor, 1});
            const std::string owner(resolver.accept({event.visitor, event.user, fromMillis(event.at), event.position},
                fromMillis(watermark)));
            const std::string expected = rule.accept(event, watermark);
            const std::string where = "seed " + std::to_string(seed) + ", event " + std::to_string(position);
            QVERIFY2(owner == expected, (where + ": " + owner + " instead of " + expected).c_str());
            QVERIFY2(movesOf(resolver) == rule.moves, (where + "\n" + movesOf(resolver) + "\n" + rule.moves).c_str());
            moved += static_cast<int>(resolver.moves().size());
            if (random() % 5 != 0) continue;
            if (losesGroupOneIn != 0 && random() % losesGroupOneIn == 0) {
                resolver.forget();
                rule = before;
                watermark = watermarkBefore;
            } else {
                resolver.settle(fromMillis(watermark));
                before = rule;
                watermarkBefore = watermark;
            }
        }
        later += rule.later;
        earlier += rule.earlier;
        nobody += rule.nobody;
    }
    const std::string seen =
        std::to_string(later) + ", " + std::to_string(earlier) + ", " + std::to_string(nobody) + ", " + std::to_string(moved);
    QVERIFY2(later > 2000 && earlier > 2000 && nobody > 2000 && moved > 2000, ("not every rule is exercised: " + seen).c_str());
}

QTEST_GUILESS_MAIN(IdentityPropertyTest)
#include "identity_property_test.moc"
