// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "tests/pipeline/features/feature_events.h"

using namespace tailrace;
using namespace tailrace::test;
using features::KeyKind;

namespace {

constexpr std::int64_t Start = 1'750'000'000'000;

event::Event anyEvent(std::mt19937& random, std::string_view id)
{
    const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
    constexpr EventType Types[] = {EventType::PageView, EventType::ProductView, EventType::ListView, EventType::AddToCart,
        EventType::RemoveFromCart, EventType::CheckoutStep, EventType::Other};
    static constexpr std::string_view Letters[] = {
        "A", "B", "C", "D", "E with a name that is longer than sixteen bytes", "E with a name that is longer than that"};
    const std::string_view product = Letters[below(6)], brand = Letters[below(3)];
    auto event = productEvent(Types[below(7)], product, below(100) / 8.0, brand, brand);
    event.id = id;
    event.checkoutStep = below(3);
    event.cartTotal = below(50);
    if (below(4) > 0) event.platform = below(4) > 0 ? "web" : "app";
    if (below(4) > 0) event.campaign = Letters[below(2)];
    event.userAgent = below(5) > 0 ? "Mozilla/5.0 (X11; Linux x86_64)" : "Mozilla/5.0 (iPhone) Mobile/15E148";
    if (below(3) == 0) event.pageUrl = "/search?q=";
    return event;
}

} // namespace

class FeatureWriterTest : public QObject {
    Q_OBJECT

    const features::FeatureSet m_set = featureSet();
    const features::FeatureSet m_published = featureSet(features::Profile::Published);

private slots:
    void computesTheProductLane()
    {
        Kept kept(m_set);
        kept.add(Start, productEvent(EventType::ProductView, "7", 10.5, "shoes", "Zeta"));
        kept.add(Start + 1, productEvent(EventType::ProductView, "5", 42.99, "shoes", "Acme"));
        kept.add(Start + 2, productEvent(EventType::ProductView, "5", 40.0, "shoes", "Acme"));
        kept.write(Start + 2);
        QCOMPARE(kept.store["product_view_count_5m"], "2");
        QCOMPARE(kept.store["avg_viewed_price_5m"], "26.745"); // (10.5 + 42.99) / 2: the first price of each
        QCOMPARE(kept.store["return_view_count_5m"], R"({"5":2,"7":1})");
        QCOMPARE(kept.store["price_range_viewed_1h"], "10.5-42.99");
        QCOMPARE(kept.store["most_viewed_brand_5m"], "Acme"); // one product each: the smaller name
        QCOMPARE(kept.store["recent_products"], R"(["5","7"])");
        QCOMPARE(kept.store["category_affinity"], R"([["shoes",3]])");
        QCOMPARE(kept.store["brand_affinity"], R"([["Acme",2],["Zeta",1]])");
        QCOMPARE(kept.store["product_view_count"], "2");
    }

    void computesTheCategoryLane()
    {
        Kept kept(m_set);
        kept.add(Start, listView("New series"));
        kept.add(Start + 1, productEvent(EventType::ProductView, "5", 1, "Kid shoes"));
        kept.add(Start + 2, listView("Kid shoes"));
        kept.add(Start + 3, eventOf(EventType::ListView)); // names no category
        kept.write(Start + 3);
        QCOMPARE(kept.store["top_category_24h"], "Kid shoes");
        QCOMPARE(kept.store["unique_categories_5m"], "2");
    }

    void computesTheCartLane()
    {
        Kept kept(m_set);
        kept.add(Start, productEvent(EventType::AddToCart, "5", 42.99));
        kept.add(Start + 1, productEvent(EventType::AddToCart, "6", 0.1));
        kept.add(Start + 2, productEvent(EventType::RemoveFromCart, "5", 50));
        kept.write(Start + 2);
        QCOMPARE(kept.store["cart_add_count_5m"], "2");
        QCOMPARE(kept.store["cart_remove_count_1h"], "1");
        QCOMPARE(kept.store["cart_update_frequency_5m"], "3");
        QCOMPARE(kept.store["cart_value_5m"], "-6.91");
        QCOMPARE(kept.store["cart_add_count"], "2");
        QCOMPARE(kept.store["brand_affinity"], R"([["Acme",6]])");
    }

    void computesOrders()
    {
        Kept kept(m_set);
        const auto cart = [](EventType type, double price, double total) {
            auto event = productEvent(type, "5", price);
            event.cartTotal = total;
            return event;
        };
        auto step = eventOf(EventType::CheckoutStep);
        step.checkoutStep = 2;
        kept.add(Start, step); // pays nothing
        kept.add(Start + 1, cart(EventType::AddToCart, 10, 0));
        kept.add(Start + 2, cart(EventType::AddToCart, 5, 10));
        kept.add(Start + 3, step); // 15
        kept.add(Start + 4, step); // the cart event is consumed
        kept.add(Start + 5, step); // of the same time: the cart event comes first, value 15 - 4.5
        kept.add(Start + 5, cart(EventType::RemoveFromCart, 4.5, 15));
        kept.write(Start + 5);
        QCOMPARE(kept.store["orders_count_24h"], "2");
        QCOMPARE(kept.store["order_value_24h"], "25.5");
        QCOMPARE(kept.store["avg_order_value_24h"], "12.75");
        auto first = eventOf(EventType::CheckoutStep);
        first.checkoutStep = 1;
        kept.add(Start + 6, cart(EventType::AddToCart, 100, 0));
        kept.add(Start + 7, first);
        kept.write(Start + 7);
        QCOMPARE(kept.store["orders_count_24h"], "2");
    }

