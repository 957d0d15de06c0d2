// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/stage_rows.h"

#include <QtTest/QtTest>

#include "tests/support/run_record_builder.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::report;
using tailrace::telemetry::Verdict;

namespace {

telemetry::Histogram samples(std::uint64_t count, std::chrono::nanoseconds value)
{
    telemetry::Histogram histogram;
    for (std::uint64_t i = 0; i < count; ++i) histogram.record(value);
    return histogram;
}

RunRecord recordWith(std::uint64_t count, std::chrono::nanoseconds total)
{
    RunRecord record;
    record.budget.total = {.key = "total", .title = "Total", .stages = {}, .owner = "Ann", .p50 = 40ms, .p99 = 100ms};
    record.series["total"] = samples(count, total);
    return record;
}

} // namespace

class StageRowsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgesByTheP99();
    void vouchesOnlyForWhatArrived_data();
    void vouchesOnlyForWhatArrived();
    void saysNothingBelowEnoughSamples();
    void takesOwnersFromLinesOfOneStage();
    void measuresAGroupOnlyAsAWhole();
    void judgesAGroupByItsOwnSeries();
    void aRunThatDidNotMeasureTheGroupSaysSo();
    void showsTheTitlesOfTheBudget();
    void namesTheStageThatTakesMost();
    void addsUpWhatRequestsWaitFor();
    void namesEveryStageOverItsBudget();
    void knowsTheWaitingShare();
};

void StageRowsTest::judgesByTheP99()
{
    QCOMPARE(rowsOf(recordWith(1000, 79ms)).total.state, State(Verdict::Within));
    QCOMPARE(rowsOf(recordWith(1000, 90ms)).total.state, State(Verdict::Tight));
    QCOMPARE(rowsOf(recordWith(1000, 101ms)).total.state, State(Verdict::Over));
    QCOMPARE(rowsOf(recordWith(1000, 90ms)).total.withinBudget(), std::optional(true));
    QCOMPARE(rowsOf(recordWith(1000, 101ms)).total.withinBudget(), std::optional(false));
}

void StageRowsTest::vouchesOnlyForWhatArrived_data()
{
    QTest::addColumn<quint64>("inFlight");
    QTest::addColumn<quint64>("lost");
    QTest::newRow("in flight at the end") << quint64{1200} << quint64{0};
    QTest::newRow("lost") << quint64{0} << quint64{1200};
    QTest::newRow("both") << quint64{1000} << quint64{200};
}

void StageRowsTest::vouchesOnlyForWhatArrived()
{
    QFETCH(quint64, inFlight);
    QFETCH(quint64, lost);
    const auto total = [&](std::uint64_t count, std::chrono::nanoseconds value) {
        RunRecord record = recordWith(count, value);
        record.ledger = {.received = 5000, .accepted = 5000, .applied = 5000 - inFlight - lost, .inFlight = inFlight};
        return rowsOf(record).total;
    };
    for (const auto value : {79ms, 90ms}) {
        const Row row = total(1000, value);
        QCOMPARE(stateWord(row.state), std::string_view("within, of what arrived"));
        QCOMPARE(stateShape(row.state), stateShape(Verdict::Idle)); // not the shape of what is within
        QVERIFY(!row.withinBudget());
        QCOMPARE(row.note, std::string("1\u202F200 accepted events never arrived"));
    }
    QCOMPARE(total(1000, 101ms).state, State(Verdict::Over));
    QCOMPARE(total(999, 79ms).state, State(Verdict::TooFewSamples));
}

void StageRowsTest::saysNothingBelowEnoughSamples()
{
    const Row few = rowsOf(recordWith(999, 500ms)).total;
    QVERIFY(!few.values.p99 && !few.withinBudget() && few.values.p90 && few.values.p50);
    QVERIFY(!few.note.empty());
    QVERIFY(!rowsOf(recordWith(9999, 5ms)).total.values.p999);
    QVERIFY(rowsOf(recordWith(10000, 5ms)).total.values.p999);
    const Row none = rowsOf(RunRecord{}).total;
    QVERIFY(!none.values.max && !none.values.p50 && !none.withinBudget());
    QCOMPARE(headlineOf(rowsOf(recordWith(26, 5ms))).number, std::string("\u2013"));
}

