// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pipeline/kafka/topic_admin.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace std::chrono_literals;

// librdkafka's mock cluster does not know the request for new topics; it makes them when they are asked for by name.
class TopicAdminTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leavesTopicsAloneThatAreThere()
    {
        test::MockBroker broker{"a", "b"};
        const auto done = kafka::ensureTopics({.bootstrap = broker.bootstrap()}, {{"a", 4, false}, {"b", 4, true}}, 10s);
        QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    }

    void asksByNameWhereTheRequestIsNotKnown()
    {
        test::MockBroker broker{"a"};
        const auto done = kafka::ensureTopics({.bootstrap = broker.bootstrap()}, {{"a", 4, false}, {"missing", 4, false}}, 6s);
        QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
        const auto consumer = kafka::Consumer::create({.bootstrap = broker.bootstrap()});
        QVERIFY(consumer.has_value());
        const auto partitions = (*consumer)->partitionCount("missing", 5s);
        QVERIFY(partitions.has_value() && *partitions > 0);
    }

    void saysAtOnceThatNothingListens()
    {
        QElapsedTimer timer;
        timer.start();
        const auto done = kafka::ensureTopics({.bootstrap = "127.0.0.1:1"}, {{"a", 1, false}}, 15s);
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code(), ErrorCode::Unavailable);
        QVERIFY2(done.error().context().find("refused") != std::string::npos, done.error().message().c_str());
        QVERIFY2(timer.elapsed() < 5000, "it was waited for");
    }

    // It accepts connections, and says nothing.
    void givesUpAtItsDeadline()
    {
        const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QVERIFY(silent >= 0 && listen(silent, 5) == 0); // on a free port
        sockaddr_in address{};
        socklen_t size = sizeof address;
        QCOMPARE(getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
        QElapsedTimer timer;
        timer.start();
        const auto done = kafka::ensureTopics({.bootstrap = "127.0.0.1:" + std::to_string(ntohs(address.sin_port))}, {{"a", 1, false}}, 1s);
        close(silent);
        QVERIFY(!done.has_value());
        QVERIFY(done.error().isRetriable());
        QVERIFY2(timer.elapsed() < 5000, "the deadline was not kept");
    }
};

QTEST_GUILESS_MAIN(TopicAdminTest)
#include "topic_admin_test.moc"
