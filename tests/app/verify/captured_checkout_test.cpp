// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/app/verify/declared.h"
#include "tests/app/verify/told_events.h"

using namespace tailrace::test;
using tailrace::verify::LedgerTerms;

namespace {

const std::string Trent = "trent@snowplowanalytics.com";

// TAILRACE_CAPTURED_EVENTS, else beside the source folder.
std::filesystem::path capturedFile()
{
    const char* given = std::getenv("TAILRACE_CAPTURED_EVENTS");
    return given ? std::filesystem::path(given)
                 : std::filesystem::path(TAILRACE_SOURCE_DIR) / "../shared/data/snowplow/successful_checkout.jsonl";
}

} // namespace

// A real visit: anonymous from 10:56:46 on, one product into the cart at 10:57:49, login at 10:58:10, payment at 10:58:15.
class CapturedCheckoutTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        std::ifstream stream(capturedFile());
        if (!stream) QSKIP("no captured checkout (TAILRACE_CAPTURED_EVENTS)");
        for (std::string line; std::getline(stream, line);) {
            if (!line.empty()) m_told.tell(line);
        }
    }

    // The visitor's events lead to his login in steps of seconds, so that all 26 are his, in one session.
    void everythingIsTheUsersInOneSession()
    {
        QCOMPARE(m_told.oracle.ledger(), (LedgerTerms{26, 26, 0, 0}));
        QCOMPARE(m_told.oracle.owners(), std::vector<std::string>{Trent});
        const std::int64_t first = tailrace::verify::eventTime("2025-03-26T10:56:46.032Z").value();
        const std::int64_t last = tailrace::verify::eventTime("2025-03-26T10:58:53.451Z").value();
        QCOMPARE(m_told.spans(Trent, first), "[0," + std::to_string(last - first) + "]x26");
    }

    // One order: the cart was worth 0 before 42.99 were added, and step 2 came once.
    void oneOrderOfTheValueThatTheDataGives()
    {
        QCOMPARE(say(R"("events": ["*"], "aggregate": "orders")"), std::string("1"));
        QCOMPARE(say(R"("events": ["*"], "aggregate": "order_value")"), std::string("42.99"));
        QCOMPARE(say(R"("events": ["*"], "aggregate": "avg_order_value")"), std::string("42.99"));
    }

    // Without stitching the halves have different keys: the cart is the visitor's, the payment the user's.
    void withoutStitchingThereIsNoOrder()
    {
        std::map<std::string, tailrace::verify::EventList> unstitched;
        for (const auto& event : m_told.oracle.events()) {
            const auto& columns = event.columns;
            unstitched[columns.user.empty() ? columns.visitor : columns.user].push_back(&event);
        }
        QCOMPARE(unstitched.size(), std::size_t{2});
        const auto orders = declared(R"("events": ["*"], "aggregate": "orders")");
        for (const auto& [key, events] : unstitched) QCOMPARE(featureValue(orders, events, {}), std::string("0"));
    }

    // page_views: 10:56:46, 57:47, 57:52, 57:56, 58:11, 58:14, 58:16, 58:53. "New series", "Top this week" and "You might also be
    // interested in" are listed three times each; one product of "Kid shoes" is viewed.
    void theOtherFeaturesAreThoseOfTheData()
    {
        QCOMPARE(say(R"("events": ["page_view"], "aggregate": "count")"), std::string("8"));
        QCOMPARE(say(R"("events": ["list_view", "product_view"], "aggregate": "top", "of": "category")"), std::string("New series"));
        QCOMPARE(say(R"("events": ["list_view", "product_view"], "aggregate": "distinct_count", "of": "category")"), std::string("4"));
        QCOMPARE(say(R"("events": ["product_view"], "aggregate": "range", "of": "product.price")"), std::string("42.99-42.99"));
        QCOMPARE(say(R"("events": ["*"], "aggregate": "first_of", "of": "campaign")"), std::string("google-ads-winter-sale-24"));
        QCOMPARE(say(R"("events": ["*"], "aggregate": "list_of", "of": "device_class")"), std::string(R"(["desktop"])"));
    }

private:
    std::string say(const std::string& members) const { return featureValue(declared(members), m_told.oracle.appliedOf(Trent), {}); }

    Told m_told;
};

QTEST_GUILESS_MAIN(CapturedCheckoutTest)
#include "captured_checkout_test.moc"
