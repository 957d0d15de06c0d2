// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/recommend/shopper_features.h"

using namespace tailrace;
using namespace tailrace::recommend;

class ShopperFeaturesTest : public QObject {
    Q_OBJECT

private slots:
    void readsAllFields();
    void knowsNothingOfAnAbsentShopper();
    void forgetsTheShopperBefore();
    void sortsAffinitiesByWeight();
    void cutsLongLists();
    void namesTheUnreadableField_data();
    void namesTheUnreadableField();
    void refusesAnotherNumberOfValues();
};

void ShopperFeaturesTest::readsAllFields()
{
    const std::vector<std::string> values{R"([["Men shoes",5],["Kid \"shoes\"",2.5]])", R"([["Acme",1]])", R"(["p1","p9"])", "42", "17"};
    ShopperFeatures features;
    QVERIFY(ShopperFeaturesReader().read(values, features).has_value());
    QVERIFY(features.known);
    QCOMPARE(features.categories.size(), 2U);
    QCOMPARE(features.categories[0].name, std::string("Men shoes"));
    QCOMPARE(features.categories[0].weight, 5.0);
    QCOMPARE(features.categories[1].name, std::string("Kid \"shoes\""));
    QCOMPARE(features.brands[0].name, std::string("Acme"));
    QCOMPARE(features.recentProducts, (std::vector<std::string>{"p1", "p9"}));
    QCOMPARE(features.version, 42U);
    QCOMPARE(features.productViewCount, 17U);
}

void ShopperFeaturesTest::knowsNothingOfAnAbsentShopper()
{
    ShopperFeatures features;
    QVERIFY(ShopperFeaturesReader().read(std::vector<std::string>(FeatureFields.size()), features).has_value());
    QVERIFY(!features.known);
}

void ShopperFeaturesTest::forgetsTheShopperBefore()
{
    ShopperFeaturesReader reader;
    ShopperFeatures features;
    const std::vector<std::string> first{R"([["A",1]])", R"([["B",1]])", R"(["p1"])", "1", "1"};
    QVERIFY(reader.read(first, features).has_value());
    QVERIFY(reader.read(std::vector<std::string>(FeatureFields.size()), features).has_value());
    QVERIFY(!features.known && features.categories.empty() && features.brands.empty() && features.recentProducts.empty());
    QCOMPARE(features.version, 0U);
}

void ShopperFeaturesTest::sortsAffinitiesByWeight()
{
    const std::vector<std::string> values{R"([["weak",1],["strong",9],["middle",3]])", "", "", "1", ""};
    ShopperFeatures features;
    QVERIFY(ShopperFeaturesReader().read(values, features).has_value());
    QCOMPARE(features.categories[0].name, std::string("strong"));
    QCOMPARE(features.categories[2].name, std::string("weak"));
}

void ShopperFeaturesTest::cutsLongLists()
{
    std::string affinities = "[", recent = "[";
    for (int i = 0; i < 500; ++i) {
        affinities += std::string(i ? "," : "") + "[\"c" + std::to_string(i) + "\",1]";
        recent += std::string(i ? "," : "") + "\"p" + std::to_string(i) + "\"";
    }
    const std::vector<std::string> values{affinities + "]", "", recent + "]", "1", ""};
    ShopperFeatures features;
    QVERIFY(ShopperFeaturesReader().read(values, features).has_value());
    QCOMPARE(features.categories.size(), ShopperFeaturesReader::MostAffinities);
    QCOMPARE(features.recentProducts.size(), ShopperFeaturesReader::MostRecent);
    QCOMPARE(features.recentProducts[0], std::string("p0"));
}

void ShopperFeaturesTest::namesTheUnreadableField_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("not JSON") << 0 << QByteArray("[[");
    QTest::newRow("not a list") << 0 << QByteArray("{}");
    QTest::newRow("not pairs") << 0 << QByteArray(R"(["A"])");
    QTest::newRow("a triple") << 1 << QByteArray(R"([["A",1,2]])");
    QTest::newRow("negative weight") << 1 << QByteArray(R"([["A",-1]])");
    QTest::newRow("weight is text") << 1 << QByteArray(R"([["A","1"]])");
    QTest::newRow("not ids") << 2 << QByteArray("[1]");
    QTest::newRow("not a number") << 3 << QByteArray("12x");
    QTest::newRow("negative number") << 4 << QByteArray("-1");
}

void ShopperFeaturesTest::namesTheUnreadableField()
{
    QFETCH(int, field);
    QFETCH(QByteArray, value);
    std::vector<std::string> values(FeatureFields.size());
    values[static_cast<std::size_t>(field)] = value.toStdString();
    ShopperFeatures features;
    const auto read = ShopperFeaturesReader().read(values, features);
    QVERIFY(!read);
    QVERIFY(read.error().context().starts_with(FeatureFields[static_cast<std::size_t>(field)]));
}

void ShopperFeaturesTest::refusesAnotherNumberOfValues()
{
    ShopperFeatures features;
    QVERIFY(!ShopperFeaturesReader().read(std::vector<std::string>(4), features));
}

QTEST_GUILESS_MAIN(ShopperFeaturesTest)
#include "shopper_features_test.moc"
