// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/bottleneck.h"

#include <QtTest>

#include "tests/support/run_record_builder.h"
#include "ui/flow/flow_page.h"

using namespace tailrace;
using namespace tailrace::ui;

class BottleneckTest : public QObject {
    Q_OBJECT
private slots:
    void nothingFlows() { QVERIFY(!bottleneckOf({}, {}).stage); }

    void isTheLastStageBehindAFullQueue()
    {
        const auto rows = rowsOf(1);
        const auto found = bottleneckOf(rows, {{"collector", 0.9}, {"flight p0", 0.1}, {"flight p3", 0.7}, {"store", 0.2}});
        QVERIFY(found.isBackPressed);
        QCOMPARE(*found.stage, std::size_t{1});
        QVERIFY(found.sentence.find("70") != std::string::npos);
    }

    void isWhereEventsWaitLongest()
    {
        const auto found = bottleneckOf(rowsOf(20), {{"store", 0.2}});
        QVERIFY(!found.isBackPressed);
        QCOMPARE(*found.stage, std::size_t{3});
        QVERIFY(found.sentence.find("Recommendation") != std::string::npos);
    }

    void knowsTheFullestPartition()
    {
        QCOMPARE(*fillBefore(1, {{"flight p0", 0.1}, {"flight p1", 0.4}}), 0.4);
        QVERIFY(!fillBefore(4, {{"requests", 1.0}}));
    }

    void saysWhetherTheLagGrows()
    {
        QVERIFY(lagSentence(lagging({0, 0, 0, 0, 0, 0, 0, 1000, 2000, 3000}), 10).contains("grows by 600 "));
        QVERIFY(lagSentence(lagging({9000, 8000, 7000, 6000, 5000, 4000, 3000}), 7).contains("gone in about 3 s"));
        QVERIFY(lagSentence(lagging({40, 12, 80, 3, 50, 60, 44}), 7).contains("steady"));
        QVERIFY(lagSentence({}, 0).contains("not known"));
    }

private:
    static report::Rows rowsOf(double slow)
    {
        return report::rowsOf(test::RunRecordBuilder().seconds(5).eventsPerSecond(4000).slowRecommendation(slow).build());
    }

    static std::vector<SecondPoint> lagging(const std::vector<std::uint64_t>& lags)
    {
        std::vector<SecondPoint> points;
        for (const std::uint64_t lag : lags) {
            SecondPoint point;
            point.second = static_cast<int>(points.size());
            point.lagEvents = lag;
            points.push_back(point);
        }
        return points;
    }
};

QTEST_GUILESS_MAIN(BottleneckTest)
#include "bottleneck_test.moc"