void StageRowsTest::takesOwnersFromLinesOfOneStage()
{
    const Rows rows = rowsOf(test::RunRecordBuilder().seconds(2).build());
    QCOMPARE(rows.stages.size(), std::size_t{5});
    QCOMPARE(rows.stages[3].owner, std::string("ML serving"));
    QCOMPARE(rows.stages[3].budgetP99, std::optional(200.0));
    QCOMPARE(rows.stages[0].population, std::string("all events"));
    QCOMPARE(rows.stages[4].population, std::string("requests"));
    QVERIFY(rows.stages[0].values.count > rows.stages[4].values.count);
}

void StageRowsTest::measuresAGroupOnlyAsAWhole()
{
    RunRecord record = recordWith(2000, 50ms);
    record.series["freshness"] = samples(5000, 10ms);
    record.budget.lines = {{"connect", "Connect", {"store", "collect", "sessionize"}, "Bo", 5ms, 20ms},
        {"process", "Process", {"store", "recommend"}, "Cy", 5ms, 20ms}};
    const Rows rows = rowsOf(record);
    QCOMPARE(rows.groups.size(), std::size_t{2});
    QCOMPARE(rows.groups[0].withinBudget(), std::optional(true));
    QCOMPARE(rows.groups[0].values.count, std::uint64_t{5000});
    QVERIFY(!rows.groups[1].values.p99 && !rows.groups[1].withinBudget() && !rows.groups[1].note.empty());
    QCOMPARE(rows.groups[0].series, std::string("freshness"));
    QCOMPARE(rows.groups[1].series, std::string("group.process"));
    QCOMPARE(rows.groups[1].budgetP99, std::optional(20.0));
    QVERIFY(rows.stages[2].owner.empty());
    QCOMPARE(rows.freshness.owner, std::string("Bo"));
}

void StageRowsTest::judgesAGroupByItsOwnSeries()
{
    RunRecord record = recordWith(2000, 50ms);
    record.budget.lines = {{"process", "Process: all of it", {"sessionize", "recommend"}, "Cy", 5ms, 20ms},
        {"edge", "Edge", {"collect", "store"}, "Di", 5ms, 20ms}};
    record.series["group.process"] = samples(1000, 21ms);
    record.series["group.process.waiting"] = samples(1000, 7ms);
    record.series["group.edge"] = samples(1000, 19ms);
    const Rows rows = rowsOf(record);
    QCOMPARE(rows.groups[0].state, State(Verdict::Over));
    QCOMPARE(rows.groups[0].values.count, std::uint64_t{1000});
    QCOMPARE(rows.groups[0].owner, std::string("Cy"));
    QCOMPARE(rows.groups[0].population, std::string("requests"));
    QVERIFY(std::abs(*rows.groups[0].waitingShare - 1.0 / 3) < 0.01);
    QVERIFY((rows.groups[0].stages == std::vector<std::string>{"sessionize", "recommend"}));
    QCOMPARE(rows.groups[1].state, State(Verdict::Tight));
    QCOMPARE(rows.groups[1].population, std::string("all events"));
    for (const auto key : telemetry::StageKeys) record.series[std::string(key)] = samples(1000, 1ms);
    const auto sentence = headlineOf(rowsOf(record)).sentence;
    QVERIFY2(sentence.find("Over its own budget: Process by 1") != std::string::npos, sentence.c_str());
}

void StageRowsTest::aRunThatDidNotMeasureTheGroupSaysSo()
{
    RunRecord record = recordWith(2000, 50ms);
    record.budget.lines = {{"process", "Process", {"sessionize", "recommend"}, "Cy", 5ms, 20ms}};
    record.series["sessionize"] = samples(1000, 1ms); // of all events: no request has been rendered yet
    QCOMPARE(rowsOf(record).groups[0].note, std::string("nothing measured"));
    QCOMPARE(rowsOf(record).groups[0].state, State(Verdict::Idle));
    record.series["sessionize.request"] = record.series["recommend"] = samples(1000, 1ms);
    const Row row = rowsOf(record).groups[0];
    QVERIFY2(row.note.starts_with("this run did not measure the group"), row.note.c_str());
    QVERIFY(!row.state && !row.withinBudget() && row.population.empty());
}

