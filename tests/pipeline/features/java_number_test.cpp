// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "pipeline/features/java_number.h"

using namespace tailrace::features;

class JavaNumberTest : public QObject {
    Q_OBJECT

private slots:
    void writesDoublesAsJavaDoes_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        const std::pair<double, const char*> cases[] = {{0.0, "0.0"}, {-0.0, "-0.0"}, {1.0, "1.0"}, {42.99, "42.99"}, {-3.5, "-3.5"},
            {100.0, "100.0"}, {0.001, "0.001"}, {0.00099, "9.9E-4"}, {1e7, "1.0E7"}, {9999999.0, "9999999.0"}, {12345678.9, "1.23456789E7"},
            {0.1 + 0.2, "0.30000000000000004"}, {1e21, "1.0E21"}, {2e-3, "0.002"}, {1.0 / 3.0, "0.3333333333333333"}, {5e-324, "4.9E-324"},
            {1.7976931348623157e308, "1.7976931348623157E308"}, {2e23, "2.0E23"}, {123.0, "123.0"}, {0.05, "0.05"}};
        for (const auto& [value, text] : cases) QTest::addRow("%s", text) << value << QString::fromLatin1(text);
    }
    void writesDoublesAsJavaDoes()
    {
        QFETCH(double, value);
        std::string out;
        appendJavaDouble(out, value);
        QTEST(QString::fromStdString(out), "text");
    }

    // BigDecimal keeps the scale of the dividend: 100.0 has one decimal.
    void roundsAveragesTwice_data()
    {
        QTest::addColumn<double>("total");
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("average");
        QTest::newRow("no orders") << 0.0 << 0 << 0.0;
        QTest::newRow("one") << 42.99 << 1 << 42.99;
        QTest::newRow("one decimal") << 100.0 << 3 << 33.3;     // 33.33 without the quirk
        QTest::newRow("half to even, up") << 0.3 << 2 << 0.2;   // 0.15
        QTest::newRow("half to even, down") << 0.5 << 2 << 0.2; // 0.25
        QTest::newRow("three decimals") << 0.125 << 1 << 0.12;
        QTest::newRow("exponent") << 1e8 << 3 << 30000000.0; // 1.0E8 has the scale -7
        QTest::newRow("negative") << -0.5 << 2 << -0.2;
    }
    void roundsAveragesTwice()
    {
        QFETCH(double, total);
        QFETCH(int, count);
        QTEST(javaAverage(total, static_cast<std::uint64_t>(count)), "average");
    }
};

QTEST_GUILESS_MAIN(JavaNumberTest)
#include "java_number_test.moc"
