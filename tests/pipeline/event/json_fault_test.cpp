// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/json_fault.h"

#include <QTest>

using namespace tailrace::event;

class JsonFaultTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhereATextStopsBeingJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        const auto row = [](const char* text, int at) { QTest::newRow(text) << QByteArray(text) << at; };
        row("[1,]", 3); // fits nowhere
        row("]", 0);
        row("[00", 2);
        row("{\"a\":1 nul}", 10);
        row("{false", 1); // whole, and misplaced
        row("[1 2]", 3);
        row("{1:2}", 1);
        row("[1 12x]", 3);
        row("{f", 2); // misplaced, and not whole
        row("[0-", 3);
        row("1t2", 2);
        row("[1t2", 3);
        row("{\"a\" \"b\\q\"", 8);
        row("[1e999]", 1); // no double
        row("[\"\xff\"]", 2);
        row("{\"a\":", 5); // ends too early
        row("{} x", 3);    // goes on behind the end
    }
    void saysWhereATextStopsBeingJson()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, at);
        const auto found = jsonFaultAt(std::string_view(text.data(), static_cast<std::size_t>(text.size())));
        QVERIFY(found.has_value());
        QCOMPARE(static_cast<int>(*found), at);
    }

    void findsNoFaultInJson()
    {
        for (const char* text : {"{}", "1", " [1, \"t\", null] ", "{\"a\":{\"b\":-0.5e3}}"}) QVERIFY2(!jsonFaultAt(text), text);
    }
};

QTEST_GUILESS_MAIN(JsonFaultTest)
#include "json_fault_test.moc"
