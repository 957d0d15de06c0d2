// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/declared.h"

using namespace tailrace::test;

namespace {

const std::string Views = "\"events\": [\"product_view\"], ";

// Five views. Product 5 is seen first for 42.99 and then for 39.99; product 1 for 119.99; product 7 has neither category nor price.
KeyEvents fiveViews()
{
    KeyEvents events;
    events.view(3000, "5", "Kid", "Snow", 39.99).view(1000, "5", "Kid", "Snow", 42.99).view(2000, "1", "Men", "Plough", 119.99);
    events.view(4000, "6", "Kid", "Plough", 10);
    return events.add(EventText("e", "product_view", 5000).set("/payload/product", {{"id", "7"}}));
}

std::string aggregate(const std::string& kind) { return "\"aggregate\": \"" + kind + "\""; }

} // namespace

// Each kind of docs/features.md, with its value derived by hand.
class FeatureValueTest : public QObject {
    Q_OBJECT

private slots:
    void countsWhatItsEventsSay()
    {
        KeyEvents events = fiveViews();
        events.add(EventText("e", "page_view", 1).set("/payload/page_url", "https://shop/search?q=x"));
        events.add(EventText("e", "page_view", 2).set("/payload/page_url", "https://shop/"));
        QCOMPARE(events.say(Views + R"("aggregate": "count")"), std::string("5"));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "count")"), std::string("7"));
        QCOMPARE(events.say(R"("events": ["page_view"], "where": {"page_url_contains": "/search?q="}, "aggregate": "count")"),
            std::string("1"));
    }

    void searchGoesByTwoNames()
    {
        KeyEvents events;
        events.add(EventText("e", "search", 1)).add(EventText("e", "site_search", 2));
        QCOMPARE(events.say(R"("events": ["site_search"], "aggregate": "count")"), std::string("2"));
        QCOMPARE(events.say(R"("events": ["search"], "aggregate": "count")"), std::string("2"));
    }

    void countsDifferentValues()
    {
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "distinct_count", "of": "product.id")"), std::string("4"));
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "distinct_count", "of": "category")"), std::string("2"));
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "counts_by", "of": "product.id")"), std::string(R"({"1":1,"5":2,"6":1,"7":1})"));
    }

    void topTakesTheSmallestOfEquals()
    {
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "top", "of": "category")"), std::string("Kid")); // 3 : 1
        // Snow 2, Plough 2
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "top", "of": "product.brand")"), std::string("Plough"));
        // Snow has one product, Plough two
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "top_distinct", "of": "product.brand", "per": "product.id")"),
            std::string("Plough"));
        // Both Kid and Men have products of two brands and one: Kid {Snow, Plough}, Men {Plough}
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "top_distinct", "of": "product.category", "per": "product.brand")"),
            std::string("Kid"));
    }

    void theMeanTakesEachProductsFirstPrice()
    {
        // (119.99 + 42.99 + 10 + 0) / 4 = 172.98 / 4 = 43.245: amounts 1729800 / 4 = 432450.0, / 10000.0
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "mean_of_first", "of": "product.price", "per": "product.id")"),
            std::string("43.245"));
        KeyEvents sameTime; // among equal times the smaller amount is the first
        sameTime.view(1000, "5", "Kid", "Snow", 20).view(1000, "5", "Kid", "Snow", 9.5);
        QCOMPARE(sameTime.say(Views + R"("aggregate": "mean_of_first", "of": "product.price", "per": "product.id")"), std::string("9.5"));
    }

    void theRangeCountsAnAbsentPriceAsZero()
    {
        QCOMPARE(fiveViews().say(Views + R"("aggregate": "range", "of": "product.price")"), std::string("0-119.99"));
        KeyEvents one;
        QCOMPARE(one.view(1, "5", "Kid", "Snow", 42.99).say(Views + R"("aggregate": "range", "of": "product.price")"),
            std::string("42.99-42.99"));
    }

    void aCategoryIsTheListsNameElseTheProducts()
    {
        KeyEvents events;
        events.add(EventText("e", "list_view", 1)
                       .set("/payload/list_name", "New series")
                       .set("/payload/products/0", {{"id", "1"}, {"category", "Men"}}));
        events.add(EventText("e", "product_view", 2)
                       .set("/payload/list_name", "ignored here")
                       .set("/payload/product", {{"category", "Kid"}}));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "list_of", "of": "category")"), std::string(R"(["Kid","New series"])"));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "list_of", "of": "product.category")"), std::string(R"(["Kid","Men"])"));
    }

    void netValueAddsAndRemoves()
    {
        KeyEvents events;
        events.add(EventText("e", "add_to_cart", 1).product("1", "Men", "Snow", 10.5))
            .add(EventText("e", "remove_from_cart", 2).product("1", "Men", "Snow", 12));
        QCOMPARE(events.say(R"("events": ["add_to_cart", "remove_from_cart"], "aggregate": "net_value")"), std::string("-1.5"));
    }

    void aRatioIsNoIntegerDivision()
    {
        KeyEvents events = fiveViews();
        events.add(EventText("e", "add_to_cart", 1)).add(EventText("e", "add_to_cart", 2));
        QCOMPARE(events.say(R"("events": ["add_to_cart"], "per_events": ["product_view"], "aggregate": "ratio")"), std::string("0.4"));
        QCOMPARE(events.say(R"("events": ["add_to_cart"], "per_events": ["page_view"], "aggregate": "ratio")"), std::string("0"));
    }

    void firstAndLastAmongEqualTimesAreSmallestAndLargest()
    {
        KeyEvents events;
        events.add(EventText("e", "page_view", 1)); // has none: left out
        events.add(EventText("e", "page_view", 2).set("/enrich/platform", "web").set("/enrich/marketing/mkt_campaign", "b"));
        events.add(EventText("e", "page_view", 2).set("/enrich/platform", "mob").set("/enrich/marketing/mkt_campaign", "a"));
        events.add(EventText("e", "page_view", 3));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "first_of", "of": "campaign")"), std::string("a"));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "last_of", "of": "platform")"), std::string("web"));
    }

    void weightsTakeTheSixHeaviest()
    {
        KeyEvents events;
        for (const char* id : {"a", "b", "c", "d", "e", "f", "g"}) events.view(1, id, "Kid", "Snow", 1);
        events.view(2, "d", "Kid", "Snow", 1).add(EventText("e", "add_to_cart", 3).product("g", "Kid", "Snow", 1));
        // g 1 + 3, d 2, then a, b, c, e by bytes; f is the seventh
        QCOMPARE(events.say(R"("events": ["product_view", "add_to_cart"], "aggregate": "weights_by", "of": "product.id")"),
            std::string(R"([["g",4],["d",2],["a",1],["b",1],["c",1],["e",1]])"));
    }

    void recentNamesEachValueAtItsLastEvent()
    {
        KeyEvents events;
        int time = 0;
        for (const char* id : {"a", "b", "c", "d", "e", "f", "g", "b"}) events.view(++time, id, "Kid", "Snow", 1);
        events.view(time, "c", "Kid", "Snow", 1); // at the time of the last b; the larger is the later
        QCOMPARE(events.say(Views + R"("aggregate": "recent", "of": "product.id")"), std::string(R"(["c","b","g","f","e","d"])"));
    }

    void durationAndBounce()
    {
        QCOMPARE(fiveViews().say(R"("events": ["*"], "aggregate": "duration")"), std::string("4000"));
        KeyEvents events;
        events.add(EventText("e", "page_view", 1)).view(2, "1", "Men", "Snow", 1);
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "bounce")"), std::string("true"));
        events.add(EventText("e", "page_view", 1));
        QCOMPARE(events.say(R"("events": ["*"], "aggregate": "bounce")"), std::string("false"));
    }

    void withoutEventsEveryKindHasItsEmptyValue()
    {
        const std::vector<std::pair<std::string, std::string>> empty{{"count", "0"}, {"distinct_count", "0"}, {"counts_by", "{}"},
            {"top", ""}, {"top_distinct", ""}, {"mean_of_first", "0"}, {"range", "0-0"}, {"net_value", "0"}, {"orders", "0"},
            {"order_value", "0"}, {"avg_order_value", "0"}, {"ratio", "0"}, {"first_of", ""}, {"last_of", ""}, {"list_of", "[]"},
            {"weights_by", "[]"}, {"recent", "[]"}, {"duration", "0"}, {"bounce", "true"}, {"watch_completion", "0"},
            {"last_position", "0"}, {"last_ad", ""}, {"ads_clicked", "0"}, {"ads_skipped", "0"}};
        for (const auto& [kind, value] : empty) {
            const std::string members = R"("of": "product.price", "per": "product.id", "events": ["*"], )" + aggregate(kind);
            QVERIFY2(KeyEvents().say(members) == value, kind.c_str());
            QVERIFY2(tailrace::verify::emptyValue(declared(members).kind) == value, kind.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(FeatureValueTest)
#include "feature_value_test.moc"