    void computesASession()
    {
        Kept kept(m_set, KeyKind::Session);
        auto landing = eventOf(EventType::PageView);
        landing.campaign = "sale";
        landing.platform = "web";
        landing.userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148";
        auto search = eventOf(EventType::PageView);
        search.pageUrl = "http://shop/search?q=boots";
        search.platform = "app";
        search.userAgent = "Mozilla/5.0 (X11; Linux x86_64)";
        kept.add(Start - Hour, eventOf(EventType::PageView)); // of another session
        kept.add(Start, landing);
        kept.add(Start + 500, search);
        kept.add(Start + 600, productEvent(EventType::ProductView, "1", 1));
        kept.add(Start + 700, productEvent(EventType::ProductView, "2", 1));
        kept.add(Start + 800, productEvent(EventType::AddToCart, "2", 1));
        kept.writeRange({fromMillis(Start), fromMillis(Start + 800), fromMillis(Start + 900)});
        QCOMPARE(kept.store["session_duration"], "800");
        QCOMPARE(kept.store["session_page_count"], "2");
        QCOMPARE(kept.store["session_bounce"], "false");
        QCOMPARE(kept.store["session_marketing_campaign"], "sale");
        QCOMPARE(kept.store["session_cart_ratio"], "0.5");
        QCOMPARE(kept.store["session_search_count"], "1");
        QCOMPARE(kept.store["shopper_device_types"], R"(["desktop","mobile"])");
        QCOMPARE(kept.store["shopper_latest_platform"], "app");
        // It absorbs the session before it: nothing arrived, but the range is another.
        kept.writeRange({fromMillis(Start - Hour), fromMillis(Start + 800), fromMillis(Start + 900)});
        QCOMPARE(kept.store["session_page_count"], "3");
        QCOMPARE(kept.store["session_duration"], std::to_string(Hour + 800));
    }

    void hasBothEndsOfAWindow()
    {
        Kept kept(m_set);
        kept.add(Start, productEvent(EventType::AddToCart, "1", 1));
        kept.write(Start + 5 * Minute);
        QCOMPARE(kept.store["cart_add_count_5m"], "1"); // exactly the size old
        kept.write(Start + 5 * Minute + 1);
        QCOMPARE(kept.store["cart_add_count_5m"], "0");
        QCOMPARE(kept.store["cart_add_count_1h"], "1");
    }

    void decaysToNothing()
    {
        Kept kept(m_set);
        kept.add(Start, productEvent(EventType::ProductView, "1", 5));
        kept.add(Start, eventOf(EventType::PageView));
        kept.write(Start);
        std::vector<std::int64_t> changes;
        std::int64_t now = Start;
        while (const auto change = kept.writer.nextChange(kept.history, fromMillis(now))) {
            now = toMillis(*change);
            changes.push_back(now - Start);
            const auto before = kept.afresh(now - 1);
            QVERIFY(before != kept.afresh(now)); // it changes then, and not before
            kept.write(now);
            QCOMPARE(kept.store, kept.afresh(now));
        }
        QCOMPARE(changes, (std::vector<std::int64_t>{5 * Minute + 1, Hour + 1, 24 * Hour + 1}));
        QCOMPARE(kept.store["page_view_count"], "0");
        QCOMPARE(kept.store["recent_products"], "[]");
        QCOMPARE(kept.store["top_category_24h"], "");
        QCOMPARE(kept.store["price_range_viewed_5m"], "0-0");
    }

