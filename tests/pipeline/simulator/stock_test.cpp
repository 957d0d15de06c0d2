// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/stock.h"

#include <QtTest>
#include <map>

#include "pipeline/simulator/shopper_traffic.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using event::EventType;

class StockTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsSoldOutCannotBeTaken()
    {
        Catalogue catalogue = generateCatalogue(1, 3);
        for (Product& product : catalogue.products) product.stock = 2;
        Stock stock(catalogue);
        QVERIFY(stock.take(ProductIndex(1)) && stock.take(ProductIndex(1)));
        QVERIFY(!stock.take(ProductIndex(1)));
        QVERIFY(!stock.has(ProductIndex(1)));
        QCOMPARE(stock.units(ProductIndex(0)), 2U);
        QCOMPARE(stock.sold(), std::uint64_t{2});
        const auto changes = stock.takeChanges();
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].productId, catalogue.products[1].id);
        QCOMPARE(changes[0].value, R"({"product_id":")" + catalogue.products[1].id + R"(","stock":0})");
        QVERIFY(stock.takeChanges().empty());
        stock.repeatAll();
        QCOMPARE(stock.takeChanges().size(), std::size_t{1});
    }

    // Few of each: the sale sells out, and from then on nobody buys what is not there.
    void aSaleSellsOutAndSellsNoMoreThanThereWas()
    {
        Catalogue catalogue = generateCatalogue(1, 40);
        std::uint64_t all = 0;
        for (Product& product : catalogue.products) all += product.stock = 8;
        Scenario scenario;
        scenario.shoppers = 400;
        ShopperModel model(scenario, catalogue);
        std::map<std::uint32_t, std::vector<ProductIndex>> carts;
        std::map<std::uint32_t, std::uint32_t> bought;
        std::map<std::string, std::string> published;
        for (int i = 0; i < 200'000; ++i) {
            const ShopperStep step = model.next(std::chrono::milliseconds(i));
            auto& cart = carts[step.shopper];
            if (step.type == EventType::AddToCart) {
                QVERIFY(bought[step.product.value] < 8); // still there when it was put into the cart
                cart.push_back(step.product);
            }
            if (step.type == EventType::RemoveFromCart) cart.erase(std::find(cart.begin(), cart.end(), step.product));
            if (step.type == EventType::Transaction) {
                QCOMPARE(step.cartItems, static_cast<std::uint32_t>(cart.size()));
                for (const ProductIndex product : cart) ++bought[product.value];
                cart.clear();
            }
            if (i % 1000 == 0)
                for (const StockRecord& record : model.stock().takeChanges()) published[record.productId] = record.value;
        }
        std::uint64_t sum = 0;
        for (const auto& [product, units] : bought) {
            QVERIFY(units <= 8);
            sum += units;
        }
        QCOMPARE(sum, model.stock().sold());
        QVERIFY2(sum > all * 9 / 10, QByteArray::number(qulonglong(sum)));
        // Whoever follows the feed knows the same.
        for (const StockRecord& record : model.stock().takeChanges()) published[record.productId] = record.value;
        for (std::uint32_t i = 0; i < catalogue.products.size(); ++i) {
            const std::string& id = catalogue.products[i].id;
            if (bought[i] > 0) QCOMPARE(published.at(id), Catalogue::inventoryRecord(id, 8 - bought[i]));
        }
    }
};

QTEST_GUILESS_MAIN(StockTest)
#include "stock_test.moc"
