// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <fstream>

#include "pipeline/features/device_class.h"
#include "pipeline/features/feature_file.h"
#include "tests/support/schema_check.h"

using namespace tailrace;
using namespace tailrace::features;

namespace {

// One feature, a member on each line.
std::string fileWith(const std::string& change, const std::string& instead)
{
    std::string text = R"({
  "version": 1,
  "features": [
    {
      "name": "views",
      "key": "shopper",
      "events": ["product_view"],
      "windows": ["5m", "1h"],
      "aggregate": "distinct_count",
      "of": "product.id",
      "cadence": "30s",
      "meaning": "Views."
    }
  ]
})";
    const auto at = text.find(change);
    if (at == std::string::npos) qFatal("nothing to change");
    return text.replace(at, change.size(), instead);
}

} // namespace

class FeatureFileTest : public QObject {
    Q_OBJECT

private slots:
    void readsAFeature()
    {
        const auto features = parseFeatures(fileWith("\"30s\"", R"(["30s", "60s"])"), "f.json");
        QVERIFY2(features, features ? "" : features.error().context().c_str());
        QCOMPARE(features->size(), 1U);
        const auto& f = features->front();
        QCOMPARE(f.name, "views");
        QCOMPARE(f.aggregate, Aggregate::DistinctCount);
        QCOMPARE(f.of, Column::ProductId);
        QCOMPARE(f.windows.size(), 2U);
        QCOMPARE(f.windows[1].suffix, "_1h");
        QCOMPARE(f.windows[1].cadence, std::chrono::minutes(1));
        QVERIFY(!f.published);
    }

