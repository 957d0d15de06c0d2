// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "pipeline/features/shopper_state.h"

using namespace tailrace;
using namespace tailrace::features;

namespace {

event::Event productEvent(std::string_view id, event::EventType type, std::int64_t millis, std::string_view product)
{
    event::Event event;
    event.id = id;
    event.type = type;
    event.timestamp = fromMillis(millis);
    event.domainUserId = "visitor";
    event.product = {.id = product, .category = "Shoes", .brand = "Fell", .price = 10};
    return event;
}

ShopperState history(TextInterner& texts)
{
    ShopperState state;
    sessionize::SessionEffects effects;
    const std::int64_t start = 1'000'000'000;
    apply(state, productEvent("a", event::EventType::ProductView, start, "p1"), fromMillis(start), 7, {}, texts, effects);
    apply(state, productEvent("b", event::EventType::AddToCart, start + 5'000, "p2"), fromMillis(start + 5'000), 8, {}, texts, effects);
    apply(state, productEvent("c", event::EventType::ProductView, start + 6'000, "p1"), fromMillis(start + 6'000), 9, {}, texts, effects);
    return state;
}

} // namespace

class ShopperStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void weighsAnAdditionToTheCartMoreThanAView()
    {
        TextInterner texts;
        const ShopperState state = history(texts);
        QCOMPARE(state.interests.categories.entries()[0].weight, 5U); // two views and an addition
        QCOMPARE(texts.text(state.interests.recentProducts[0]), std::string_view("p1"));
        QCOMPARE(texts.text(state.interests.recentProducts[1]), std::string_view("p2"));
        QCOMPARE(state.interests.recentProducts[2], TextInterner::None);
        QCOMPARE(state.lastSequence, std::uint64_t(9));
    }

    void leavesFeaturesAloneOnADuplicate()
    {
        TextInterner texts;
        ShopperState state = history(texts);
        const std::string before = state.encode(texts);
        sessionize::SessionEffects effects;
        apply(state, productEvent("b", event::EventType::AddToCart, 1'000'005'000, "p2"), fromMillis(1'000'006'000), 10, {}, texts,
            effects);
        QCOMPARE(effects.outcome, sessionize::Outcome::Duplicate);
        QCOMPARE(state.encode(texts), before);
    }

    void comesBackFromItsEncodingUnderAnotherInterner()
    {
        TextInterner texts;
        TextInterner others;
        others.token("something else first");
        const std::string bytes = history(texts).encode(texts);
        const auto decoded = ShopperState::decode(bytes, others);
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->encode(others), bytes);
    }

    void refusesEveryTruncationAndAnyTail()
    {
        TextInterner texts;
        const std::string bytes = history(texts).encode(texts);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY2(!ShopperState::decode(std::string_view(bytes).substr(0, size), texts), qPrintable(QString::number(size)));
        }
        QVERIFY(!ShopperState::decode(bytes + "x", texts));
    }

    void internsNothingBeyondItsBound()
    {
        TextInterner texts(3);
        QVERIFY(texts.token("one") != TextInterner::None);
        QVERIFY(texts.token("two") != TextInterner::None);
        QCOMPARE(texts.token("three"), TextInterner::None);
        QCOMPARE(texts.text(texts.token("two")), std::string_view("two"));
    }

    void keepsTheMostFrequentFew()
    {
        TopFew few;
        for (TextInterner::Token token = 1; token <= 40; ++token) few.add(token, 1);
        for (int i = 0; i < 100; ++i) few.add(77, 1);
        QCOMPARE(few.entries()[0].token, TextInterner::Token(77));
        for (std::size_t i = 1; i < TopFew::Size; ++i) QVERIFY(few.entries()[i - 1].weight >= few.entries()[i].weight);
    }
};

QTEST_GUILESS_MAIN(ShopperStateTest)
#include "shopper_state_test.moc"
