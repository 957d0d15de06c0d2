// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "pipeline/runtime/broker_health.h"

using namespace tailrace;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    runtime::IncidentLog incidents;
    runtime::BrokerHealth health{incidents, "Kafka at h:1"};
};

} // namespace

class BrokerHealthTest : public QObject {
    Q_OBJECT

private slots:
    void anOutageIsTwoIncidentsAtTheirTimes()
    {
        Fixture f;
        f.health.failed(at(1000ms), {.text = "Connection refused", .everyBroker = true});
        f.health.failed(at(1500ms), {.text = "again", .everyBroker = true});
        QCOMPARE(f.health.awaySince(), std::optional(at(1000ms)));
        f.health.answered(at(3400ms));
        QVERIFY(!f.health.awaySince());
        const auto entries = f.incidents.entries();
        QCOMPARE(entries.size(), std::size_t{2});
        QCOMPARE(entries[0].kind, std::string("broker away"));
        QVERIFY(entries[0].at == at(1000ms));
        QVERIFY(entries[0].text.starts_with("Kafka at h:1 does not answer (Connection refused)."));
        QCOMPARE(entries[1].kind, std::string("broker back"));
        QVERIFY(entries[1].at == at(3400ms));
        QVERIFY2(entries[1].text.find("2.4 s") != std::string::npos, entries[1].text.c_str());
    }

    void oneOfSeveralBrokersIsNoOutageWhileRecordsCome()
    {
        Fixture f;
        f.health.failed(at(0ms), {.text = "one is gone", .everyBroker = false});
        f.health.silent(at(100ms), true);
        f.health.answered(at(900ms));
        f.health.silent(at(1000ms), true);
        f.health.silent(at(2100ms), true);
        QVERIFY(!f.health.awaySince());
        QVERIFY(f.incidents.entries().empty());
    }

    void troubleWithoutRecordsCountsFromTheTrouble()
    {
        Fixture f;
        f.health.failed(at(200ms), {.text = "one is gone", .everyBroker = false});
        f.health.silent(at(300ms), true);
        QVERIFY(!f.health.awaySince());
        f.health.silent(at(1300ms), true);
        QCOMPARE(f.health.awaySince(), std::optional(at(200ms)));
    }

    void aHangingBrokerIsFoundByItsSilence()
    {
        Fixture f;
        f.health.silent(at(500ms), true);
        f.health.silent(at(3400ms), true);
        QVERIFY(!f.health.awaySince());
        f.health.silent(at(3500ms), true);
        QCOMPARE(f.health.awaySince(), std::optional(at(500ms)));
    }

    // The patience with the one that hung has nothing to do with the one that came in its place.
    void aNewBrokerIsAwaitedFromItsStart()
    {
        Fixture f;
        QVERIFY(!f.health.awaitedSince());
        f.health.failed(at(1s), {.text = "Connection refused", .everyBroker = true});
        QCOMPARE(f.health.awaitedSince(), std::optional(at(1s)));
        f.health.replaced(at(14s));
        QCOMPARE(f.health.awaySince(), std::optional(at(1s)));
        QCOMPARE(f.health.awaitedSince(), std::optional(at(14s)));
        f.health.answered(at(15s));
        QVERIFY(!f.health.awaitedSince());
        f.health.failed(at(20s), {.text = "again", .everyBroker = true});
        QCOMPARE(f.health.awaitedSince(), std::optional(at(20s)));
    }

    void silenceWithNothingDueIsPeace()
    {
        Fixture f;
        for (int second = 0; second < 60; ++second) f.health.silent(at(second * 1000ms), false);
        f.health.silent(at(60s), true);
        f.health.silent(at(62s), true);
        QVERIFY(!f.health.awaySince());
    }

private:
    static Stamp at(std::chrono::milliseconds time) { return Stamp(time); }
};

QTEST_GUILESS_MAIN(BrokerHealthTest)
#include "broker_health_test.moc"
