// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/capacity.h"

#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

#include "pipeline/report/capacity_text.h"
#include "pipeline/report/number_format.h"
#include "tests/support/run_record_builder.h"
#include "tests/support/schema_check.h"

using namespace tailrace::report;
using tailrace::test::RunRecordBuilder;

namespace {

CapacityStep stepOf(double rate, RunRecordBuilder builder, std::vector<std::string> broken = {})
{
    CapacityStep step;
    step.rate = rate;
    step.broken = std::move(broken);
    step.record = builder.build();
    return step;
}

} // namespace

class CapacityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closesInOnTheKnee_data()
    {
        QTest::addColumn<double>("knee");
        QTest::newRow("between two doublings") << 33'000.0;
        QTest::newRow("at the first rate") << 5'100.0;
        QTest::newRow("below the first rate") << 900.0;
        QTest::newRow("just above a doubling") << 40'001.0;
    }
    void closesInOnTheKnee()
    {
        QFETCH(double, knee);
        RateSearch search(5000, 1'000'000);
        int steps = 0;
        for (; search.next(); ++steps) search.tell(*search.next() <= knee);
        QVERIFY(search.highestPassed() <= knee && *search.lowestBroken() > knee);
        QVERIFY(*search.lowestBroken() / search.highestPassed() <= 1.1);
        QVERIFY2(steps <= 11, qPrintable(QString::number(steps)));
    }

    void endsWhereItIsToldTo()
    {
        RateSearch search(5000, 12'000);
        while (search.next()) search.tell(true);
        QCOMPARE(search.highestPassed(), 12'000.0);
        QVERIFY(!search.lowestBroken());
        RateSearch never(5000, 12'000);
        while (never.next()) never.tell(false);
        QCOMPARE(never.highestPassed(), 0.0);
    }

    // Done by hand: 1 000 000 x 2 us = 2 cores, 2 / 0.5 = 4; 10 000 / 4 = 2 500 a partition, 1 000 000 / 2 500 = 400.
    void showsItsArithmetic()
    {
        const auto need = needOf({.kneeRate = 10'000,
            .partitions = 4,
            .costs = {{"worker", 2}, {"redis", 1.4}, {"feeder", 1}},
            .target = 1'000'000,
            .busy = 0.5});
        QCOMPARE(need.workers, std::size_t{4});
        QCOMPARE(need.partitions, std::size_t{400});
        QCOMPARE(need.stores, std::size_t{3});
        QCOMPARE(need.cores, std::size_t{9});
        for (const char* words :
            {"x 2.00 us = 2.00 cores busy", "50 % busy: 4", "= 400", "worker 2.00 + redis 1.40 + feeder 1.00 = 4.40 us"})
            QVERIFY2(need.arithmetic.find(words) != std::string::npos, need.arithmetic.c_str());
    }

    void saysTheSameInTextAndJson()
    {
        CapacityFindings findings{.scenario = "steady",
            .steps = {stepOf(1000, RunRecordBuilder()), stepOf(2000, RunRecordBuilder().slowRecommendation(20), {"total.p99<1s"})},
            .from = 1000,
            .broken = 2000,
            .basis = {.kneeRate = 1000, .partitions = 4, .costs = {{"worker", 2}, {"redis", 1.4}}, .target = 1'000'000}};
        const std::string text = capacityAsText(findings);
        for (const std::string& words : {grouped(1000) + " events/s hold, " + grouped(2000) + " break",
                 std::string("Broke first: Recommendation"), std::string("worker 2.00  redis 1.40"), std::string("workers: ")})
            QVERIFY2(text.find(words) != std::string::npos, (words + "\n" + text).c_str());
        const auto said = nlohmann::json::parse(capacityAsJson(findings));
        QCOMPARE(tailrace::test::schemaViolation(tailrace::test::loadSchema("capacity.schema.json"), said), std::string());
        QCOMPARE(said["knee"].get<double>(), 1000.0);
        QCOMPARE(said["lowestBroken"].get<double>(), 2000.0);
        QVERIFY(said["brokeFirst"].get<std::string>().starts_with("Recommendation"));
        QCOMPARE(said["need"]["workers"].get<std::size_t>(), needOf(findings.basis).workers);
        QCOMPARE(said["steps"][1]["broken"][0].get<std::string>(), std::string("total.p99<1s"));
    }

    void saysWhenNothingHolds()
    {
        CapacityFindings findings{
            .scenario = "steady", .steps = {stepOf(1000, RunRecordBuilder(), {"lost==0"})}, .from = 1000, .broken = 1000, .basis = {}};
        QVERIFY(capacityAsText(findings).find("No rate holds, down to " + grouped(1000)) != std::string::npos);
        const auto said = nlohmann::json::parse(capacityAsJson(findings));
        QCOMPARE(tailrace::test::schemaViolation(tailrace::test::loadSchema("capacity.schema.json"), said), std::string());
        QVERIFY(said["knee"].is_null() && said["need"].is_null());
    }

    void namesTheStageThatBroke()
    {
        const auto good = stepOf(1000, RunRecordBuilder());
        const auto over = stepOf(2000, RunRecordBuilder().slowRecommendation(20), {"total.p99<1s"});
        QVERIFY2(brokenStage(over, &good).starts_with("Recommendation"), brokenStage(over, &good).c_str());
        QVERIFY(brokenStage(over, &good).find("of a budget of 200") != std::string::npos);
        // None is over its budget: the one that grew.
        auto grown = stepOf(2000, RunRecordBuilder().slowRecommendation(1.3), {"total.p99<1us"});
        for (auto& line : grown.record.budget.lines) line.p99 = std::chrono::seconds(10);
        QVERIFY2(brokenStage(grown, &good).find("grew the most") != std::string::npos, brokenStage(grown, &good).c_str());
        QVERIFY(stepTable({good, over}).find("breaks: total.p99<1s") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(CapacityTest)
#include "capacity_test.moc"
