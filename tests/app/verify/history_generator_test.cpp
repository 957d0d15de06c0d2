// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <set>

#include "tests/app/verify/told_events.h"
#include "tests/support/history_generator.h"

using namespace tailrace::test;

// A history is worth something only if it holds the hard cases. Counted over 20 seeds.
class HistoryGeneratorTest : public QObject {
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameHistory()
    {
        const auto textOf = [](std::uint64_t seed) {
            std::string all;
            for (const auto& event : makeHistory({.seed = seed})) all += event.text + "\n";
            return all;
        };
        QVERIFY(textOf(7) == textOf(7));
        QVERIFY(textOf(7) != textOf(8));
    }

    void historiesHoldTheHardCases()
    {
        std::size_t moves = 0, late = 0, duplicate = 0, stolen = 0, exactGaps = 0, oneMore = 0, media = 0;
        for (std::uint64_t seed = 1; seed <= Seeds; ++seed) {
            Told told;
            for (const auto& event : makeHistory({.seed = seed})) {
                for (const auto& move : told.tell(event.text)) {
                    ++moves;
                    stolen += move.from.starts_with("user-") ? 1U : 0U; // from one user to another
                }
            }
            late += told.oracle.ledger().late;
            duplicate += told.oracle.ledger().duplicate;
            for (const std::string& owner : told.oracle.owners()) {
                const auto sessions = told.oracle.sessionsOf(owner);
                for (std::size_t next = 1; next < sessions.size(); ++next) {
                    oneMore += sessions[next].first() - sessions[next - 1].last() == Gap + 1 ? 1U : 0U;
                }
                for (const auto& session : sessions) exactGaps += gapsIn(session);
            }
            for (const auto& [viewer, events] : told.oracle.viewers()) media += events.size();
        }
        const auto isOften = [](const char* what, std::size_t count) {
            qInfo("%s: %zu", what, count);
            return count >= 2 * Seeds;
        };
        QVERIFY(isOften("moves", moves) && isOften("from one user to another", stolen) && isOften("late", late));
        QVERIFY(isOften("duplicates", duplicate) && isOften("media events", media));
        QVERIFY(isOften("exactly a gap", exactGaps) && isOften("1 ms more", oneMore));
    }

    // The engine must then take back the copy that counts, or the one that does not, not any.
    void copiesUnderAnotherTimeMoveWithTheirEvent()
    {
        std::size_t moved = 0;
        for (std::uint64_t seed = 1; seed <= Seeds; ++seed) {
            Told told;
            std::map<std::string, std::set<std::int64_t>> timesOfMoved;
            for (const auto& event : makeHistory({.seed = seed, .restamps = true})) {
                for (const auto& move : told.tell(event.text)) {
                    const auto& columns = told.oracle.events()[move.index].columns;
                    timesOfMoved[columns.id].insert(columns.time);
                }
            }
            moved +=
                static_cast<std::size_t>(std::ranges::count_if(timesOfMoved, [](const auto& entry) { return entry.second.size() > 1; }));
        }
        QVERIFY2(moved >= 2 * Seeds, qPrintable(QString::number(moved)));
    }

    // Of the long ones: shoppers who are there at the end, and have events that have left the 24 h window by then.
    void aDayIsOutlasted()
    {
        std::size_t shoppers = 0;
        for (std::uint64_t seed = 1; seed <= Seeds; ++seed) {
            Told told;
            for (const auto& event : makeHistory(longHistory(seed))) told.tell(event.text);
            for (const std::string& owner : told.oracle.owners()) {
                const auto isOld = [&](const auto* event) { return event->columns.time < told.watermark - Day; };
                const auto events = told.oracle.appliedOf(owner);
                shoppers += std::ranges::any_of(events, isOld) && !std::ranges::all_of(events, isOld) ? 1U : 0U;
            }
        }
        QVERIFY2(shoppers >= 5 * Seeds, qPrintable(QString::number(shoppers)));
    }

    void visitorsAreSharedAndUsersHaveSeveral()
    {
        std::map<std::string, std::set<std::string>> usersOf, devicesOf;
        for (const auto& event : makeHistory({.seed = 3})) {
            if (event.user.empty() || event.visitor.empty()) continue;
            usersOf[event.visitor].insert(event.user);
            devicesOf[event.user].insert(event.visitor);
        }
        QVERIFY(std::ranges::any_of(usersOf, [](const auto& entry) { return entry.second.size() > 1; }));
        QVERIFY(std::ranges::any_of(devicesOf, [](const auto& entry) { return entry.second.size() > 1; }));
    }

private:
    static constexpr std::uint64_t Seeds = 20;
    static constexpr std::int64_t Gap = 30 * Minute;

    static std::size_t gapsIn(const tailrace::verify::Session& session)
    {
        std::size_t found = 0;
        for (std::size_t next = 1; next < session.events.size(); ++next) {
            found += session.events[next]->columns.time - session.events[next - 1]->columns.time == Gap ? 1U : 0U;
        }
        return found;
    }
};

QTEST_GUILESS_MAIN(HistoryGeneratorTest)
#include "history_generator_test.moc"
