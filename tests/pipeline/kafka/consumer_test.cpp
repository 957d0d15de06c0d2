// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>
#include <arpa/inet.h>
#include <future>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pipeline/kafka/producer.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace std::chrono_literals;

class ConsumerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // librdkafka's destruction waits for every message: a consumer that is replaced while the sequence gate holds a record must not.
    void goesWhileARecordOfItIsHeld()
    {
        test::MockBroker broker{"t"};
        produceTo(broker, 3);
        auto created = kafka::Consumer::create({.bootstrap = broker.bootstrap()});
        QVERIFY(created.has_value());
        std::unique_ptr<kafka::Consumer> consumer = std::move(*created);
        QVERIFY(consumer->assign({{"t", Partition(0), 0}}).has_value());
        std::vector<kafka::Record> records;
        for (int i = 0; i < 100 && records.size() < 3; ++i) QVERIFY(consumer->poll(records, 3, 100ms).has_value());
        QCOMPARE(records.size(), std::size_t(3));

        std::promise<void> gone;
        std::future<void> done = gone.get_future();
        std::thread destroyer([&] {
            consumer.reset();
            gone.set_value();
        });
        const bool inTime = done.wait_for(5s) == std::future_status::ready;
        const std::string value(records[1].value());
        records.clear();
        destroyer.join();
        QVERIFY2(inTime, "the consumer waits for the records that it handed out");
        QCOMPARE(value, std::string("v1"));
    }

    void comesToAnIPv6Address()
    {
        const int listener = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_addr = in6addr_loopback;
        socklen_t size = sizeof address;
        if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0) QSKIP("this machine has no IPv6");
        QCOMPARE(::listen(listener, 4), 0);
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        const auto consumer = kafka::Consumer::create({.bootstrap = "[::1]:" + std::to_string(ntohs(address.sin6_port))});
        QVERIFY(consumer.has_value());
        std::thread asks([&] { static_cast<void>((*consumer)->partitionCount("t", 3s)); });
        pollfd caller{listener, POLLIN, 0};
        const int callers = ::poll(&caller, 1, 3000);
        asks.join();
        ::close(listener);
        QCOMPARE(callers, 1);
    }

private:
    static void produceTo(const test::MockBroker& broker, int count)
    {
        auto producer = kafka::Producer::create({.bootstrap = broker.bootstrap()}, {"t"}, nullptr);
        QVERIFY(producer.has_value());
        for (int i = 0; i < count; ++i) QVERIFY((*producer)->produce("t", Partition(0), "k", "v" + std::to_string(i), nullptr));
        QVERIFY((*producer)->flush(5s));
    }
};

QTEST_GUILESS_MAIN(ConsumerTest)
#include "consumer_test.moc"
