// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/catalogue.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

using namespace tailrace::simulator;

class CatalogueTest : public QObject {
    Q_OBJECT
private slots:
    void sameSeedGivesTheSameCatalogue()
    {
        const Catalogue a = generateCatalogue(1, 500), b = generateCatalogue(1, 500), other = generateCatalogue(2, 500);
        bool differs = false;
        for (std::size_t i = 0; i < a.products.size(); ++i) {
            QCOMPARE(a.productRecord(a.products[i]), b.productRecord(b.products[i]));
            QCOMPARE(a.inventoryRecord(a.products[i]), b.inventoryRecord(b.products[i]));
            differs = differs || a.productRecord(a.products[i]) != other.productRecord(other.products[i]);
        }
        QVERIFY(differs);
    }

    void hasTenThousandProductsOfManyBrandsAndCategories()
    {
        const Catalogue catalogue = generateCatalogue(1);
        QCOMPARE(catalogue.products.size(), std::size_t{10'000});
        std::set<std::string> ids, brands;
        std::set<std::uint32_t> categories;
        std::size_t outOfStock = 0;
        for (const Product& product : catalogue.products) {
            ids.insert(product.id);
            brands.insert(product.brand);
            categories.insert(product.category);
            outOfStock += product.stock == 0;
            QVERIFY(product.priceCents > 0);
        }
        QCOMPARE(ids.size(), std::size_t{10'000});
        QCOMPARE(catalogue.products[42].id, std::string("p00042"));
        QCOMPARE(brands.size(), std::size_t{120});
        QCOMPARE(categories.size(), std::size_t{40});
        QVERIFY(outOfStock > 100 && outOfStock < 400);
    }

    void popularityFollowsAPowerLaw()
    {
        std::vector<double> popularity;
        for (const Product& product : generateCatalogue(1).products) popularity.push_back(product.popularity);
        std::sort(popularity.rbegin(), popularity.rend());
        QCOMPARE(popularity[0], 1.0);
        // A straight line on log-log axes: each decade of ranks loses the same factor.
        const double decade = std::log10(popularity[0] / popularity[9]);
        QVERIFY(decade > 0.5);
        QVERIFY(std::abs(std::log10(popularity[9] / popularity[99]) - decade) < 1e-9);
        QVERIFY(std::abs(std::log10(popularity[99] / popularity[999]) - decade) < 1e-9);
    }

    void recordsAreJsonWithTheirFields()
    {
        const Catalogue catalogue = generateCatalogue(3);
        for (const Product& product : catalogue.products) {
            const auto record = nlohmann::json::parse(catalogue.productRecord(product));
            QCOMPARE(record.at("id").get<std::string>(), product.id);
            QCOMPARE(record.at("category").get<std::string>(), catalogue.categoryOf(product));
            QCOMPARE(std::llround(record.at("price").get<double>() * 100), static_cast<long long>(product.priceCents));
            QCOMPARE(record.at("currency").get<std::string>(), std::string("EUR"));
            QCOMPARE(record.at("popularity").get<double>(), product.popularity);
            QCOMPARE(record.size(), std::size_t{7});
            const auto stock = nlohmann::json::parse(catalogue.inventoryRecord(product));
            QCOMPARE(stock.at("product_id").get<std::string>(), product.id);
            QCOMPARE(stock.at("stock").get<std::uint32_t>(), product.stock);
        }
    }

    void centsHaveTwoDigits()
    {
        std::string text;
        for (const int cents : {0, 5, 1205, 100}) appendCents(text += ' ', cents);
        QCOMPARE(text, std::string(" 0.00 0.05 12.05 1.00"));
    }
};

QTEST_GUILESS_MAIN(CatalogueTest)
#include "catalogue_test.moc"
