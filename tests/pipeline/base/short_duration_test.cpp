// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/short_duration.h"

#include <QtTest/QtTest>

using namespace std::chrono_literals;
using namespace tailrace;

class ShortDurationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isExactWhereItIsShort()
    {
        for (const auto one : {0us, 1us, 999us, 2047us}) QVERIFY(unpackShort(packShort(one)) == one);
        QVERIFY(unpackShort(packShort(1999ns)) == 1us);
        QVERIFY(unpackShort(packShort(-5ms)) == 0us);
    }

    void losesAtMostAThousandthAndAlwaysDownwards()
    {
        for (std::chrono::nanoseconds one = 2048us; one < 24h; one = one * 17 / 13 + 7us) {
            const auto back = unpackShort(packShort(one));
            QVERIFY(back <= one);
            QVERIFY(static_cast<double>((one - back).count()) <= static_cast<double>(one.count()) / 1024);
        }
    }

    void keepsTheOrder()
    {
        for (std::chrono::nanoseconds one = 1us; one < 1h; one = one * 5 / 4 + 1us)
            QVERIFY(unpackShort(packShort(one)) <= unpackShort(packShort(one * 5 / 4 + 1us)));
        QVERIFY(unpackShort(packShort(std::chrono::hours(24 * 365))) > std::chrono::hours(24 * 49));
    }
};

QTEST_GUILESS_MAIN(ShortDurationTest)
#include "short_duration_test.moc"
