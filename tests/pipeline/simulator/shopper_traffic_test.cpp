// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_traffic.h"

#include <QtTest>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "pipeline/event/event_decoder.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Kept {
    std::chrono::nanoseconds due{};
    bool wantsRecommendation = false;
    std::string body;
    bool operator==(const Kept&) const = default;
};

const EventTime Origin = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 23h + 59min + 58s;

Scenario clean()
{
    Scenario scenario;
    scenario.seed = 11;
    scenario.shoppers = 500;
    scenario.stages = {{4s, 2000, 8000}};
    TrafficShares& shares = scenario.mix.shares;
    shares.malformed = shares.duplicate = shares.late = shares.outOfOrder = shares.lost = 0;
    return scenario;
}

const Catalogue& catalogue()
{
    static const Catalogue Small = generateCatalogue(1, 2000);
    return Small;
}

std::vector<Kept> play(const Scenario& scenario, std::chrono::nanoseconds step = 1h)
{
    ShopperTraffic traffic(scenario, catalogue(), Origin);
    std::vector<Kept> kept;
    for (std::chrono::nanoseconds now{}; traffic.nextDue(); now += step) {
        while (const auto event = traffic.next(now)) kept.push_back({event->due, event->wantsRecommendation, std::string(event->body)});
    }
    return kept;
}

event::DecodeStatus decode(const std::string& body, event::Event& out, event::EventDecoder& decoder, std::string& padded)
{
    padded = body;
    padded.reserve(body.size() + event::EventPadding);
    return decoder.decode(padded, out);
}

} // namespace

