// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "pipeline/kafka/bootstrap.h"

using namespace tailrace;

class BootstrapTest : public QObject {
    Q_OBJECT

private slots:
    void takesHostsWithPorts_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"localhost:9092", "10.0.0.1:1", "a.example.org:9092,b.example.org:65535", "[::1]:9092"})
            QTest::newRow(text) << text;
    }
    void takesHostsWithPorts()
    {
        QFETCH(QString, text);
        const auto checked = kafka::checkBootstrap(text.toStdString());
        QVERIFY2(checked.has_value(), checked ? "" : checked.error().message().c_str());
    }

    void refusesTheRest_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "localhost", "localhost:", ":9092", "a:9092,", ",a:9092", "a:0", "a:65536", "a:9092x", "a:-1",
                 "a b:9092", "::1:9092", "[::1]", "[::1:9092", "kafka://a:9092", "a/b:9092"})
            QTest::newRow(text) << text;
    }
    void refusesTheRest()
    {
        QFETCH(QString, text);
        const auto checked = kafka::checkBootstrap(text.toStdString());
        QVERIFY(!checked.has_value());
        QCOMPARE(checked.error().code(), ErrorCode::InvalidInput);
        QVERIFY(checked.error().context().find("host:port") != std::string::npos);
    }

    void neverRepeatsASecret_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"sasl://u:topsecret@h:9", "u:topsecret@h:9", "h:9,u:topsecret@h:9", "topsecret", "h:topsecret"})
            QTest::newRow(text) << text;
    }
    void neverRepeatsASecret()
    {
        QFETCH(QString, text);
        const auto checked = kafka::checkBootstrap(text.toStdString());
        QVERIFY(!checked.has_value());
        QVERIFY2(checked.error().message().find("topsecret") == std::string::npos, checked.error().message().c_str());
    }
};

QTEST_GUILESS_MAIN(BootstrapTest)
#include "bootstrap_test.moc"
