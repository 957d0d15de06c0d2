// SPDX-License-Identifier: Apache-2.0
#include "ui/run/history_store.h"

#include <QtTest>

#include <numeric>
#include <set>

#include "tests/support/run_record_builder.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace;
using namespace tailrace::ui;

// Any range of a run's seconds adds up to exactly what was recorded in it.
class HistoryStoreTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_record = test::RunRecordBuilder().seconds(100).eventsPerSecond(400).build();
        m_store = HistoryStore(m_record.budget);
        for (const auto& second : m_record.seconds) m_points.push_back(m_store.add(second));
    }

    void wholeRunEqualsTheRecord()
    {
        const RangeView whole = m_store.sum({0, 100});
        // What only the whole run knows, such as the machine's hiccups, stands in no second.
        std::set<std::string> ofSeconds;
        for (const auto& second : m_record.seconds)
            for (const auto& entry : second.series.entries()) ofSeconds.emplace(entry.key);
        QCOMPARE(whole.series.size(), ofSeconds.size());
        QVERIFY(ofSeconds.size() >= 20);
        for (const std::string& key : ofSeconds) {
            const telemetry::Histogram& histogram = m_record.series.at(key);
            QCOMPARE(whole.series.at(key).count(), histogram.count());
            QCOMPARE(whole.series.at(key).quantile(0.99), histogram.quantile(0.99));
            QCOMPARE(whole.series.at(key).max(), histogram.max());
        }
        const report::Rows rows = report::rowsOf(m_record);
        QCOMPARE(whole.rows.total.values.p99, rows.total.values.p99);
        QCOMPARE(whole.headline.sentence, report::headlineOf(rows).sentence);
    }

    void whatNeverArrivedQualifiesEveryRange()
    {
        telemetry::Budget generous = m_record.budget;
        generous.total.p99 = std::chrono::seconds(100);
        HistoryStore store(generous);
        for (const auto& second : m_record.seconds) store.add(second);
        QCOMPARE(report::stateWord(store.sum({0, 100}).rows.total.state), std::string_view("within"));
        telemetry::Ledger ledger = m_record.ledger;
        ledger.inFlight += 1;
        store.close(ledger);
        const report::Row total = store.sum({0, 100}).rows.total;
        QCOMPARE(total.state, telemetry::Verdict::WithinOfArrived);
        QVERIFY2(total.note.find("1 accepted event never arrived") != std::string::npos, total.note.c_str());
    }

    // The same seconds, judged by other budgets as they come and afterwards.
    void anotherBudgetJudgesWhatIsThere()
    {
        const telemetry::Budget bidding = test::shippedBudget("bidding"), local = test::shippedBudget("local");
        const auto record = test::RunRecordBuilder().seconds(40).eventsPerSecond(300).against(bidding).build();
        HistoryStore store(record.budget);
        std::vector<SecondPoint> points;
        for (const auto& second : record.seconds) points.push_back(store.add(second));
        const RangeView own = store.sum({0, 40});
        telemetry::Budget tighter = bidding;
        tighter.total.p99 /= 2;
        QVERIFY(!store.judgeBy(tighter)); // the same groups
        QVERIFY(store.judgeBy(local));
        QVERIFY(store.groupPoints().back().empty());
        const RangeView judged = store.sum({0, 40});
        QCOMPARE(judged.rows.total.values.p99, own.rows.total.values.p99);
        QCOMPARE(judged.rows.total.budgetP99, std::optional(25.0));
        QVERIFY(store.judgeBy({}));
        QCOMPARE(store.sum({0, 40}).rows.groups[0].values.p99, own.rows.groups[0].values.p99);
        const auto again = store.groupPoints();
        QCOMPARE(again.size(), points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            QCOMPARE(again[i][0].count, points[i].groups[0].count);
            QCOMPARE(again[i][0].p99Ms, points[i].groups[0].p99Ms);
        }
    }

    void anyRangeEqualsItsSeconds_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        for (const auto& [from, to] :
            {std::pair{0.0, 1.0}, {31.0, 33.0}, {0.0, 32.0}, {5.0, 97.0}, {32.0, 96.0}, {99.0, 250.0}, {7.5, 8.5}})
            QTest::addRow("%g to %g", from, to) << from << to;
    }
    void anyRangeEqualsItsSeconds()
    {
        QFETCH(double, from);
        QFETCH(double, to);
        telemetry::Series wanted;
        for (const auto& second : m_record.seconds)
            if (second.second + 1 > from && second.second < to) telemetry::mergeInto(wanted, second.series);
        const RangeView part = m_store.sum({from, to});
        for (const auto& [key, histogram] : wanted) {
            QCOMPARE(part.series.at(key).count(), histogram.count());
            QCOMPARE(part.series.at(key).quantile(0.5), histogram.quantile(0.5));
        }
    }

    void aP99NeedsItsSamples()
    {
        // 100 to 400 events a second: no second has 1 000 of its own.
        QVERIFY(!m_points[0].lines[FreshnessLine].p99Ms);
        QVERIFY(m_points[0].lines[FreshnessLine].p50Ms);
        QVERIFY(m_points[40].lines[FreshnessLine].p99Ms);
    }

    void heatCountsEveryEvent()
    {
        for (const SecondPoint& point : m_points) {
            const auto& line = point.lines[0];
            QCOMPARE(std::accumulate(line.heat.begin(), line.heat.end(), std::uint32_t{0}), line.count);
        }
    }

    void missingSecondsStayEmpty()
    {
        HistoryStore store(m_record.budget);
        store.add(m_record.seconds[0]);
        store.add(m_record.seconds[3]);
        QCOMPARE(store.seconds(), std::size_t{4});
        QVERIFY(store.sum({1, 3}).series.empty());
        QVERIFY(!store.sum({3, 4}).series.empty());
    }

private:
    report::RunRecord m_record;
    HistoryStore m_store;
    std::vector<SecondPoint> m_points;
};

QTEST_GUILESS_MAIN(HistoryStoreTest)
#include "history_store_test.moc"
