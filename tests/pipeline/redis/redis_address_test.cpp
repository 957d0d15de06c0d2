// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_address.h"

#include <QtTest/QtTest>

using namespace tailrace;
using tailrace::redis::RedisAddress;

namespace {
constexpr const char* Canary = "canary-7f3a";
}

class RedisAddressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryForm_data();
    void readsEveryForm();
    void decodesUserAndPassword();
    void refusesAndTeaches_data();
    void refusesAndTeaches();
    void neverShowsThePassword();
};

void RedisAddressTest::readsEveryForm_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("host and port") << "shop:6380"
                                   << "redis://shop:6380";
    QTest::newRow("host alone") << "shop"
                                << "redis://shop:6379";
    QTest::newRow("url") << "redis://10.0.0.1:7000/3"
                         << "redis://10.0.0.1:7000/3";
    QTest::newRow("url without port") << "redis://shop/"
                                      << "redis://shop:6379";
    QTest::newRow("url with login") << "redis://app:secret@shop:7000"
                                    << "redis://shop:7000";
    QTest::newRow("IPv6") << "redis://[::1]:7000"
                          << "redis://[::1]:7000";
    QTest::newRow("unix") << "unix:/run/r.sock"
                          << "unix:/run/r.sock";
    QTest::newRow("unix url") << "unix:///run/r.sock"
                              << "unix:/run/r.sock";
}

void RedisAddressTest::readsEveryForm()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    const auto address = RedisAddress::parse(text.toStdString());
    QVERIFY2(address.has_value(), address ? "" : address.error().message().c_str());
    QCOMPARE(QString::fromStdString(address->display()), shown);
}

void RedisAddressTest::decodesUserAndPassword()
{
    const auto address = RedisAddress::parse("redis://a%40b:p%2Fq@r:s@shop:7000/1");
    QVERIFY(address.has_value());
    QCOMPARE(address.value().user, std::string("a@b"));
    QCOMPARE(address.value().password, std::string("p/q@r:s"));
    QCOMPARE(address.value().host, std::string("shop"));
    QCOMPARE(RedisAddress::parse("redis://:only@shop").value().user, std::string());
}

void RedisAddressTest::refusesAndTeaches_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("no host") << "redis://:x@:6379";
    QTest::newRow("port is a word") << "shop:canary-7f3a";
    QTest::newRow("port too large") << "shop:65536";
    QTest::newRow("port zero") << "shop:0";
    QTest::newRow("login without colon") << "redis://canary-7f3a@shop";
    QTest::newRow("bad escape") << "redis://u:canary-7f3a%2@shop";
    QTest::newRow("database is a word") << "redis://u:canary-7f3a@shop/x";
    QTest::newRow("unknown scheme") << "http://u:canary-7f3a@shop";
    QTest::newRow("relative socket") << "unix:run/r.sock";
    QTest::newRow("login without scheme") << "u:canary-7f3a@shop";
    QTest::newRow("unclosed IPv6") << "redis://[::1:6379";
}

void RedisAddressTest::refusesAndTeaches()
{
    QFETCH(QString, text);
    const auto address = RedisAddress::parse(text.toStdString());
    QVERIFY(!address.has_value());
    QCOMPARE(address.error().code(), ErrorCode::InvalidInput);
    const std::string message = address.error().message();
    QVERIFY2(message.find("redis://[user:password@]host") != std::string::npos, message.c_str());
    QVERIFY2(message.find(Canary) == std::string::npos, message.c_str());
}

void RedisAddressTest::neverShowsThePassword()
{
    const auto address = RedisAddress::parse("redis://user:canary-7f3a@shop:6379/2");
    QVERIFY(address.has_value());
    QVERIFY(address.value().display().find(Canary) == std::string::npos);
    const auto tls = RedisAddress::parse("rediss://user:canary-7f3a@shop:6379/2");
    QVERIFY(!tls.has_value());
    QVERIFY(tls.error().message().find(Canary) == std::string::npos);
    QVERIFY(tls.error().message().find("tunnel") != std::string::npos);
}

QTEST_GUILESS_MAIN(RedisAddressTest)
#include "redis_address_test.moc"
