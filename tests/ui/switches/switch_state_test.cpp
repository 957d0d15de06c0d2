// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switch_state.h"

#include <QtTest>

#include "tests/support/overload.h"
#include "ui/switches/switch_words.h"

using namespace tailrace;
using namespace tailrace::ui;
using degrade::Position;
using degrade::Shed;

class SwitchStateTest : public QObject {
    Q_OBJECT
private slots:
    void withoutIncidentsEverythingIsOn()
    {
        for (const SwitchState& state : statesAfter(switchingsOf({}))) {
            QVERIFY(!state.given && !state.since && state.switchings == 0);
            QCOMPARE(stateWordsOf(state), QString("on"));
        }
    }

    // What the incidents say of any moment is what the shed order was at that moment.
    void agreesWithTheOrderAtEverySecond()
    {
        report::RunRecord record;
        for (int i = 0; i < 90; ++i)
            record.seconds.push_back({.second = i, .series = {}, .ledger = {}, .lagSeconds = 0.02, .queueFill = {}});
        test::overload(record, 2.6);
        QVERIFY(record.incidents.size() >= 6);
        const auto at = [&](double second) { return statesAfter(switchingsOf(record.incidents, second)); };
        QVERIFY(!at(20)[0].given);
        QVERIFY(at(45)[0].given && at(45)[1].given && at(45)[2].given && !at(45)[3].given);
        QVERIFY(QString::fromStdString(at(45)[2].cause).contains("the limit is 2 s"));
        QVERIFY(!at(89)[0].given && at(89)[0].switchings == 2);
        QVERIFY(*at(45)[0].since < *at(45)[1].since);
    }

    void whatWasThrownByHandStays()
    {
        std::vector<report::Incident> incidents;
        degrade::ShedOrder order;
        throwBy(order, incidents, 3, Shed::AdHocQueries, Position::GivenUp);
        throwBy(order, incidents, 5, Shed::UiDetail, Position::HeldOn);
        const auto states = statesAfter(switchingsOf(incidents));
        QCOMPARE(stateWordsOf(states[1]), QString("given up by hand"));
        QCOMPARE(stateWordsOf(states[0]), QString("held on by hand"));
        QCOMPARE(causeWordsOf(states[1]), QString("since 0:03. By hand."));
        QVERIFY(markOf(states[1]) != markOf(states[0]));
        throwBy(order, incidents, 8, Shed::AdHocQueries, Position::Automatic);
        QCOMPARE(stateWordsOf(statesAfter(switchingsOf(incidents))[1]), QString("on"));
        QVERIFY(statesAfter(switchingsOf(incidents, 7))[1].given);
    }

    void anEngineThatWentOnHasForgottenTheHands()
    {
        std::vector<report::Incident> incidents;
        degrade::ShedOrder order;
        throwBy(order, incidents, 3, Shed::AdHocQueries, Position::GivenUp);
        throwBy(order, incidents, 4, Shed::UiDetail, Position::HeldOn);
        incidents.push_back({6, "engine restarted", "The engine ended."});
        const auto history = switchingsOf(incidents);
        QCOMPARE(history.size(), std::size_t{4});
        for (const SwitchState& state : statesAfter(history)) QCOMPARE(stateWordsOf(state), QString("on"));
    }

private:
    static void throwBy(degrade::ShedOrder& order, std::vector<report::Incident>& incidents, double at, Shed shed, Position position)
    {
        const auto [kind, text] = degrade::noteOf(*order.force(shed, position));
        incidents.push_back({at, kind, text});
    }
};

QTEST_GUILESS_MAIN(SwitchStateTest)
#include "switch_state_test.moc"
