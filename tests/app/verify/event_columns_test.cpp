// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "app/verify/device_class.h"
#include "app/verify/event_columns.h"
#include "app/verify/event_time.h"
#include "app/verify/number_text.h"
#include "app/verify/unreadable.h"
#include "tests/support/event_text.h"

using namespace tailrace::verify;
using tailrace::test::EventText;

class EventColumnsTest : public QObject {
    Q_OBJECT

private slots:
    void timesAreReadToTheMillisecond()
    {
        QCOMPARE(eventTime("1970-01-01T00:00:00Z").value(), std::int64_t{0});
        QCOMPARE(eventTime("1970-01-02T00:00:00.7Z").value(), std::int64_t{86'400'700});
        QCOMPARE(eventTime("1970-01-01T00:00:00.123999999Z").value(), std::int64_t{123}); // cut off, not rounded
        QCOMPARE(eventTime("2025-03-26T10:57:56.7Z").value(), std::int64_t{1'742'986'676'700});
        QCOMPARE(timeText(1'742'986'676'700), std::string("2025-03-26T10:57:56.700Z"));
        for (const char* bad : {"2025-02-29T10:00:00Z", "2025-03-26T24:00:00Z", "2025-03-26T10:00:00", "2025-03-26 10:00:00Z", "soon"}) {
            QVERIFY2(!eventTime(bad), bad);
        }
    }

    void aListStandsForItsFirstProductWhenItNamesNone()
    {
        EventText event("a", "list_view", 0);
        event.visitor("v").set("/payload/product", nlohmann::json::object());
        event.set("/payload/products", {{{"id", "7"}, {"category", "Kid shoes"}, {"price", 5}}, {{"id", "8"}}});
        QCOMPARE(columnsOf(event.text()).productId, std::string("7"));
        QCOMPARE(columnsOf(event.text()).price, std::int64_t{50'000});
        event.set("/payload/product", {{"id", "9"}});
        QCOMPARE(columnsOf(event.text()).productId, std::string("9"));
        QVERIFY(columnsOf(event.text()).productCategory.empty()); // as a whole
        event.set("/type", "product_view").set("/payload/product", nullptr);
        QVERIFY(columnsOf(event.text()).productId.empty());
    }

    void ofAFieldThatStandsTwiceTheFirstThatIsNotEmptyCounts()
    {
        const auto columns = columnsOf(R"({"id":"","id":"a","type":"page_view","id":"b","timestamp":"1970-01-01T00:00:00Z",
            "enrich":{"user":{"user_id":null,"user_id":"","user_id":"alice","domain_userid":"v"}}})");
        QCOMPARE(columns.id, std::string("a"));
        QCOMPARE(columns.user, std::string("alice"));
    }

    void thePageIsThePayloadsElseTheClients()
    {
        EventText event("a", "page_view", 0);
        event.set("/enrich/client/page/page_url", "https://client");
        QCOMPARE(columnsOf(event.text()).pageUrl, std::string("https://client"));
        event.set("/payload/page_url", "https://payload");
        QCOMPARE(columnsOf(event.text()).pageUrl, std::string("https://payload"));
    }

    void aPriceThatIsNoNumberIsZero()
    {
        for (const nlohmann::json& price : {nlohmann::json("12"), nlohmann::json(), nlohmann::json::array({12})}) {
            QCOMPARE(columnsOf(EventText("a", "product_view", 0).set("/payload/product/price", price).text()).price, std::int64_t{0});
        }
    }

    void amountsAreRoundedHalfAwayFromZero()
    {
        QCOMPARE(amountOf(119.99), std::int64_t{1'199'900});
        QCOMPARE(amountOf(0.00005), std::int64_t{1}); // 0.5 of a unit
        QCOMPARE(amountOf(-0.00005), std::int64_t{-1});
        QCOMPARE(amountOf(0.00004), std::int64_t{0});
    }

    void numbersAreWrittenShort()
    {
        QCOMPARE(amountText(1'199'900), std::string("119.99"));
        QCOMPARE(amountText(50'000), std::string("5"));
        QCOMPARE(amountText(-35'000), std::string("-3.5"));
        QCOMPARE(amountText(-1), std::string("-0.0001"));
        QCOMPARE(amountText(0), std::string("0"));
        QCOMPARE(meanText(10'000 + 20'000 + 20'000, 3), std::string("1.6666666666666667"));
        QCOMPARE(meanText(0, 0), std::string("0"));
        QCOMPARE(ratioText(1, 3), std::string("0.3333333333333333"));
        QCOMPARE(ratioText(4, 2), std::string("2"));
        QCOMPARE(ratioText(4, 0), std::string("0"));
        QCOMPARE(quoted("a\"\\\n\x01/ö"), std::string("\"a\\\"\\\\\\n\\u0001/ö\""));
    }

    void devicesAreToldByTheirUserAgent_data()
    {
        QTest::addColumn<QString>("agent");
        QTest::addColumn<QString>("device");
        QTest::newRow("none") << ""
                              << "";
        QTest::newRow("ipad") << "Mozilla/5.0 (iPad; CPU OS 17_0) Mobile/15E148"
                              << "tablet";
        QTest::newRow("android tablet") << "Mozilla/5.0 (Linux; Android 14; SM-X710) Safari"
                                        << "tablet";
        QTest::newRow("android phone") << "Mozilla/5.0 (Linux; Android 14) Mobile Safari"
                                       << "mobile";
        QTest::newRow("iphone") << "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3)"
                                << "mobile";
        QTest::newRow("tv") << "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)"
                            << "tv";
        QTest::newRow("robot first") << "Mozilla/5.0 (Linux; Android 6.0) Mobile (compatible; GoogleBOT/2.1)"
                                     << "robot";
        QTest::newRow("mac") << "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
                             << "desktop";
    }
    void devicesAreToldByTheirUserAgent()
    {
        QFETCH(QString, agent);
        QFETCH(QString, device);
        QCOMPARE(deviceClass(agent.toStdString()), device.toStdString());
    }

    void whatIsNoEventIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(columnsOf("{"), Unreadable);
        QVERIFY_EXCEPTION_THROWN(columnsOf(R"({"id":"a"})"), Unreadable);
    }
};

QTEST_GUILESS_MAIN(EventColumnsTest)
#include "event_columns_test.moc"