class ShopperTrafficTest : public QObject {
    Q_OBJECT
private slots:
    void sameSeedGivesTheSameBytesHoweverItIsPolled()
    {
        Scenario scenario = clean();
        TrafficShares& shares = scenario.mix.shares;
        shares.malformed = shares.duplicate = shares.late = shares.outOfOrder = shares.lost = 0.02;
        const auto once = play(scenario);
        QVERIFY(once.size() > 15'000);
        QVERIFY(play(scenario, 333us) == once);
        scenario.seed = 12;
        QVERIFY(play(scenario) != once);
    }

    void givesNothingBeforeItIsDue()
    {
        ShopperTraffic traffic(clean(), catalogue(), Origin);
        const auto due = traffic.nextDue();
        QVERIFY(due.has_value());
        QVERIFY(!traffic.next(*due - 1ns));
        QCOMPARE(traffic.next(*due)->due.count(), due->count());
    }

    void eventsHaveThePublishedShape()
    {
        std::set<std::string> ids, types;
        for (const Kept& kept : play(clean())) {
            const json event = json::parse(kept.body);
            const std::string type = event.at("type");
            types.insert(type);
            ids.insert(event.at("id").get<std::string>());
            QCOMPARE(event.at("id").get<std::string>().size(), std::size_t{36});
            QCOMPARE(event.at("metadata").at("collector_tstamp"), event.at("timestamp"));
            QVERIFY(event.at("enrich").at("client").at("page").at("page_url").get<std::string>().starts_with("https://shop.example/"));
            QCOMPARE(event.at("enrich").at("user").at("domain_userid"), event.at("session").at("userId"));
            QVERIFY(event.at("session").at("sessionIndex").get<int>() >= 1);
            QVERIFY(event.at("enrich").contains("marketing"));
            const json& payload = event.at("payload");
            if (type == "product_view" || type == "add_to_cart" || type == "remove_from_cart") {
                for (const char* field : {"id", "name", "category", "brand", "price", "currency"})
                    QVERIFY(payload.at("product").contains(field));
            }
            if (type == "add_to_cart" || type == "remove_from_cart") QVERIFY(payload.at("cart").at("total_value").is_number());
            if (type == "list_view") QVERIFY(payload.at("list_name").is_string());
            if (type == "checkout_step") {
                QVERIFY(payload.at("checkout_step").at("step").get<int>() >= 1);
                QVERIFY(payload.at("cart").at("total_value").get<double>() > 0);
            }
            if (type == "transaction") QVERIFY(payload.at("transaction").at("total_quantity").get<int>() >= 1);
            QVERIFY(!event.at("enrich").at("client").at("useragent").get<std::string>().empty());
        }
        QVERIFY(ids.size() > 15'000); // none twice: counted against the events below
        QCOMPARE(ids.size(), play(clean()).size());
        QVERIFY(types.size() >= 8);
    }

    void theDecoderReadsWhatWasMeant()
    {
        event::EventDecoder decoder;
        std::string padded;
        std::map<event::EventType, int> types;
        std::set<std::string> users, devices;
        for (const Kept& kept : play(clean())) {
            event::Event event;
            QVERIFY2(decode(kept.body, event, decoder, padded) == event::DecodeStatus::Decoded, kept.body.c_str());
            QVERIFY(event.type != event::EventType::Other);
            QVERIFY(event.timestamp == Origin + std::chrono::floor<std::chrono::milliseconds>(kept.due));
            QVERIFY(!kept.wantsRecommendation || event.canAskForRecommendation());
            ++types[event.type];
            devices.insert(std::string(event.domainUserId));
            if (!event.userId.empty()) users.insert(std::string(event.userId));
        }
        QVERIFY2(users.size() > 110 && users.size() < 190, QByteArray::number(qulonglong(users.size()))); // 30 % of 500 less the bots
        QVERIFY(devices.size() > 505 && devices.size() < 560);                                            // a fifth of the users has two
    }

    void eventsAreAboutAsLongAsAsked()
    {
        for (const std::uint32_t bytes : {650U, 2900U}) {
            Scenario scenario = clean();
            scenario.eventBytes = bytes;
            double sum = 0;
            const auto kept = play(scenario);
            for (const Kept& event : kept) {
                QVERIFY(event.body.size() + 14 >= bytes);
                sum += static_cast<double>(event.body.size());
            }
            const double mean = sum / static_cast<double>(kept.size());
            QVERIFY2(mean > bytes * 0.95 && mean < bytes * 1.12, QByteArray::number(mean).constData());
        }
    }

    void sharesAreKept()
    {
        Scenario scenario = clean();
        scenario.mix.shares.malformed = 0.03;
        scenario.mix.shares.duplicate = 0.02;
        scenario.mix.shares.late = 0.01;
        scenario.mix.shares.request = 0.25;
        event::EventDecoder decoder;
        std::string padded;
        std::map<std::string, int> ids;
        double malformed = 0, late = 0, duplicate = 0, asking = 0, pages = 0;
        const auto kept = play(scenario);
        for (const Kept& one : kept) {
            event::Event event;
            if (decode(one.body, event, decoder, padded) != event::DecodeStatus::Decoded) {
                ++malformed;
                QVERIFY(!one.wantsRecommendation);
                continue;
            }
            duplicate += ++ids[std::string(event.id)] > 1;
            late += event.timestamp < Origin - 5h;
            pages += event.canAskForRecommendation();
            asking += one.wantsRecommendation;
        }
        const double n = static_cast<double>(kept.size());
        QVERIFY(std::abs(malformed / n - 0.03) < 0.006);
        QVERIFY(std::abs(duplicate / n - 0.02) < 0.005);
        QVERIFY(std::abs(late / n - 0.01) < 0.004);
        QVERIFY(std::abs(asking / pages - 0.25) < 0.025);
    }

    void everyWayToSpoilIsRefusedInItsOwnWay()
    {
        event::EventDecoder decoder;
        std::string padded;
        const auto kept = play(clean());
        std::map<event::DecodeStatus, int> seen;
        Random random(3);
        for (std::uint32_t way = 0; way < WaysToSpoil; ++way) {
            for (std::size_t i = 0; i < 300; ++i) {
                std::string body = kept[i].body;
                spoil(body, way, random);
                event::Event event;
                const auto status = decode(body, event, decoder, padded);
                QVERIFY2(status != event::DecodeStatus::Decoded, body.c_str());
                ++seen[status];
            }
        }
        QCOMPARE(seen[event::DecodeStatus::NotJson], 600);
        QCOMPARE(seen[event::DecodeStatus::MissingField], 600);
        QCOMPARE(seen[event::DecodeStatus::BadTimestamp], 300);
    }
};

QTEST_GUILESS_MAIN(ShopperTrafficTest)
#include "shopper_traffic_test.moc"
