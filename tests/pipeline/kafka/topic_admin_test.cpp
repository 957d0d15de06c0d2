// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "pipeline/kafka/topic_admin.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace std::chrono_literals;

// Making topics needs a real Kafka (librdkafka's mock cluster does not know the request): docs in README, "A real Kafka and Redis".
class TopicAdminTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leavesTopicsAloneThatAreThere()
    {
        test::MockBroker broker{"a", "b"};
        const auto done = kafka::ensureTopics({.bootstrap = broker.bootstrap()}, {{"a", 4, false}, {"b", 4, true}}, 10s);
        QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    }

    void saysThatTheBrokerCannotMakeThem()
    {
        test::MockBroker broker{"a"};
        const auto done = kafka::ensureTopics({.bootstrap = broker.bootstrap()}, {{"missing", 4, false}}, 3s);
        QVERIFY(!done.has_value());
        QVERIFY2(done.error().context().find("topics") != std::string::npos, done.error().message().c_str());
    }

    void givesUpAtItsDeadline()
    {
        QElapsedTimer timer;
        timer.start();
        const auto done = kafka::ensureTopics({.bootstrap = "127.0.0.1:1"}, {{"a", 1, false}}, 1s);
        QVERIFY(!done.has_value());
        QVERIFY(done.error().isRetriable());
        QVERIFY2(timer.elapsed() < 5000, "the deadline was not kept");
    }
};

QTEST_GUILESS_MAIN(TopicAdminTest)
#include "topic_admin_test.moc"
