// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <thread>

#include "pipeline/enrich/table_snapshot.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::enrich;

class ProductTableTest : public QObject {
    Q_OBJECT

private slots:
    void showsProductsOnlyAfterPublishing();
    void showsStockAtOnceAlsoInAnOlderCatalogue();
    void keepsStockThatArrivesBeforeItsProduct();
    void deletesByTombstone();
    void treatsErasedStockAsUnknown();
    void refusesMalformedRecordsAndChangesNothing();
    void publishesNothingForTheSameRecordsAgain();
    void ordersProductsById();
    void knowsBrandsAndCategories();
    void feedsAnotherTableTheSameRecords();
    void servesReadersWhileItIsWritten();
};

void ProductTableTest::showsProductsOnlyAfterPublishing()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    QCOMPARE(f.table.version(), 0U);
    QVERIFY(!f.table.catalogue()->find("p1"));
    QVERIFY(f.table.publish());
    const auto catalogue = f.table.catalogue();
    QCOMPARE(catalogue->version(), f.table.version());
    const auto index = catalogue->find("p1");
    QVERIFY(index.has_value());
    QCOMPARE(catalogue->product(*index).name, std::string("Name of p1"));
    QCOMPARE(catalogue->stock(*index), 7);
    QVERIFY(!catalogue->find("p2"));
}

void ProductTableTest::showsStockAtOnceAlsoInAnOlderCatalogue()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    f.table.publish();
    const auto older = f.table.catalogue();
    f.add("p0", "Shoes", "Acme", 10, 1);
    f.table.publish();
    QVERIFY(older != f.table.catalogue());
    f.setStock("p1", 0);
    QCOMPARE(older->stock(*older->find("p1")), 0);
    QCOMPARE(f.table.catalogue()->stock(*f.table.catalogue()->find("p1")), 0);
    QVERIFY(!f.table.publish());
}

void ProductTableTest::keepsStockThatArrivesBeforeItsProduct()
{
    test::ProductFixture f;
    f.setStock("p1", 5);
    QVERIFY(!f.table.publish());
    f.add("p2", "Shoes", "Acme", 1, 1);
    std::string value;
    appendProduct(value, {"p1", "n", "b", "c", "EUR", 1, 1});
    QVERIFY(f.table.apply(TableTopic::Products, "p1", value).has_value());
    f.table.publish();
    QCOMPARE(f.table.catalogue()->stock(*f.table.catalogue()->find("p1")), 5);
}

void ProductTableTest::deletesByTombstone()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    f.add("p2", "Shoes", "Acme", 10, 7);
    f.table.publish();
    QVERIFY(f.table.apply(TableTopic::Products, "p1", "").has_value());
    QVERIFY(f.table.apply(TableTopic::Products, "never seen", "").has_value());
    QVERIFY(f.table.publish());
    QCOMPARE(f.table.productCount(), 1U);
    QVERIFY(!f.table.catalogue()->find("p1"));
    QVERIFY(f.table.catalogue()->find("p2").has_value());
}

void ProductTableTest::treatsErasedStockAsUnknown()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    f.table.publish();
    const auto catalogue = f.table.catalogue();
    QVERIFY(f.table.apply(TableTopic::Inventory, "p1", "").has_value());
    QCOMPARE(catalogue->stock(*catalogue->find("p1")), UnknownStock);
}

void ProductTableTest::refusesMalformedRecordsAndChangesNothing()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    f.table.publish();
    const auto broken = f.table.apply(TableTopic::Products, "p1", "{\"id\":\"p1\"}");
    QVERIFY(!broken);
    QCOMPARE(broken.error().context(), std::string("products record 'p1': name: is missing"));
    const auto otherKey = f.table.apply(TableTopic::Inventory, "p1", R"({"product_id":"p2","stock":1})");
    QVERIFY(!otherKey);
    QVERIFY(otherKey.error().context().find("its key is not the product id") != std::string::npos);
    QVERIFY(!f.table.publish());
    const auto catalogue = f.table.catalogue();
    QCOMPARE(catalogue->stock(*catalogue->find("p1")), 7);
}