void StageRowsTest::showsTheTitlesOfTheBudget()
{
    RunRecord record;
    QCOMPARE(rowsOf(record).total.title, std::string("Total: due to rendered"));
    record.budget.lines = {
        {"connect", "Connect: event and context", {"collect"}, "Bo", 5ms, 20ms}, {"store", "", {"store"}, "Bo", 5ms, 20ms}};
    record.budget.total.title = "Bid request to answer";
    const Rows rows = rowsOf(record);
    QCOMPARE(rows.stages[0].title, std::string("Connect: event and context"));
    QCOMPARE(rows.stages[0].name(), std::string("Connect"));
    QCOMPARE(rows.stages[2].title, std::string("Feature store write"));
    QCOMPARE(rows.stages[2].name(), rows.stages[2].title);
    QCOMPARE(rows.total.title, std::string("Total: Bid request to answer"));
    QCOMPARE(rows.total.name(), std::string("Total"));
}

void StageRowsTest::namesTheStageThatTakesMost()
{
    RunRecord record = recordWith(1000, 50ms);
    for (const auto key : telemetry::StageKeys) {
        record.series[std::string(key)] = samples(1000, 10ms);
        record.series[std::string(key) + ".request"] = samples(1000, 10ms);
    }
    record.series["experience"] = samples(1000, 60ms);
    const auto sentence = headlineOf(rowsOf(record)).sentence;
    QVERIFY2(sentence.starts_with("Experience render takes most of a request's time")
            && sentence.find("60\u00A0% of the stages' sum") != std::string::npos,
        sentence.c_str());
}

// The store is slow, but not for those that ask for a recommendation: it is no part of what makes the total slow.
void StageRowsTest::addsUpWhatRequestsWaitFor()
{
    RunRecord record = recordWith(1000, 50ms);
    for (const auto key : telemetry::StageKeys) {
        record.series[std::string(key)] = samples(10'000, 10ms);
        record.series[std::string(key) + ".request"] = samples(1000, 10ms);
    }
    record.series["store"] = samples(10'000, 900ms);
    record.series["collect.request"] = samples(1000, 20ms);
    const Rows rows = rowsOf(record);
    QCOMPARE(rows.requests.size(), std::size_t{3});
    QCOMPARE(rows.requests[0].key, std::string("collect.request"));
    QCOMPARE(rows.requests[2].population, std::string("requests"));
    QVERIFY(!rows.requests[2].state);
    QVERIFY(*rows.stages[2].values.p99 > 800);
    QVERIFY(*sumOfP99(rows) < 70);
    QVERIFY2(headlineOf(rows).sentence.starts_with("Edge collection"), headlineOf(rows).sentence.c_str());
}

void StageRowsTest::namesEveryStageOverItsBudget()
{
    const auto headline = headlineOf(rowsOf(test::RunRecordBuilder().seconds(20).slowRecommendation(20).build()));
    QVERIFY2(headline.sentence.find("Over its own budget: Feature store write by 339\u00A0ms, Recommendation by 4") != std::string::npos,
        headline.sentence.c_str());
    QCOMPARE(headline.state, State(Verdict::Over));
    QVERIFY2(headline.left.ends_with("too much"), headline.left.c_str());
}

void StageRowsTest::knowsTheWaitingShare()
{
    RunRecord record;
    record.series["store"] = samples(1000, 10ms);
    record.series["store.waiting"] = samples(1000, 7ms);
    QVERIFY(std::abs(*rowsOf(record).stages[2].waitingShare - 0.7) < 0.001);
    QVERIFY(!rowsOf(record).stages[0].waitingShare);
}

QTEST_GUILESS_MAIN(StageRowsTest)
#include "stage_rows_test.moc"
