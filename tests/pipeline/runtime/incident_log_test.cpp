// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/incident_log.h"

#include <QtTest>

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;

namespace {

const Stamp Origin = fromNanos(1'000'000'000'000);

class IncidentLogTest : public QObject {
    Q_OBJECT

private slots:
    void keepsTheOrderInWhichThingsHappened()
    {
        IncidentLog log;
        log.add(Origin + 2s, "store away", "b");
        log.add(Origin + 1s, "broker away", "a"); // known only later
        log.add(Origin + 2s, "engine restarted", "c");
        const auto entries = log.entries();
        QCOMPARE(entries.size(), std::size_t{3});
        QCOMPARE(entries[0].text + entries[1].text + entries[2].text, std::string("abc"));
        QCOMPARE(entries[0].words(Origin), std::string("a"));
        QCOMPARE(log.changes(), std::uint64_t{3});
    }

    void foldsAServerThatGoesAndComesBack()
    {
        IncidentLog log;
        for (int i = 0; i < 50; ++i) {
            log.add(Origin + 3100ms + i * 1s, "broker away", "Away, " + std::to_string(i) + ".");
            log.add(Origin + 3600ms + i * 1s, "broker back", "Back.");
        }
        const auto entries = log.entries();
        QCOMPARE(entries.size(), std::size_t{2});
        QVERIFY(entries[0].at == Origin + 3100ms && entries[0].last == Origin + 52100ms);
        QCOMPARE(entries[0].words(Origin), std::string("50 times between 3.1 s and 52.1 s, the last time: Away, 49."));
        QCOMPARE(entries[1].count, std::uint64_t{50});
        QCOMPARE(log.changes(), std::uint64_t{100});
    }

    void beginsAnewAfterAMinute()
    {
        IncidentLog log;
        for (const auto at : {0s, 30s, 59s, 60s, 119s, 120s}) log.add(Origin + at, "store away", "Away.");
        const auto entries = log.entries();
        QCOMPARE(entries.size(), std::size_t{3});
        QCOMPARE(entries[0].count, std::uint64_t{3});
        QCOMPARE(entries[1].count, std::uint64_t{2});
        QCOMPARE(entries[2].count, std::uint64_t{1});
    }

    void countsOneThatIsKnownLater()
    {
        IncidentLog log;
        log.add(Origin + 1s, "broker away", "first");
        log.add(Origin + 5s, "broker away", "last");
        log.add(Origin + 3s, "broker away", "between");
        QCOMPARE(log.entries().size(), std::size_t{1});
        QCOMPARE(log.entries()[0].words(Origin), std::string("3 times between 1.0 s and 5.0 s, the last time: last"));
    }

    void staysSmallHoweverLongAServerFlaps()
    {
        IncidentLog log;
        for (int i = 0; i < 10'000; ++i) log.add(Origin + i * 70s, "redis restarted", "A new one runs.");
        const auto entries = log.entries();
        QCOMPARE(entries.size(), IncidentLog::MostOfAKind);
        QCOMPARE(entries.back().count, std::uint64_t{10'000 - IncidentLog::MostOfAKind + 1});
        QVERIFY(entries.back().last == Origin + 9'999 * 70s);
    }

    // Who shows the state of a switch, or a played incident, reads one by one.
    void keepsWhatCarriesAState()
    {
        IncidentLog log;
        for (const char* kind : {"shed", "shed no more", "redis-slow begins", "redis-slow ends", "engine restarted", "rate x2"}) {
            log.add(Origin, kind, "1");
            log.add(Origin + 1s, kind, "2");
        }
        QCOMPARE(log.entries().size(), std::size_t{12});
    }

    void givesBackWhatAnEarlierLifeHad()
    {
        IncidentLog before, after;
        before.add(Origin, "store away", "1");
        before.add(Origin + 1s, "store away", "2");
        for (const auto& entry : before.entries()) after.restore(entry);
        QCOMPARE(after.entries()[0].words(Origin), before.entries()[0].words(Origin));
        after.add(Origin + 2s, "store away", "3");
        QCOMPARE(after.entries()[0].count, std::uint64_t{3});
    }
};

} // namespace

QTEST_GUILESS_MAIN(IncidentLogTest)
#include "incident_log_test.moc"
