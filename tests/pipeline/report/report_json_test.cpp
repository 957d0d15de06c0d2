// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_json.h"

#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

#include "tests/support/run_record_builder.h"
#include "tests/support/schema_check.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace;
using namespace tailrace::report;
using nlohmann::json;

namespace {

std::string violation(const json& report) { return test::schemaViolation(test::loadSchema("report.schema.json"), report); }

} // namespace

class ReportJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsItsSchema();
    void followsItsSchemaWithoutSamples();
    void saysHowGroupsStand();
    void isCheckedByASchemaThatCanRefuse();
    void carriesTheNumbers();
    void vouchesOnlyForWhatArrived();
    void saysNullForWhatIsNotMeasured();
    void hasNoSeedWhenNothingWasDrawn();
    void survivesBytesThatAreNoText();
};

void ReportJsonTest::followsItsSchema()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.budget.lines.push_back({"process", "Process", {"store", "recommend"}, "Cy", {}, std::chrono::milliseconds(20)});
    QCOMPARE(violation(json::parse(renderJson(record))), std::string());
}

void ReportJsonTest::saysHowGroupsStand()
{
    const RunRecord record = test::RunRecordBuilder().seconds(11).against(test::shippedBudget("bidding")).build();
    const json report = json::parse(renderJson(record));
    QCOMPARE(violation(report), std::string());
    QCOMPARE(report["groups"].size(), std::size_t{2});
    const json& process = report["groups"][0];
    QCOMPARE(process["stages"], (json{"sessionize", "recommend"}));
    QCOMPARE(process["population"].get<std::string>(), std::string("requests"));
    QCOMPARE(process["count"], report["total"]["count"]);
    QCOMPARE(process["withinBudget"].get<bool>(), process["p99Ms"].get<double>() <= 45);
    QVERIFY(process["waitingShare"].is_number() && !process.contains("note"));
}

void ReportJsonTest::followsItsSchemaWithoutSamples() { QCOMPARE(violation(json::parse(renderJson(RunRecord{}))), std::string()); }

void ReportJsonTest::hasNoSeedWhenNothingWasDrawn()
{
    const json report = json::parse(renderJson(RunRecord{}));
    QVERIFY(report["seed"].is_null());
    QCOMPARE(violation(report), std::string());
}

void ReportJsonTest::isCheckedByASchemaThatCanRefuse()
{
    const json good = json::parse(renderJson(RunRecord{}));
    json bad = good;
    bad["stages"][2]["p99Ms"] = "fast";
    QCOMPARE(violation(bad), std::string("$.stages[2].p99Ms: is not of type [\"number\",\"null\"]"));
    bad = good;
    bad["ledger"].erase("lost");
    QCOMPARE(violation(bad), std::string("$.ledger: lacks lost"));
    bad = good;
    bad["ledger"]["found"] = 1;
    QCOMPARE(violation(bad), std::string("$.ledger: has the unknown member found"));
    bad = good;
    bad["total"]["state"] = "fine";
    QCOMPARE(violation(bad), std::string("$.total.state: \"fine\" is not in the enum"));
}

void ReportJsonTest::carriesTheNumbers()
{
    const RunRecord record = test::RunRecordBuilder().seconds(11).build();
    const json report = json::parse(renderJson(record));
    QCOMPARE(report["seed"].get<std::uint64_t>(), record.seed.value());
    QCOMPARE(report["stages"].size(), std::size_t{5});
    QCOMPARE(report["stages"][3]["name"].get<std::string>(), std::string("recommend"));
    QCOMPARE(report["stages"][3]["p99Ms"].get<double>(), static_cast<double>(record.series.at("recommend").quantile(0.99).count()) / 1e6);
    QCOMPARE(report["total"]["withinBudget"].get<bool>(), true);
    QCOMPARE(report["ledger"]["lost"].get<std::int64_t>(), std::int64_t{0});
    QCOMPARE(report["throughput"]["cpuSeconds"]["broker"].get<double>(), record.cpu.broker.value());
    QCOMPARE(report["thresholds"].size(), record.thresholds.size());
}

void ReportJsonTest::vouchesOnlyForWhatArrived()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.ledger.applied -= 3;
    record.ledger.inFlight += 3;
    const json report = json::parse(renderJson(record));
    QCOMPARE(violation(report), std::string());
    QVERIFY(report["total"]["withinBudget"].is_null());
    QCOMPARE(report["total"]["state"].get<std::string>(), std::string("within, of what arrived"));
    QCOMPARE(report["total"]["note"].get<std::string>(), std::string("3 accepted events never arrived"));
}

void ReportJsonTest::saysNullForWhatIsNotMeasured()
{
    RunRecord record = test::RunRecordBuilder().seconds(1).eventsPerSecond(1000).build();
    const json report = json::parse(renderJson(record));
    QVERIFY(report["total"]["count"].get<int>() > 0 && report["total"]["count"].get<int>() < 1000);
    QVERIFY(report["total"]["p99Ms"].is_null() && report["total"]["withinBudget"].is_null());
    QVERIFY(report["total"]["maxMs"].is_number());
    QVERIFY(report["thresholds"][0]["value"].is_null());
    QCOMPARE(report["thresholds"][0]["passed"].get<bool>(), false);
}

void ReportJsonTest::survivesBytesThatAreNoText()
{
    RunRecord record;
    record.scenario = "sale\xFF\xC0";
    QVERIFY(json::accept(renderJson(record)));
}

QTEST_GUILESS_MAIN(ReportJsonTest)
#include "report_json_test.moc"