    void isWrittenAgainAtItsCadence()
    {
        Kept kept(m_set);
        kept.add(Start + 1, productEvent(EventType::ProductView, "1", 5));
        QCOMPARE(Start % 30'000, 10'000);
        const auto due = kept.writer.nextWrite(kept.history, fromMillis(Start + 1));
        QVERIFY(due.has_value());
        QCOMPARE(toMillis(*due), Start + 5 * Minute + 20'000); // the first multiple of 30 s at or after Start + 5 min + 2 ms
    }

    void writesOnlyWhatChanged()
    {
        Kept kept(m_set);
        kept.add(Start, eventOf(EventType::PageView));
        kept.write(Start);
        QCOMPARE(kept.lastWritten.size(), m_set.plans(KeyKind::Shopper).plans.size());
        kept.add(Start + 1, eventOf(EventType::PageView));
        kept.write(Start + 1);
        QCOMPARE(kept.lastWritten, std::vector<std::string>{"page_view_count"});
        kept.write(Start + 2);
        QVERIFY(kept.lastWritten.empty());
        kept.written = {};
        kept.write(Start + 2);
        QCOMPARE(kept.lastWritten.size(), m_set.plans(KeyKind::Shopper).plans.size());
    }

    // The memory of what was written and the choice of what to compute must never show.
    void isTheSameAsComputedAfresh_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 60; ++seed) QTest::addRow("seed %u", seed) << seed;
    }
    void isTheSameAsComputedAfresh()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
        Kept kept(m_set);
        Kept session(m_set, KeyKind::Session);
        std::int64_t now = Start;
        std::vector<std::pair<std::string, std::int64_t>> ids;
        for (int step = 0; step < 120; ++step) {
            now += below(3) == 0 ? below(2'000) : below(20) * Minute;
            constexpr EventType Types[] = {EventType::PageView, EventType::ProductView, EventType::ListView, EventType::AddToCart,
                EventType::RemoveFromCart, EventType::CheckoutStep, EventType::Other};
            const std::string product = std::to_string(below(5)), brand = std::string(1, static_cast<char>('A' + below(3)));
            const std::string id = "id" + std::to_string(step), category = brand + "cat";
            auto event = productEvent(Types[below(7)], product, below(100) / 8.0, category, brand);
            event.id = id;
            event.checkoutStep = below(3);
            event.cartTotal = below(50);
            if (below(2) == 0) event.platform = brand;
            if (below(2) == 0) event.pageUrl = "/search?q=";
            const std::int64_t at = now - (below(4) == 0 ? below(60) * Minute : 0);
            kept.add(at, event);
            session.add(at, event);
            ids.emplace_back(id, at);
            if (below(6) == 0) {
                const auto& [gone, when] = ids[static_cast<std::size_t>(below(static_cast<unsigned>(ids.size())))];
                const auto hash = features::eventIdHash(gone);
                QCOMPARE(kept.history.remove(hash, fromMillis(when), kept.columns),
                    session.history.remove(hash, fromMillis(when), session.columns));
            }
            if (below(3) == 0) kept.history.prune(fromMillis(now) - features::LongestWindow, kept.columns);
            if (below(2) == 0) {
                kept.write(now);
                QCOMPARE(kept.store, kept.afresh(now));
            }
            if (below(2) == 0) {
                const std::int64_t first = Start + below(40) * Minute, last = std::max(first, now - below(30) * Minute);
                session.writeRange({fromMillis(first), fromMillis(last), fromMillis(now)});
                QCOMPARE(session.store, session.afresh({fromMillis(first), fromMillis(last), fromMillis(now)}));
            }
        }
    }

    // Events come in order, some at the same time, some behind the as-of time, and leave: then only what they touch is computed.
    void movesOnAsComputedAfresh_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<bool>("isPublished");
        for (unsigned seed = 1; seed <= 60; ++seed) {
            QTest::addRow("seed %u", seed) << seed << false;
            QTest::addRow("seed %u, published", seed) << seed << true;
        }
    }
    void movesOnAsComputedAfresh()
    {
        QFETCH(unsigned, seed);
        QFETCH(bool, isPublished);
        const features::FeatureSet& set = isPublished ? m_published : m_set;
        std::mt19937 random(seed);
        const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
        Kept kept(set);
        Kept session(set, KeyKind::Session);
        std::int64_t newest = Start, asOf = Start;
        for (int step = 0; step < 200; ++step) {
            for (int fresh = below(3); fresh > 0; --fresh) {
                if (below(3) > 0) newest += below(4) == 0 ? below(60) * Minute : below(60'000);
                const std::string id = "id" + std::to_string(step) + std::to_string(fresh);
                const auto event = anyEvent(random, id);
                kept.add(newest, event);
                session.add(newest, event);
            }
            if (below(30) == 0) kept.history.prune(fromMillis(asOf) - features::LongestWindow, kept.columns);
            asOf = std::max(asOf, newest - (below(4) == 0 ? below(120'000) : 0)) + (below(8) == 0 ? below(90) * Minute : 0);
            newest = std::max(newest, asOf);
            kept.write(asOf);
            QCOMPARE(kept.store, kept.afresh(asOf));
            const features::FeatureWriter::Range range{fromMillis(Start), fromMillis(asOf), fromMillis(asOf)};
            session.writeRange(range);
            QCOMPARE(session.store, session.afresh(range));
        }
    }

    void countsOnBeyondAThousand()
    {
        Kept kept(m_set);
        for (int i = 0; i < 1'010; ++i) {
            const std::string id = "id" + std::to_string(i);
            kept.add(Start + i, eventOf(EventType::PageView, id));
            if (i < 990) continue;
            kept.write(Start + i);
            QCOMPARE(kept.store["page_view_count"], std::to_string(i + 1));
        }
        kept.write(Start + 1'004 + 24 * Hour);
        QCOMPARE(kept.store["page_view_count"], "6");
        kept.write(Start + 1'007 + 24 * Hour);
        QCOMPARE(kept.store["page_view_count"], "3");
    }
};

QTEST_GUILESS_MAIN(FeatureWriterTest)
#include "feature_writer_test.moc"
