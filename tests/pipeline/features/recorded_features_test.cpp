// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "pipeline/event/event_decoder.h"
#include "pipeline/features/published_job.h"
#include "tests/pipeline/features/feature_events.h"

using namespace tailrace;
using namespace tailrace::test;
using features::PublishedBatch;

namespace {

// TAILRACE_CAPTURED_EVENTS, else beside the source folder.
std::string captured()
{
    const char* given = std::getenv("TAILRACE_CAPTURED_EVENTS");
    return given ? given : TAILRACE_SOURCE_DIR "/../shared/data/snowplow/successful_checkout.jsonl";
}

// The file's events in order; each is valid until the next.
void eachEvent(const std::string& file, const std::function<void(const event::Event&)>& take)
{
    std::ifstream in(file);
    event::EventDecoder decoder;
    for (std::string line; std::getline(in, line);) {
        const std::size_t size = line.size();
        line.append(event::EventPadding, '\0');
        event::Event event;
        if (decoder.decode(std::string_view(line).substr(0, size), event) != event::DecodeStatus::Decoded) qFatal("a line cannot be read");
        take(event);
    }
}

using Store = std::map<std::string, std::string>;

Store publishedStore(const std::string& file)
{
    const auto set = featureSet(features::Profile::Published);
    features::PublishedJob job(set);
    PublishedBatch batch;
    EventTime watermark = EventTime::min();
    eachEvent(file, [&](const event::Event& event) {
        watermark = std::max(watermark, event.timestamp);
        job.apply(event, watermark, batch);
    });
    Store store;
    for (std::size_t i = 0; i < batch.size(); ++i) store[std::string(batch[i].key)] = batch[i].value;
    return store;
}

std::string fixture() { return TAILRACE_SOURCE_DIR "/tests/pipeline/features/day_and_two_hours.jsonl"; }

} // namespace

class RecordedFeaturesTest : public QObject {
    Q_OBJECT

    // All events of the file as one owner's, as of its last event.
    static Store stitchedStore(const std::string& file)
    {
        const auto set = featureSet();
        Kept kept(set);
        std::int64_t last = 0;
        eachEvent(file, [&](const event::Event& event) {
            kept.add(toMillis(event.timestamp), event);
            last = std::max(last, toMillis(event.timestamp));
        });
        kept.write(last);
        return kept.store;
    }

private slots:
    // The shopper puts product 5 (42.99) into an empty cart (total_value 0) as visitor 67430c52…, logs in as trent, and pays
    // (checkout_step 2 at 10:58:15.955). The published job has visitor and user apart: the cart event is the visitor's and
    // the payment the user's, so that neither has an order.
    void capturedCheckoutHasNoOrderWhenPublished()
    {
        if (!std::filesystem::exists(captured())) QSKIP("the captured checkout is not here");
        Store store = publishedStore(captured());
        const std::string user = "user:trent@snowplowanalytics.com:", visitor = "user:67430c52-68fb-4277-baeb-b6033403094a:",
                          session = "session:c9727c0f-0f83-4a70-9eca-a415cf9ea52b:";
        for (const auto& who : {user, visitor}) {
            QCOMPARE(store.at(who + "orders_count_24h"), "0");
            QCOMPARE(store.at(who + "order_value_24h"), "0.0");
            QCOMPARE(store.at(who + "avg_order_value_24h"), "0.0");
        }
        // One product_view, of product 5.
        QCOMPARE(store.at(visitor + "product_view_count_5m"), "1");
        QCOMPARE(store.at(visitor + "avg_viewed_price_1h"), "42.99");
        QCOMPARE(store.at(visitor + "return_view_count_5m"), "{5=1}");
        QCOMPARE(store.at(visitor + "price_range_viewed_5m"), "42.99-42.99");
        QCOMPARE(store.at(visitor + "most_viewed_brand_1h"), "Snowplow");
        // New series, Top this week, Kid shoes (the product_view), twice You might also be interested in.
        QCOMPARE(store.at(visitor + "top_category_24h"), "You might also be interested in");
        QCOMPARE(store.at(visitor + "unique_categories_5m"), "4");
        QCOMPARE(store.at(visitor + "cart_add_count_5m"), "1");
        QCOMPARE(store.at(visitor + "cart_remove_count_1h"), "0");
        QCOMPARE(store.at(visitor + "cart_update_frequency_5m"), "1");
        // The user: New series and Top this week twice each (the smaller one is taken), You might also… once; no product, no cart.
        QCOMPARE(store.at(user + "top_category_5m"), "New series");
        QCOMPARE(store.at(user + "unique_categories_1h"), "3");
        QVERIFY(!store.contains(user + "product_view_count_5m"));
        QVERIFY(!store.contains(user + "cart_add_count_5m"));
        // The tracker's session spans the login. Of its lane: first page_view 10:56:46.034, last page_view 10:58:53.451, which is W.
        QCOMPARE(store.at(session + "session_duration"), "127417");
        QCOMPARE(store.at(session + "session_page_count"), "8");
        QCOMPARE(store.at(session + "session_bounce"), "false");
        QCOMPARE(store.at(session + "session_marketing_campaign"), "google-ads-winter-sale-24");
        QCOMPARE(store.at(session + "session_cart_ratio"), "1"); // one addition over one view
        QCOMPARE(store.at(session + "session_search_count"), "0");
        QCOMPARE(store.at(session + "shopper_device_types"), "[Desktop]");
        QCOMPARE(store.at(session + "shopper_latest_platform"), "web");
    }

