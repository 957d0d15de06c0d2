// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/runtime/side_topics.h"
#include "pipeline/runtime/topics.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::MockBroker;
using tailrace::test::recordsOf;

class SideTopicsTest : public QObject {
    Q_OBJECT

private slots:
    void recordsArriveWithKeyAndValue()
    {
        const MockBroker broker{topics::Exposures};
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = broker.bootstrap()}).has_value());
        side.produce(topics::Exposures, "key", "value");
        QVERIFY(side.flush(10s));
        const auto records = recordsOf(broker.bootstrap(), topics::Exposures);
        QCOMPARE(records.size(), std::size_t{1});
        QCOMPARE(records[0].key, std::string("key"));
        QCOMPARE(records[0].value, std::string("value"));
        QCOMPARE(side.notDelivered(), std::uint64_t{0});
    }

    void countsWhatComesBeforeThereIsABroker()
    {
        SideTopics side;
        side.produce(topics::Exposures, "key", "value");
        QCOMPARE(side.notDelivered(), std::uint64_t{1});
        QVERIFY(side.flush(0ms));
    }

    void countsATopicThatIsNotOne()
    {
        const MockBroker broker{topics::Exposures};
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = broker.bootstrap()}).has_value());
        side.produce("no-topic-of-ours", "key", "value");
        QCOMPARE(side.notDelivered(), std::uint64_t{1});
    }

    void movesToTheNewBroker()
    {
        auto old = std::make_unique<MockBroker>(std::initializer_list<const char*>{topics::SessionUpdates});
        SideTopics side;
        QVERIFY(side.connect({.bootstrap = old->bootstrap()}).has_value());
        side.produce(topics::SessionUpdates, "1", "to the old one");
        QVERIFY(side.flush(10s));
        old.reset();
        side.produce(topics::SessionUpdates, "2", "to nobody");

        const MockBroker next{topics::SessionUpdates};
        QVERIFY(side.connect({.bootstrap = next.bootstrap()}).has_value());
        side.produce(topics::SessionUpdates, "3", "to the new one");
        QVERIFY(side.flush(10s));
        const auto records = recordsOf(next.bootstrap(), topics::SessionUpdates);
        QCOMPARE(records.size(), std::size_t{1});
        QCOMPARE(records[0].key, std::string("3"));
        QCOMPARE(side.notDelivered(), std::uint64_t{1});
    }
};

QTEST_GUILESS_MAIN(SideTopicsTest)
#include "side_topics_test.moc"
