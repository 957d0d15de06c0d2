// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_json.h"

#include <QtTest/QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/run_record_builder.h"

using namespace tailrace;
using namespace tailrace::report;
using nlohmann::json;

namespace {

bool hasType(const json& value, const std::string& type)
{
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return type == "null" && value.is_null();
}

// The part of JSON Schema that the schema uses: $ref, type, enum, required, properties, additionalProperties, items.
class Checker {
public:
    explicit Checker(json schema) : m_schema(std::move(schema)) {}

    QStringList complaints(const json& value) const
    {
        QStringList out;
        check(value, m_schema, "report", out);
        return out;
    }

private:
    void check(const json& value, const json& schema, const std::string& path, QStringList& out) const
    {
        if (schema.contains("$ref")) return check(value, m_schema.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), path, out);
        if (schema.contains("type")) {
            const json types = schema["type"].is_array() ? schema["type"] : json::array({schema["type"]});
            if (std::none_of(types.begin(), types.end(), [&](const json& type) { return hasType(value, type); }))
                out << QString::fromStdString(path + " is " + value.type_name());
        }
        if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
            out << QString::fromStdString(path + " is " + value.dump());
        if (value.is_object()) checkMembers(value, schema, path, out);
        if (value.is_array() && schema.contains("items"))
            for (std::size_t i = 0; i < value.size(); ++i) check(value[i], schema["items"], path + "[" + std::to_string(i) + "]", out);
    }

    void checkMembers(const json& value, const json& schema, const std::string& path, QStringList& out) const
    {
        for (const auto& name : schema.value("required", json::array()))
            if (!value.contains(name.get<std::string>())) out << QString::fromStdString(path + " has no " + name.get<std::string>());
        const json properties = schema.value("properties", json::object());
        const json others = schema.value("additionalProperties", json(true));
        for (const auto& [name, member] : value.items()) {
            if (properties.contains(name)) check(member, properties[name], path + "." + name, out);
            else if (others.is_object()) check(member, others, path + "." + name, out);
            else if (others == false) out << QString::fromStdString(path + " has an unknown " + name);
        }
    }

    json m_schema;
};

json schema()
{
    std::ifstream file(std::string(TAILRACE_SOURCE_DIR) + "/resources/schemas/report.schema.json");
    return json::parse(file);
}

} // namespace

class ReportJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsItsSchema();
    void followsItsSchemaWithoutSamples();
    void isCheckedByASchemaThatCanRefuse();
    void carriesTheNumbers();
    void saysNullForWhatIsNotMeasured();
    void survivesBytesThatAreNoText();
};

void ReportJsonTest::followsItsSchema()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.budget.lines.push_back({"process", "Process", {"store", "recommend"}, "Cy", {}, std::chrono::milliseconds(20)});
    QCOMPARE(Checker(schema()).complaints(json::parse(renderJson(record))), QStringList());
}

void ReportJsonTest::followsItsSchemaWithoutSamples()
{
    QCOMPARE(Checker(schema()).complaints(json::parse(renderJson(RunRecord{}))), QStringList());
}

void ReportJsonTest::isCheckedByASchemaThatCanRefuse()
{
    const Checker checker(schema());
    const json good = json::parse(renderJson(RunRecord{}));
    json bad = good;
    bad["stages"][2]["p99Ms"] = "fast";
    QCOMPARE(checker.complaints(bad), QStringList{"report.stages[2].p99Ms is string"});
    bad = good;
    bad["ledger"].erase("lost");
    QCOMPARE(checker.complaints(bad), QStringList{"report.ledger has no lost"});
    bad = good;
    bad["ledger"]["found"] = 1;
    QCOMPARE(checker.complaints(bad), QStringList{"report.ledger has an unknown found"});
    bad = good;
    bad["total"]["state"] = "fine";
    QCOMPARE(checker.complaints(bad), QStringList{"report.total.state is \"fine\""});
}

void ReportJsonTest::carriesTheNumbers()
{
    const RunRecord record = test::RunRecordBuilder().seconds(11).build();
    const json report = json::parse(renderJson(record));
    QCOMPARE(report["seed"].get<std::uint64_t>(), record.seed);
    QCOMPARE(report["stages"].size(), std::size_t{5});
    QCOMPARE(report["stages"][3]["name"].get<std::string>(), std::string("recommend"));
    QCOMPARE(report["stages"][3]["p99Ms"].get<double>(), static_cast<double>(record.series.at("recommend").quantile(0.99).count()) / 1e6);
    QCOMPARE(report["total"]["withinBudget"].get<bool>(), true);
    QCOMPARE(report["ledger"]["lost"].get<std::int64_t>(), std::int64_t{0});
    QCOMPARE(report["throughput"]["cpuSeconds"]["broker"].get<double>(), record.cpu.broker);
    QCOMPARE(report["thresholds"].size(), record.thresholds.size());
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
