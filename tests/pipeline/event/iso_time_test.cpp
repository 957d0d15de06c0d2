// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/iso_time.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::event;

class IsoTimeTest : public QObject {
    Q_OBJECT

private slots:
    void parsesTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("millis");
        QTest::newRow("epoch") << "1970-01-01T00:00:00Z" << qint64(0);
        QTest::newRow("no fraction") << "2025-03-26T10:56:46Z" << qint64(1742986606000);
        QTest::newRow("three digits") << "2025-03-26T10:56:46.033Z" << qint64(1742986606033);
        QTest::newRow("one digit") << "2025-03-26T10:57:56.7Z" << qint64(1742986676700);
        QTest::newRow("two digits") << "2025-03-26T10:58:14.17Z" << qint64(1742986694170);
        QTest::newRow("six digits are cut off") << "2025-03-26T10:56:46.033999Z" << qint64(1742986606033);
        QTest::newRow("leap day") << "2024-02-29T23:59:59.999Z" << qint64(1709251199999);
        QTest::newRow("leap day of 2000") << "2000-02-29T00:00:00Z" << qint64(951782400000);
        QTest::newRow("last") << "2100-12-31T23:59:59.999Z" << qint64(4133980799999);
    }

    void parsesTimes()
    {
        QFETCH(QString, text);
        QFETCH(qint64, millis);
        const auto time = parseIsoTime(text.toStdString());
        QVERIFY(time.has_value());
        QCOMPARE(qint64(toMillis(*time)), millis);
    }

    void refusesOtherForms_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "Z", "2025-03-26", "2025-03-26T10:56:46", "2025-03-26T10:56:46.Z", "2025-03-26T10:56:46.1234567890Z",
                 "2025-03-26T10:56:46+00:00", "2025-03-26 10:56:46Z", "2025-03-26t10:56:46z", "2025-3-26T10:56:46Z",
                 "2025-03-26T10:56:46ZZ", " 2025-03-26T10:56:46Z", "2025-03-26T10:56:46.03 Z", "2025-03-26T10:56:46.-3Z",
                 "2025-03-26T10:56:46,033Z", "+025-03-26T10:56:46Z", "2025-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2025-00-01T00:00:00Z",
                 "2025-13-01T00:00:00Z", "2025-04-31T00:00:00Z", "2025-01-00T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z",
                 "2016-12-31T23:59:60Z", "1969-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"})
            QTest::newRow(text) << text;
    }

    void refusesOtherForms()
    {
        QFETCH(QString, text);
        QVERIFY(!parseIsoTime(text.toStdString()));
    }

    void writesWhatItReads()
    {
        for (const std::int64_t millis : {0LL, 1742986676700LL, 1709251199999LL, 951782400001LL, 4133980799999LL}) {
            std::string text = "at ";
            appendIsoTime(text, fromMillis(millis));
            QCOMPARE(text.size(), std::size_t(27));
            QCOMPARE(parseIsoTime(text.substr(3)), std::optional(fromMillis(millis)));
        }
    }
};

QTEST_GUILESS_MAIN(IsoTimeTest)
#include "iso_time_test.moc"
