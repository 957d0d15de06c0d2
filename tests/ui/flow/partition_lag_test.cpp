// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTableView>

#include "tests/support/studio_window.h"
#include "ui/chart/number_text.h"
#include "ui/flow/lag_trend.h"
#include "ui/flow/partition_lag_model.h"

using namespace tailrace;
using namespace tailrace::ui;

// How far each partition is behind, whether that grows, and when it is caught up.
class PartitionLagTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_record = test::RunRecordBuilder().seconds(30).eventsPerSecond(400).build();
        for (auto& second : m_record.seconds) {
            const auto at = static_cast<std::uint64_t>(second.second);
            second.partitionLag = {{.events = 1000 + at * 500, .seconds = 1.5}, {.events = 20'000 - at * 500, .seconds = 0.25},
                {.events = 30, .seconds = 0.01}};
        }
    }
    void cleanup() { m_window.reset(); }

    void aTrendNeedsMoreThanWhatIsAlwaysOnItsWay()
    {
        QCOMPARE(trendOf(10, 190, 5).perSecond, 0.0);
        QCOMPARE(trendOf(10'000, 10'100, 5).perSecond, 0.0); // steady
        QCOMPARE(trendOf(1000, 3500, 5).perSecond, 500.0);
        QCOMPARE(trendOf(1000, 3500, 5).secondsLeft, 0.0);
        QCOMPARE(trendOf(3500, 1000, 5).perSecond, -500.0);
        QCOMPARE(trendOf(3500, 1000, 5).secondsLeft, 2.0);
    }

    void eachPartitionHasItsRow()
    {
        open(m_record);
        play(20);
        QVERIFY(cell(0, PartitionLagModel::Partition) == "0" && model()->rowCount() == 3);
        QCOMPARE(cell(0, PartitionLagModel::Events), count(1000 + 19 * 500));
        QCOMPARE(cell(0, PartitionLagModel::Seconds), QString("1.50"));
        QCOMPARE(cell(0, PartitionLagModel::Trend), QString("+500"));
        QCOMPARE(cell(0, PartitionLagModel::CaughtUp), QString("not so"));
        QVERIFY(cell(1, PartitionLagModel::Trend).contains("500"));
        QCOMPARE(cell(1, PartitionLagModel::CaughtUp), QString("in 21 s")); // 10 500 at 500 a second
        QCOMPARE(cell(2, PartitionLagModel::Trend), QString("steady"));
        QAbstractItemModelTester tester(table()->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        closeSeconds(3);
        QTRY_COMPARE(cell(0, PartitionLagModel::Events), count(1000 + 22 * 500));
    }

    // Nobody knows whether it grows before there is something to compare with.
    void noTrendInTheFirstSeconds()
    {
        open(m_record);
        play(3);
        QCOMPARE(cell(0, PartitionLagModel::Trend), Dash);
        QCOMPARE(cell(0, PartitionLagModel::CaughtUp), Dash);
    }

    void anOlderRunFileDoesNotKnow()
    {
        report::RunRecord older = m_record;
        for (auto& second : older.seconds) second.partitionLag.clear();
        open(older);
        play(10);
        QTest::keyClick(m_window.get(), Qt::Key_2);
        QVERIFY(!table()->isVisible());
        bool said = false;
        for (const auto* label : page("Flow")->findChildren<QLabel*>())
            said = said || (label->isVisible() && label->text().contains("does not hold the lag of each partition"));
        QVERIFY(said);
    }

private:
    QTableView* table() const { return find<QTableView>("partitionLag"); }
    QAbstractItemModel* model() const { return table()->model(); }
    QString cell(int row, int column) const { return model()->index(row, column).data().toString(); }

    report::RunRecord m_record;
};

QTEST_MAIN(PartitionLagTest)
#include "partition_lag_test.moc"