    void refusesABadFile_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("instead");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const char* change, const char* instead, const char* error) {
            QTest::newRow(name) << QString::fromLatin1(change) << QString::fromLatin1(instead) << QString::fromLatin1(error);
        };
        row("unknown member", "\"meaning\"", "\"menaing\"",
            "f.json:12: features[0].menaing: is not a known field; did you mean \"meaning\"?");
        row("unknown kind", "distinct_count", "distinct", "f.json:9: features[0].aggregate: must be one of ");
        row("unknown column", "product.id", "product.size", "f.json:10: features[0].of: must be one of ");
        row("amount for text", "product.id", "product.price", "f.json:10: features[0].of: must be a text column");
        row("unknown event type", "product_view", "product_veiw", "f.json:7: features[0].events[0]: is not a known event type");
        row("no event types", "[\"product_view\"]", "[]", "f.json:7: features[0].events: must name at least one event type");
        row("bad window", "\"1h\"", "\"2h\"", "f.json:8: features[0].windows[1]: must be one of 5m, 1h, 24h");
        row("windows in disorder", "\"5m\", \"1h\"", "\"1h\", \"5m\"", "f.json:8: features[0].windows[1]: must be longer");
        row("bad name", "\"views\"", "\"Views\"", "f.json:5: features[0].name: must be made of");
        row("bad cadence", "\"30s\"", "\"soon\"", "f.json:11: features[0].cadence: must be a duration");
        row("too many cadences", "\"30s\"", "[\"30s\", \"30s\", \"30s\"]", "f.json:11: features[0].cadence: must name as many cadences");
        row("no key", "\"key\": \"shopper\",\n", "", "f.json:4: features[0].key: is missing");
        row("windows of a session", "\"shopper\"", "\"session\"", "f.json:8: features[0].windows: is only for features of a shopper");
        row("viewer's aggregate", "distinct_count", "viewer_status", "f.json:9: features[0].aggregate: and the key do not fit");
        row("suffix of two windows", "\"aggregate\"", "\"suffix\": \"\", \"aggregate\"",
            "f.json:9: features[0].suffix: must stand with a single window");
        row("per without need", "\"aggregate\"", "\"per\": \"product.id\", \"aggregate\"",
            "f.json:9: features[0].per: is not for the aggregate");
        row("published without ttl", "\"meaning\"", "\"published\": {}, \"meaning\"", "f.json:12: features[0].published: needs a ttl");
        row("unknown where", "\"aggregate\"", "\"where\": {\"url\": \"x\"}, \"aggregate\"",
            "f.json:9: features[0].where.url: is not a known field");
        row("event type twice", "[\"product_view\"]", "[\"product_view\", \"product_view\"]",
            "f.json:7: features[0].events[1]: stands twice");
        row("all and one", "[\"product_view\"]", "[\"*\", \"product_view\"]", "f.json:7: features[0].events[1]: stands beside \"*\"");
        row("one and all", "[\"product_view\"]", "[\"product_view\", \"*\"]", "f.json:7: features[0].events[1]: stands beside \"*\"");
        row("aggregate without its event", "distinct_count", "orders", "f.json:7: features[0].events: must name checkout_step");
        row("a field of the store's own",
            "\"views\",\n      \"key\": \"shopper\",\n      \"events\": [\"product_view\"],\n      \"windows\": [\"5m\", \"1h\"]",
            R"("as", "key": "shopper", "events": ["product_view"], "windows": ["5m"], "suffix": "_of")",
            "f.json:5: features[0].name: gives the field as_of");
        row("version", "\"version\": 1", "\"version\": 2", "f.json:2: version: ");
        row("not JSON", "\"version\": 1,", "\"version\": 1", "f.json:3: ");
    }
    void refusesABadFile()
    {
        QFETCH(QString, change);
        QFETCH(QString, instead);
        QFETCH(QString, error);
        const auto features = parseFeatures(fileWith(change.toStdString(), instead.toStdString()), "f.json");
        QVERIFY(!features);
        const auto said = QString::fromStdString(features.error().context());
        QVERIFY2(said.startsWith(error), qPrintable(said));
    }

    void refusesTheSameFieldTwice()
    {
        const std::string text =
            fileWith("{\n      \"name\"", R"({"name": "views", "key": "shopper", "events": ["*"], "windows": ["1h"], "aggregate": "count",
          "cadence": "1m", "meaning": "Events."}, {
      "name")");
        const auto features = parseFeatures(text, "f.json");
        QVERIFY(!features);
        QVERIFY(features.error().context().find("is already the name of a field: views_1h") != std::string::npos);
    }

    void shipsValidDeclarations()
    {
        const auto features = readFeatureFolder(TAILRACE_SOURCE_DIR "/resources/features");
        QVERIFY2(features, features ? "" : features.error().context().c_str());
        QVERIFY(features->size() >= 30);
        const auto schema = test::loadSchema("features.schema.json");
        for (const char* name : {"shopper", "session", "viewer"}) {
            std::ifstream file(std::string(TAILRACE_SOURCE_DIR "/resources/features/") + name + ".json");
            QCOMPARE(test::schemaViolation(schema, nlohmann::json::parse(file)), "");
        }
    }

    void knowsDevices_data()
    {
        QTest::addColumn<QString>("userAgent");
        QTest::addColumn<QString>("kind");
        QTest::newRow("none") << ""
                              << "";
        QTest::newRow("iPad") << "Mozilla/5.0 (iPad; CPU OS 17_0) Mobile/15E148"
                              << "tablet";
        QTest::newRow("Android tablet") << "Mozilla/5.0 (Linux; Android 13; SM-X700) Safari"
                                        << "tablet";
        QTest::newRow("Android phone") << "Mozilla/5.0 (Linux; Android 13; Pixel 7) Mobile Safari"
                                       << "mobile";
        QTest::newRow("iPhone") << "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"
                                << "mobile";
        QTest::newRow("television") << "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)"
                                    << "tv";
        QTest::newRow("robot") << "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Mobile (compatible; GoogleBOT/2.1)"
                               << "robot";
        QTest::newRow("desktop") << "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
                                 << "desktop";
    }
    void knowsDevices()
    {
        QFETCH(QString, userAgent);
        QTEST(QString::fromStdString(std::string(deviceClass(userAgent.toStdString()))), "kind");
    }
};

QTEST_GUILESS_MAIN(FeatureFileTest)
#include "feature_file_test.moc"
