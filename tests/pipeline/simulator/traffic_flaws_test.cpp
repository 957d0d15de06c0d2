// SPDX-License-Identifier: Apache-2.0
// Events that come out of order, and events that never come.
#include <QtTest>
#include <cmath>
#include <map>

#include "pipeline/event/event_decoder.h"
#include "pipeline/simulator/delayed_steps.h"
#include "pipeline/simulator/shopper_traffic.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

const EventTime Origin = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 10h;

Scenario clean()
{
    Scenario scenario;
    scenario.shoppers = 3000;
    scenario.stages = {{60s, 500, 500}};
    TrafficShares& shares = scenario.mix.shares;
    shares.malformed = shares.duplicate = shares.late = shares.outOfOrder = shares.lost = 0;
    return scenario;
}

struct Taken {
    std::chrono::nanoseconds due{};
    std::chrono::nanoseconds age{}; // when it was due, of what it tells
    std::string visitor;
    std::uint32_t eventIndex = 0;
};

std::vector<Taken> play(const Scenario& scenario)
{
    const Catalogue catalogue = generateCatalogue(1, 500);
    ShopperTraffic traffic(scenario, catalogue, Origin);
    event::EventDecoder decoder;
    std::vector<Taken> all;
    while (const auto given = traffic.next(1h)) {
        std::string body(given->body);
        const auto at = body.find(R"("eventIndex":)");
        const auto index = static_cast<std::uint32_t>(std::stoul(body.substr(at + 13)));
        body.reserve(body.size() + event::EventPadding);
        event::Event event;
        if (decoder.decode(body, event) != event::DecodeStatus::Decoded) continue;
        const auto happened = event.timestamp - Origin;
        all.push_back({given->due, std::chrono::floor<std::chrono::milliseconds>(given->due) - happened, std::string(event.domainUserId),
            index});
    }
    return all;
}

} // namespace

class TrafficFlawsTest : public QObject {
    Q_OBJECT
private slots:
    void delayedStepsComeOutInTheOrderInWhichTheyAreDue()
    {
        DelayedSteps delayed(4);
        for (const int second : {5, 1, 9, 3}) delayed.add({.sendAt = second * 1s, .timestamp = {}, .step = {}});
        QVERIFY(delayed.isFull());
        QVERIFY(!delayed.isDue(999ms));
        for (const int second : {1, 3, 5, 9}) {
            QVERIFY(delayed.isDue(second * 1s));
            QVERIFY(delayed.take().sendAt == second * 1s);
        }
        QVERIFY(!delayed.isDue(1h));
    }

    // Its device keeps it: the time is that of the step, and younger events of the same shopper have gone before.
    void theDeclaredShareComesOutOfOrder()
    {
        Scenario scenario = clean();
        scenario.mix.shares.outOfOrder = 0.1;
        double delayed = 0, all = 0, overtaken = 0;
        std::map<std::string, std::uint32_t> latest;
        for (const Taken& taken : play(scenario)) {
            if (taken.due > 20s) { // those of before the start are missing
                ++all;
                delayed += taken.age > 0ms;
            }
            QVERIFY(taken.age == 0ms || (taken.age > 1900ms && taken.age < 20'200ms));
            std::uint32_t& last = latest[taken.visitor];
            if (taken.age > 0ms) overtaken += taken.eventIndex < last;
            last = std::max(last, taken.eventIndex);
        }
        QVERIFY2(std::abs(delayed / all - 0.1) < 0.012, QByteArray::number(delayed / all));
        QVERIFY2(overtaken > delayed / 4, QByteArray::number(overtaken));
        for (const Taken& taken : play(clean())) QVERIFY(taken.age == 0ms); // without a share: none
    }

    void theDeclaredShareIsNeverSentAndTheRateStays()
    {
        Scenario scenario = clean();
        scenario.mix.shares.lost = 0.2;
        const auto taken = play(scenario);
        QVERIFY(std::abs(static_cast<double>(taken.size()) - 30'000) < 700);
        // What is missing between the first and the last event of a device, whose tracker counts what it could not send, too.
        struct Device {
            std::uint32_t last = 0;
            int events = 0;
        };
        std::map<std::string, Device> devices;
        double lost = 0, sent = 0;
        for (const Taken& one : taken) {
            Device& device = devices[one.visitor];
            if (device.events > 0) lost += one.eventIndex - device.last - 1;
            sent += ++device.events > 2;
            device.last = one.eventIndex;
        }
        QVERIFY2(std::abs(lost / (lost + sent) - 0.2) < 0.015, QByteArray::number(lost / (lost + sent)));
    }
};

QTEST_GUILESS_MAIN(TrafficFlawsTest)
#include "traffic_flaws_test.moc"
