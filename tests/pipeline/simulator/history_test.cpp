// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/event/event_decoder.h"
#include "pipeline/simulator/past_rate.h"
#include "pipeline/simulator/shopper_traffic.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const EventTime Noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 27) + 12h;

Scenario withPast()
{
    Scenario scenario;
    scenario.seed = 5;
    scenario.shoppers = 2000;
    scenario.stages = {{3s, 500, 500}};
    scenario.history = {.duration = 24h, .perSecond = 0.5};
    TrafficShares& shares = scenario.mix.shares;
    shares.malformed = shares.duplicate = shares.late = shares.outOfOrder = 0;
    return scenario;
}

EventTime timeOf(const std::string& body)
{
    static event::EventDecoder decoder; // making one takes longer than using it
    std::string padded = body;
    padded.reserve(body.size() + event::EventPadding);
    event::Event event;
    return decoder.decode(padded, event) == event::DecodeStatus::Decoded ? event.timestamp : EventTime{};
}

std::vector<std::string> takeAll(TrafficSource& source, std::chrono::nanoseconds now)
{
    std::vector<std::string> bodies;
    while (const auto event = source.next(now)) {
        if (!source.isPaced() && event->due >= 0ns) return {};
        bodies.emplace_back(event->body);
    }
    return bodies;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

    const Catalogue m_catalogue = generateCatalogue(1, 500);

private slots:
    void theDayHasItsHours()
    {
        const auto stages = pastRate({.duration = 24h, .perSecond = 8}, Noon);
        QCOMPARE(stages.size(), std::size_t{24});
        Scenario day;
        day.stages = stages;
        QVERIFY(day.duration() == 24h);
        QVERIFY2(std::abs(day.plannedEvents() / (8 * 86'400) - 1) < 0.001, QByteArray::number(day.plannedEvents()));
        QCOMPARE(day.rateAt(6h), 8 * 1.6);  // 18 h
        QCOMPARE(day.rateAt(18h), 8 * 0.4); // 6 h
        QVERIFY(pastRate({}, Noon).empty());
        QVERIFY(pastRate({.duration = 90min, .perSecond = 1}, Noon).size() == 2);
    }

    void thePastIsInOrderLabelledAndBeforeTheStart()
    {
        ShopperTraffic traffic(withPast(), m_catalogue, Noon);
        TrafficSource* const past = traffic.past();
        QVERIFY(past);
        QVERIFY(!past->isPaced());
        const auto bodies = takeAll(*past, 7s);
        QVERIFY2(bodies.size() > 42'000 && bodies.size() < 44'500, QByteArray::number(qulonglong(bodies.size())));
        EventTime before = Noon - 24h;
        for (const std::string& body : bodies) {
            const EventTime time = timeOf(body);
            QVERIFY(time >= before && time < Noon);
            before = time;
        }
        QVERIFY(timeOf(bodies.front()) < Noon - 23h && before > Noon - 5min);
        QCOMPARE(json::parse(bodies[7]).at("metadata").at("app_id").get<std::string>(), std::string(EventText::PastAppId));
        QVERIFY(!traffic.past()); // over
        for (const std::string& body : takeAll(traffic, 1h)) {
            QVERIFY(timeOf(body) >= Noon);
            QCOMPARE(json::parse(body).at("metadata").at("app_id").get<std::string>(), std::string(EventText::AppId));
        }
    }

    // As long before the start as its event time says: so each event is known by it.
    void thePastIsDueInThePast()
    {
        ShopperTraffic traffic(withPast(), m_catalogue, Noon);
        TrafficSource* const past = traffic.past();
        std::chrono::nanoseconds before = -24h;
        while (const auto event = past->next(7s)) {
            QVERIFY(event->due >= before && event->due < 0s);
            QVERIFY(timeOf(std::string(event->body)) == Noon + std::chrono::floor<std::chrono::milliseconds>(event->due));
            QVERIFY(!event->wantsRecommendation);
            before = event->due;
        }
        QVERIFY(before > -5min);
    }

    void whatIsPlannedComes()
    {
        const double planned = plannedPastEvents(withPast(), Noon);
        ShopperTraffic traffic(withPast(), m_catalogue, Noon);
        const auto made = static_cast<double>(takeAll(*traffic.past(), 1s).size());
        QVERIFY2(std::abs(made / planned - 1) < 0.03, QByteArray::number(made / planned));
    }

    void sameSeedSamePast()
    {
        ShopperTraffic one(withPast(), m_catalogue, Noon);
        ShopperTraffic other(withPast(), m_catalogue, Noon);
        QVERIFY(takeAll(*one.past(), 1s) == takeAll(*other.past(), 9s));
        QVERIFY(takeAll(one, 1h) == takeAll(other, 1h));
    }

    // People come back: trackers count on.
    void whoWasHereYesterdayIsKnownToday()
    {
        ShopperTraffic traffic(withPast(), m_catalogue, Noon);
        takeAll(*traffic.past(), 1s);
        int known = 0, all = 0;
        for (const std::string& body : takeAll(traffic, 1h)) {
            known += json::parse(body).at("session").at("sessionIndex").get<int>() > 1;
            ++all;
        }
        QVERIFY2(known > all / 2, QByteArray::number(known));
    }

    void withoutTakingItThePastDoesNotHappen()
    {
        ShopperTraffic traffic(withPast(), m_catalogue, Noon);
        const auto bodies = takeAll(traffic, 1h);
        QVERIFY(bodies.size() > 1300);
        QVERIFY(!traffic.past()); // too late for it
        Scenario none = withPast();
        none.history = {};
        QVERIFY(!ShopperTraffic(none, m_catalogue, Noon).past());
    }

    // A minute of event time passes in a second; at the end it has come up with the clock.
    void aTimeScaleEndsNow()
    {
        Scenario scenario = withPast();
        scenario.history = {};
        scenario.timeScale = 60;
        ShopperTraffic traffic(scenario, m_catalogue, Noon);
        const auto bodies = takeAll(traffic, 1h);
        QVERIFY2(bodies.size() > 1300 && bodies.size() < 1700, QByteArray::number(qulonglong(bodies.size()))); // the rate is the run's
        QVERIFY(std::chrono::abs(timeOf(bodies.front()) - (Noon - 59 * 3s)) < 1s);
        const EventTime last = timeOf(bodies.back());
        QVERIFY(last <= Noon + 3s && last > Noon);
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