    // Stitched, all 25 events are trent's: the payment follows the cart event, whose value is 0 + 42.99.
    void capturedCheckoutHasOneOrderWhenStitched()
    {
        if (!std::filesystem::exists(captured())) QSKIP("the captured checkout is not here");
        Store store = stitchedStore(captured());
        QCOMPARE(store.at("orders_count_24h"), "1");
        QCOMPARE(store.at("order_value_24h"), "42.99");
        QCOMPARE(store.at("avg_order_value_24h"), "42.99");
        QCOMPARE(store.at("page_view_count"), "8");
        QCOMPARE(store.at("cart_value_5m"), "42.99");
    }

    // T = 02:00 of the second day. 5m begins 01:55, 1h at 01:00, 24h at 02:00 of the first day: the view of midnight is in none.
    void windowsOfADayAndTwoHoursDiffer()
    {
        Store store = stitchedStore(fixture());
        QCOMPARE(store.at("return_view_count_5m"), R"({"p1":1,"p3":1})"); // 01:57, 01:58
        QCOMPARE(store.at("return_view_count_1h"), R"({"p1":2,"p3":1})"); // and p1 at 01:10
        QCOMPARE(store.at("product_view_count"), "3");                    // and p2 at 03:00
        QCOMPARE(store.at("avg_viewed_price_5m"), "21.5");                // (30.5 + 12.5) / 2
        QCOMPARE(store.at("price_range_viewed_1h"), "12.5-30.5");
        QCOMPARE(store.at("unique_categories_5m"), "1");
        QCOMPARE(store.at("unique_categories_1h"), "2"); // and the list "sale" at 01:20
        QCOMPARE(store.at("unique_categories_24h"), "3");
        QCOMPARE(store.at("top_category_24h"), "shoes");
        QCOMPARE(store.at("cart_value_1h"), "30.5");
        QCOMPARE(store.at("cart_value_24h"), "50.5"); // and p2, 20
        QCOMPARE(store.at("orders_count_24h"), "1");  // paid at 03:02: 0 + 20
        QCOMPARE(store.at("order_value_24h"), "20");
        QCOMPARE(store.at("category_affinity"), R"([["shoes",6],["hats",4]])"); // 3 views + 3; 1 view + 3
        QCOMPARE(store.at("recent_products"), R"(["p3","p1","p2"])");
    }

    void theSameWhenPublished()
    {
        Store store = publishedStore(fixture());
        QCOMPARE(store.at("user:ann:return_view_count_5m"), "{p1=1, p3=1}");
        QCOMPARE(store.at("user:ann:return_view_count_1h"), "{p1=2, p3=1}");
        QCOMPARE(store.at("user:ann:avg_viewed_price_5m"), "21.5");
        QCOMPARE(store.at("user:ann:orders_count_24h"), "1");
        QCOMPARE(store.at("user:ann:order_value_24h"), "20.0");
        QCOMPARE(store.at("user:ann:unique_categories_24h"), "3");
        QCOMPARE(store.at("session:s-1602:session_search_count"), "1");
        QCOMPARE(store.at("session:s-1503:session_cart_ratio"), "1");
        QCOMPARE(store.at("session:s-1503:session_duration"), std::to_string(Minute + 30 * Minute)); // closed: last event + 30 min
        QCOMPARE(store.at("session:s-1503:session_marketing_campaign"), "null");
    }
};

QTEST_GUILESS_MAIN(RecordedFeaturesTest)
#include "recorded_features_test.moc"
