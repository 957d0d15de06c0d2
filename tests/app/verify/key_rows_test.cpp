// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "app/verify/feature_declarations.h"
#include "app/verify/key_rows.h"
#include "tests/app/verify/told_events.h"

using namespace tailrace::test;
using namespace tailrace::verify;

namespace {

const char* const Declarations = R"({"version": 1, "features": [
    {"name": "pages", "key": "shopper", "events": ["page_view"], "windows": ["5m", "1h", "24h"], "aggregate": "count"},
    {"name": "pages", "key": "shopper", "events": ["page_view"], "windows": ["24h"], "suffix": "", "aggregate": "count"},
    {"name": "pages", "key": "session", "events": ["page_view"], "aggregate": "count"},
    {"name": "status", "key": "viewer", "events": ["*"], "aggregate": "viewer_status"}]})";

} // namespace

// Which keys there are at an as-of time, and what their windows hold.
class KeyRowsTest : public QObject {
    Q_OBJECT

private slots:
    // A shopper of 26 hours; T is 12:00 of the second day. Both ends of a window are in it.
    void windowsHoldWhatIsNotOlderThanTheirSize()
    {
        Told told;
        const std::int64_t now = at("12:00") + Day;
        for (const std::int64_t age : {26 * 60 * Minute, Day + 1, Day, 60 * Minute + 1, 60 * Minute, 5 * Minute + 1, 5 * Minute, Minute}) {
            told.tell(anonymous("age-" + std::to_string(age), now - age));
        }
        QCOMPARE(rowsAt(told, now)["user:phone"], std::string("pages=6 pages_1h=4 pages_24h=6 pages_5m=2"));
        QCOMPARE(rowsAt(told, now + 1)["user:phone"], std::string("pages=5 pages_1h=3 pages_24h=5 pages_5m=1"));
    }

    void valuesFallWhenNothingHappensAndTheKeyGoesAtLast()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(rowsAt(told, at("10:05"))["user:phone"], std::string("pages=1 pages_1h=1 pages_24h=1 pages_5m=1"));
        QCOMPARE(rowsAt(told, at("10:05:00.001"))["user:phone"], std::string("pages=1 pages_1h=1 pages_24h=1 pages_5m=0"));
        QVERIFY(rowsAt(told, at("10:00") + Day).contains("user:phone"));
        QVERIFY(!rowsAt(told, at("10:00") + Day + 1).contains("user:phone"));
    }

    void anEventThatNoFeatureCountsKeepsTheKeyAll()
    {
        Told told;
        told.tell(EventText("a", "promo_view", at("10:00")).visitor("phone"));
        QCOMPARE(rowsAt(told, at("10:00"))["user:phone"], std::string("pages=0 pages_1h=0 pages_24h=0 pages_5m=0"));
    }

    void aSessionsKeyGoesWhenItCloses()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.tell(anonymous("b", at("10:30")));
        const std::string key = "session:phone:" + std::to_string(at("10:00"));
        QCOMPARE(rowsAt(told, at("11:02"))[key], std::string("pages=2"));
        QVERIFY(!rowsAt(told, at("11:02:00.001")).contains(key));
    }

    // A viewer lives where the shopper does: the anonymous pause is alice's.
    void viewersAreNamedByTheOwner()
    {
        Told told;
        told.tell(login("a", at("10:00"), "alice"));
        told.tell(EventText("b", "pause_event", at("10:01")).visitor("phone"));
        QCOMPARE(told.owner("b"), std::string("alice"));
        const auto rows = rowsAt(told, at("10:01"));
        QCOMPARE(rows.at("viewer:alice"), std::string("status=PAUSED_VIDEO"));
        QVERIFY(!rows.contains("viewer:phone"));
    }

    // alice logs in: the phone's keys are gone in the same moment in which hers are there.
    void aStitchedVisitorHasNoKeys()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        QVERIFY(rowsAt(told, at("10:00")).contains("user:phone"));
        told.tell(login("b", at("10:01"), "alice"));
        const auto rows = rowsAt(told, at("10:01"));
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows.at("user:alice"), std::string("pages=2 pages_1h=2 pages_24h=2 pages_5m=2"));
        QCOMPARE(rows.at("session:alice:" + std::to_string(at("10:00"))), std::string("pages=2"));
    }

private:
    // Key -> "field=value field=value".
    std::map<std::string, std::string> rowsAt(const Told& told, std::int64_t asOf) const
    {
        std::map<std::string, std::string> rows;
        forEachKey(told.oracle, m_features, asOf, [&](const KeyRow& row) {
            std::string& text = rows[row.key];
            for (const auto& [name, value] : row.fields) text += (text.empty() ? "" : " ") + name + "=" + value.text;
        });
        return rows;
    }

    std::vector<Feature> m_features = parseFeatures(Declarations, "test.json");
};

QTEST_GUILESS_MAIN(KeyRowsTest)
#include "key_rows_test.moc"
