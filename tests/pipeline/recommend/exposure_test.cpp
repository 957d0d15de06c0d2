// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/recommend/exposure.h"
#include "tests/support/product_fixture.h"
#include "tests/support/schema_check.h"

using namespace tailrace;
using namespace tailrace::recommend;

class ExposureTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhatWasOfferedAndWhy();
    void matchesItsSchemaForEveryReason();
    void survivesHostileIds();
    void appendsToWhatIsThere();
};

namespace {

Response twoItems(test::ProductFixture& f)
{
    f.add("p\"1\x01", "Shoes", "Acme", 10, 3);
    f.add("p2", "Shoes", "Acme", 5, 40);
    f.table.publish();
    Response response;
    response.catalogue = f.table.catalogue();
    response.items = {{ProductIndex(0), 2.5F, 1.0F, 3, ItemReason::LowStock}, {ProductIndex(1), 1.0F, 0.0F, 40, ItemReason::Popularity}};
    response.outcome = Outcome::Personalised;
    response.reason = Reason::None;
    response.featureVersion = 18446744073709551615U;
    response.withdrawn = 1;
    return response;
}

nlohmann::json encode(std::string_view request, std::string_view shopper, const Response& response)
{
    std::string out;
    appendExposure(out, {request, shopper, fromMillis(1700000000123), response});
    return nlohmann::json::parse(out);
}

} // namespace

void ExposureTest::saysWhatWasOfferedAndWhy()
{
    test::ProductFixture f;
    const auto json = encode("event-1", "user-1", twoItems(f));
    const auto expected = nlohmann::json::parse(R"({"request_id":"event-1","shopper":"user-1","at":1700000000123,
        "outcome":"personalised","reason":"none","feature_version":18446744073709551615,"catalogue_version":1,"withdrawn":1,"items":[
        {"product_id":"p\"1\u0001","position":1,"score":2.5,"stock_seen":3,"reason":"low_stock"},
        {"product_id":"p2","position":2,"score":1,"stock_seen":40,"reason":"popularity"}]})");
    QCOMPARE(json.dump(), expected.dump());
}

void ExposureTest::matchesItsSchemaForEveryReason()
{
    const auto schema = test::loadSchema("exposure.schema.json");
    test::ProductFixture f;
    Response response = twoItems(f);
    for (int reason = 0; reason <= static_cast<int>(Reason::NothingToOffer); ++reason) {
        response.reason = static_cast<Reason>(reason);
        QCOMPARE(test::schemaViolation(schema, encode("e", "s", response)), std::string());
    }
    for (int reason = 0; reason <= static_cast<int>(ItemReason::LowStock); ++reason) {
        response.items[0].reason = static_cast<ItemReason>(reason);
        QCOMPARE(test::schemaViolation(schema, encode("e", "s", response)), std::string());
    }
    QCOMPARE(test::schemaViolation(schema, encode("e", "s", Response{})), std::string());
    response.items[0].stockSeen = 0; // what must never be exposed
    QCOMPARE(test::schemaViolation(schema, encode("e", "s", response)), std::string("$.items[0].stock_seen: below the minimum"));
}

void ExposureTest::survivesHostileIds()
{
    const auto json = encode("a\"},{\"x\":\"", std::string_view("s\0\n\xFF", 4), Response{});
    QCOMPARE(json.at("request_id").get<std::string>(), std::string("a\"},{\"x\":\""));
    QCOMPARE(json.at("shopper").get<std::string>(), std::string("s\0\n\xEF\xBF\xBD", 6));
    QVERIFY(json.at("feature_version").is_null());
}

void ExposureTest::appendsToWhatIsThere()
{
    std::string out = "[";
    appendExposure(out, {"a", "b", fromMillis(1), Response{}});
    out += ",";
    appendExposure(out, {"c", "d", fromMillis(2), Response{}});
    QCOMPARE(nlohmann::json::parse(out + "]").size(), 2U);
}

QTEST_GUILESS_MAIN(ExposureTest)
#include "exposure_test.moc"
