// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/declared.h"

using namespace tailrace::test;

namespace {

EventText cart(std::int64_t ms, double before, double price, const char* type = "add_to_cart")
{
    return EventText("e", type, ms).product("1", "Men", "Snow", price).set("/payload/cart/total_value", before);
}

EventText step(std::int64_t ms, int number) { return EventText("e", "checkout_step", ms).set("/payload/checkout_step/step", number); }

// "orders order_value avg_order_value"
std::string ordersOf(const KeyEvents& events)
{
    std::string all;
    for (const char* kind : {"orders", "order_value", "avg_order_value"}) {
        all += (all.empty() ? "" : " ") + events.say("\"events\": [\"*\"], \"aggregate\": \"" + std::string(kind) + "\"");
    }
    return all;
}

} // namespace

class OrdersTest : public QObject {
    Q_OBJECT

private slots:
    void aStepTwoOrdersTheCartThatTheLastCartEventLeft()
    {
        KeyEvents events;
        events.add(cart(1, 0, 10)).add(cart(2, 10, 5.5)).add(step(3, 1)).add(step(4, 2));
        QCOMPARE(ordersOf(events), std::string("1 15.5 15.5"));
    }

    void aRemovalLeavesLess()
    {
        KeyEvents events;
        QCOMPARE(ordersOf(events.add(cart(1, 30, 12, "remove_from_cart")).add(step(2, 2))), std::string("1 18 18"));
    }

    void aCartIsOrderedOnce()
    {
        KeyEvents events;
        events.add(cart(1, 0, 10)).add(step(2, 2)).add(step(3, 2));
        QCOMPARE(ordersOf(events), std::string("1 10 10"));
        events.add(cart(4, 0, 21)).add(step(5, 2)); // (10 + 21) / 2
        QCOMPARE(ordersOf(events), std::string("2 31 15.5"));
    }

    void withoutACartThereIsNoOrder()
    {
        KeyEvents events;
        QCOMPARE(ordersOf(events.add(step(1, 2)).add(cart(2, 0, 10))), std::string("0 0 0"));
    }

    void amongEqualTimesTheCartComesFirstAndTheLargestCartLast()
    {
        KeyEvents events;
        events.add(step(1, 2)).add(cart(1, 20, 5)).add(cart(1, 0, 5)); // 5, then 25, then the order
        QCOMPARE(ordersOf(events), std::string("1 25 25"));
    }

    void anAbsentTotalIsZero()
    {
        KeyEvents events;
        events.add(EventText("e", "add_to_cart", 1).product("1", "Men", "Snow", 7)).add(step(2, 2));
        QCOMPARE(ordersOf(events), std::string("1 7 7"));
    }
};

QTEST_GUILESS_MAIN(OrdersTest)
#include "orders_test.moc"
