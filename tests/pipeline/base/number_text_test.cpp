// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/number_text.h"

#include <QtTest>

#include <cstdint>
#include <limits>

using namespace tailrace;

class NumberTextTest : public QObject {
    Q_OBJECT

private slots:
    void writesTheLongestNumbers()
    {
        std::string out = "x";
        appendNumber(out, std::numeric_limits<std::int64_t>::min());
        appendNumber(out, std::numeric_limits<std::uint64_t>::max());
        QCOMPARE(out, std::string("x-922337203685477580818446744073709551615"));
    }

    void writesTheShortestFormThatReadsBack()
    {
        for (const double number : {0.1, 1.0 / 3, -std::numeric_limits<double>::denorm_min(), -std::numeric_limits<double>::max()}) {
            std::string out;
            appendNumber(out, number);
            QCOMPARE(std::strtod(out.c_str(), nullptr), number);
        }
        std::string out;
        appendNumber(out, 0.1);
        QCOMPARE(out, std::string("0.1"));
    }

    void writesAFixedNumberOfDecimals()
    {
        std::string out = "x";
        appendFixed(out, 12.345, 1);
        appendFixed(out, -2, 2);
        QCOMPARE(out, std::string("x12.3-2.00"));
        out.clear();
        appendFixed(out, -std::numeric_limits<double>::max(), 60);
        QCOMPARE(out.size(), std::size_t{1 + 309 + 1 + 60});
    }
};

QTEST_GUILESS_MAIN(NumberTextTest)
#include "number_text_test.moc"
