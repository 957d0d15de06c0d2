// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/sessionize/session_update.h"
#include "tests/support/schema_check.h"

using namespace tailrace;
using namespace tailrace::sessionize;

class SessionUpdateTest : public QObject {
    Q_OBJECT

private slots:
    void hasTheSchemasFieldsAndNoOthers();
    void escapesTheShopper();
    void keyNamesShopperAndStart();
};

namespace {

Session sample()
{
    Session session;
    session.first = fromMillis(1'700'000'000'123);
    session.last = fromMillis(1'700'000'060'456);
    session.counts = {.events = 21, .pageViews = 2, .productViews = 3, .cartAdds = 4, .cartRemoves = 5, .checkouts = 6};
    session.revision = 22;
    return session;
}

nlohmann::json updateOf(std::string_view shopper, const Session& session)
{
    std::string text;
    appendSessionUpdate(text, shopper, session);
    return nlohmann::json::parse(text);
}

} // namespace

void SessionUpdateTest::hasTheSchemasFieldsAndNoOthers()
{
    const auto schema = test::loadSchema("session-update.schema.json");
    Session session = sample();
    for (const bool closed : {false, true}) {
        session.closed = closed;
        const auto update = updateOf("user-1", session);
        QCOMPARE(test::schemaViolation(schema, update), std::string());
        QCOMPARE(update.size(), schema["properties"].size());
        const nlohmann::json expected{{"shopper", "user-1"}, {"first", 1'700'000'000'123}, {"last", 1'700'000'060'456}, {"revision", 22},
            {"events", 21}, {"page_views", 2}, {"product_views", 3}, {"cart_adds", 4}, {"cart_removes", 5}, {"checkouts", 6},
            {"closed", closed}};
        QCOMPARE(update.dump(), expected.dump());
    }
}

void SessionUpdateTest::escapesTheShopper()
{
    const std::string shopper = "a\"b\\c\n\x01";
    QCOMPARE(updateOf(shopper, sample())["shopper"].get<std::string>(), shopper);
}

void SessionUpdateTest::keyNamesShopperAndStart()
{
    std::string key;
    appendSessionKey(key, "user-1", sample().first);
    QCOMPARE(key, std::string("user-1:1700000000123"));
}

QTEST_GUILESS_MAIN(SessionUpdateTest)
#include "session_update_test.moc"
