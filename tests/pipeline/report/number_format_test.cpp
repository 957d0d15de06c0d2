// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/number_format.h"

#include <QtTest/QtTest>

using namespace tailrace::report;

class NumberFormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsThreeSignificantDigits_data();
    void keepsThreeSignificantDigits();
    void groupsThousands();
    void showsWholeBudgetsWhole();
    void readsBackTheShortestForm();
};

void NumberFormatTest::keepsThreeSignificantDigits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << "0";
    QTest::newRow("micro") << 0.0421 << "0.042";
    QTest::newRow("below one") << 0.1 << "0.10";
    QTest::newRow("ones") << 3.104 << "3.10";
    QTest::newRow("rounds up to tens") << 9.996 << "10.0";
    QTest::newRow("tens") << 12.44 << "12.4";
    QTest::newRow("rounds up to hundreds") << 99.96 << "100";
    QTest::newRow("hundreds") << 412.3 << "412";
    QTest::newRow("thousands") << 1000.0 << QStringLiteral(u"1\u202F000");
    QTest::newRow("negative") << -51.0 << QStringLiteral(u"\u221251.0");
}

void NumberFormatTest::keepsThreeSignificantDigits()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(threeDigits(value)), text);
}

void NumberFormatTest::groupsThousands()
{
    QCOMPARE(QString::fromStdString(grouped(1234567)), QStringLiteral(u"1\u202F234\u202F567"));
    QCOMPARE(QString::fromStdString(grouped(999)), QStringLiteral("999"));
    QCOMPARE(QString::fromStdString(groupedSigned(INT64_MIN)),
        QStringLiteral(u"\u22129\u202F223\u202F372\u202F036\u202F854\u202F775\u202F808"));
}

void NumberFormatTest::showsWholeBudgetsWhole()
{
    QCOMPARE(plainNumber(60), std::string("60"));
    QCOMPARE(plainNumber(2.5), std::string("2.5"));
}

void NumberFormatTest::readsBackTheShortestForm()
{
    QCOMPARE(shortest(0.1), std::string("0.1"));
    QCOMPARE(std::stod(shortest(1.0 / 3)), 1.0 / 3);
    QCOMPARE(shortest(std::numeric_limits<double>::quiet_NaN()), std::string());
}

QTEST_GUILESS_MAIN(NumberFormatTest)
#include "number_format_test.moc"
