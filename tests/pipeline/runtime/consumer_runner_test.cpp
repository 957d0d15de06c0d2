// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/runtime/consumer_runner.h"
#include "pipeline/runtime/topics.h"
#include "tests/support/mock_broker.h"
#include "tests/support/silence.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::MockBroker;

class ConsumerRunnerTest : public QObject {
    Q_OBJECT

private slots:
    // On a Kafka of the user's, `products` holds what earlier runs and runs beside ours wrote, and what the shop itself writes.
    void passesOverTheProductsOfOtherRuns()
    {
        const MockBroker broker{topics::Clickstream, topics::Products, topics::Inventory};
        publish(broker, Incarnation(7), "of-an-earlier-run");
        publish(broker, Incarnation{}, "of-the-shop");
        publish(broker, Incarnation(9), "ours");
        publish(broker, Incarnation(7), "ours", "Changed by the other run");

        BrokerBoard board({.bootstrap = broker.bootstrap()});
        ConsumerRunner runner(m_lanes, m_queues, m_table, board, m_health, m_side, m_clock, Logger(m_log, "consumer"),
            {.run = Incarnation(9)});
        const auto started = runner.start(20s);
        QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
        runner.stop();
        const auto catalogue = m_table.catalogue();
        QVERIFY(!catalogue->find("of-an-earlier-run"));
        QVERIFY(catalogue->find("of-the-shop"));
        QVERIFY(catalogue->find("ours"));
        QCOMPARE(catalogue->product(*catalogue->find("ours")).name, std::string("A product"));
    }

private:
    static void publish(const MockBroker& broker, Incarnation run, const std::string& id, const std::string& name = "A product")
    {
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = broker.bootstrap()}, run).has_value());
        std::string value;
        enrich::appendProduct(value, {id, name, "Acme", "Shoes", "EUR", 10.0, 1.0});
        side.produce(topics::Products, id, value);
        QVERIFY(side.flush(10s));
    }

    test::Silence m_log;
    SystemClock m_clock;
    IncidentLog m_incidents;
    BrokerHealth m_health{m_incidents, "Kafka"};
    HopLanes m_lanes = makeLanes(1);
    std::vector<std::unique_ptr<WorkQueue>> m_queues;
    enrich::ProductTable m_table;
    SideTopics m_side;
};

QTEST_GUILESS_MAIN(ConsumerRunnerTest)
#include "consumer_runner_test.moc"
