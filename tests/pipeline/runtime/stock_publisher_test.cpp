// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/stock_publisher.h"

#include <QtTest>
#include <map>

#include "pipeline/runtime/topics.h"
#include "pipeline/simulator/stock.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::MockBroker;
using tailrace::test::recordsOf;

class StockPublisherTest : public QObject {
    Q_OBJECT

    simulator::Catalogue m_catalogue = simulator::generateCatalogue(1, 30);

    // The last value of each product in the topic.
    static std::map<std::string, std::string> stockIn(const MockBroker& broker, SideTopics& side)
    {
        side.flush(10s);
        std::map<std::string, std::string> stock;
        for (const auto& record : recordsOf(broker.bootstrap(), topics::Inventory)) stock[record.key] = record.value;
        return stock;
    }
    std::string record(std::size_t product, std::uint32_t stock) const
    {
        return simulator::Catalogue::inventoryRecord(m_catalogue.products[product].id, stock);
    }

private slots:
    void initTestCase()
    {
        for (simulator::Product& product : m_catalogue.products) product.stock = 5;
    }

    void publishesTheLatestStockOfWhatWasSold()
    {
        const MockBroker broker{topics::Inventory};
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = broker.bootstrap()}).has_value());
        simulator::Stock stock(m_catalogue);
        StockPublisher publisher(stock, side);
        publisher.tick();
        QVERIFY(stockIn(broker, side).empty());
        for (int i = 0; i < 5; ++i) QVERIFY(stock.take(ProductIndex(3)));
        QVERIFY(stock.take(ProductIndex(7)));
        publisher.tick();
        const auto published = stockIn(broker, side);
        QCOMPARE(published.size(), std::size_t{2});
        QCOMPARE(published.at(m_catalogue.products[3].id), record(3, 0)); // sold out
        QCOMPARE(published.at(m_catalogue.products[7].id), record(7, 4));
    }

    void aCutFeedSaysNothingAndLaterEverything()
    {
        const MockBroker broker{topics::Inventory};
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = broker.bootstrap()}).has_value());
        simulator::Stock stock(m_catalogue);
        StockPublisher publisher(stock, side);
        publisher.cut(true);
        QVERIFY(stock.take(ProductIndex(3)));
        publisher.tick();
        QVERIFY(stockIn(broker, side).empty());
        QVERIFY(stock.take(ProductIndex(3)));
        publisher.cut(false);
        publisher.tick();
        QCOMPARE(stockIn(broker, side).at(m_catalogue.products[3].id), record(3, 3));
    }

    void aNewBrokerGetsAllThatWasSold()
    {
        auto old = std::make_unique<MockBroker>(std::initializer_list<const char*>{topics::Inventory});
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = old->bootstrap()}).has_value());
        simulator::Stock stock(m_catalogue);
        StockPublisher publisher(stock, side);
        QVERIFY(stock.take(ProductIndex(3)));
        publisher.tick();
        old.reset();
        const MockBroker next{topics::Inventory};
        QVERIFY(side.connect({.bootstrap = next.bootstrap(), .generation = 1}).has_value());
        publisher.tick();
        const auto published = stockIn(next, side);
        QCOMPARE(published.size(), std::size_t{1});
        QCOMPARE(published.at(m_catalogue.products[3].id), record(3, 4));
    }
};

QTEST_GUILESS_MAIN(StockPublisherTest)
#include "stock_publisher_test.moc"