void ProductTableTest::publishesNothingForTheSameRecordsAgain()
{
    test::ProductFixture f;
    f.add("p1", "Shoes", "Acme", 10, 7);
    QVERIFY(f.table.publish());
    f.add("p1", "Shoes", "Acme", 10, 7);
    QVERIFY(!f.table.publish());
    f.add("p1", "Shoes", "Acme", 11, 7);
    QVERIFY(f.table.publish());
}

void ProductTableTest::ordersProductsById()
{
    test::ProductFixture f;
    for (const char* id : {"c", "a", "b"}) f.add(id, "Shoes", "Acme", 1, 1);
    f.table.publish();
    const auto catalogue = f.table.catalogue();
    QCOMPARE(catalogue->size(), 3U);
    QCOMPARE(catalogue->product(ProductIndex(0)).id, std::string("a"));
    QCOMPARE(catalogue->product(ProductIndex(2)).id, std::string("c"));
    QCOMPARE(*catalogue->find("b"), ProductIndex(1));
}

void ProductTableTest::knowsBrandsAndCategories()
{
    test::ProductFixture f;
    f.add("a", "Shoes", "Acme", 1, 1);
    f.add("b", "Hats", "", 1, 1);
    f.add("c", "Shoes", "Other", 1, 1);
    f.table.publish();
    const auto catalogue = f.table.catalogue();
    QCOMPARE(catalogue->brand(ProductIndex(1)), Catalogue::NoBrand);
    QCOMPARE(catalogue->brand(ProductIndex(0)), *catalogue->findBrand("Acme"));
    QCOMPARE(catalogue->category(ProductIndex(0)), catalogue->category(ProductIndex(2)));
    QVERIFY(catalogue->category(ProductIndex(0)) != catalogue->category(ProductIndex(1)));
    QVERIFY(!catalogue->findCategory("Socks"));
}

void ProductTableTest::feedsAnotherTableTheSameRecords()
{
    test::ProductFixture f;
    f.add("b", "Shoes", "Acme", 1, 3);
    f.add("a", "Hats", "Acme", 2, 4);
    f.setStock("only stock", 9);
    f.table.publish();
    ProductTable other;
    std::vector<std::string> order;
    forEachRecord(*f.table.catalogue(), [&](TableTopic topic, std::string_view key, std::string_view value) {
        order.push_back((topic == TableTopic::Products ? "p:" : "i:") + std::string(key));
        QVERIFY(other.apply(topic, key, value).has_value());
    });
    QCOMPARE(order, (std::vector<std::string>{"p:a", "p:b", "i:a", "i:b"}));
    other.publish();
    QCOMPARE(other.catalogue()->stock(*other.catalogue()->find("b")), 3);
}

void ProductTableTest::servesReadersWhileItIsWritten()
{
    test::ProductFixture f;
    f.add("p0", "Shoes", "Acme", 1, 1);
    f.table.publish();
    std::atomic<bool> wrong = false;
    std::atomic<int> reads = 0;
    std::jthread reader([&](std::stop_token stop) {
        CatalogueReader view(f.table);
        std::uint64_t last = 0;
        while (!stop.stop_requested()) {
            const auto& catalogue = *view.current();
            const auto index = catalogue.find("p0");
            if (catalogue.version() < last || !index || catalogue.stock(*index) < 1) wrong = true;
            last = catalogue.version();
            ++reads;
        }
    });
    for (int i = 1; i <= 200; ++i) {
        f.add("p" + std::to_string(i), "Shoes", "Acme", i, i);
        f.setStock("p0", i);
        f.table.publish();
    }
    QTRY_VERIFY(reads > 100);
    reader.request_stop();
    reader.join();
    QVERIFY(!wrong);
    QCOMPARE(f.table.version(), 201U);
}

QTEST_GUILESS_MAIN(ProductTableTest)
#include "product_table_test.moc"
