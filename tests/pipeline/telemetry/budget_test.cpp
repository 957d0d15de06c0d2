// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/budget.h"

#include <QtTest/QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/telemetry/stage.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

namespace {

const std::filesystem::path Resources = std::filesystem::path(TAILRACE_SOURCE_DIR) / "resources";

nlohmann::json read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    return nlohmann::json::parse(in);
}

QString refusal(const std::string& text)
{
    const auto budget = parseBudget(text, "b.json");
    return budget ? QStringLiteral("accepted") : QString::fromStdString(budget.error().message());
}

const std::string Head = "{\n\"name\": \"x\",\n\"lines\": [\n";
const std::string Tail = "\n],\n\"total\": {\"owner\": \"o\", \"p50\": \"5ms\", \"p99\": \"10ms\"},\n\"promise\": \"20ms\"}";
const std::string Store = R"({"key": "store", "owner": "o", "p50": "1ms", "p99": "2ms"})";

std::string with(const std::string& lines) { return Head + lines + Tail; }

} // namespace

class BudgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void referenceHasThePublishedFigures();
    void localIsTightOnOneMachine();
    void intentWindowsGroupAllStages_data();
    void intentWindowsGroupAllStages();
    void readsANamedGroupOfStages();
    void errorNamesFileLineAndField_data();
    void errorNamesFileLineAndField();
    void missingFileIsAnError();
    void schemaAndParserAgreeOnTheFields();
};

void BudgetTest::referenceHasThePublishedFigures()
{
    const auto budget = loadBudget(Resources / "budgets/reference.json");
    QVERIFY2(budget.has_value(), budget ? "" : budget.error().message().c_str());
    struct Expected {
        const char *key, *owner;
        std::chrono::milliseconds p50, p99;
    };
    const std::vector<Expected> expected{{"collect", "Web platform", 60ms, 150ms}, {"sessionize", "Data platform", 120ms, 300ms},
        {"store", "Data platform", 30ms, 100ms}, {"recommend", "ML serving", 80ms, 200ms}, {"experience", "Frontend", 100ms, 250ms}};
    QCOMPARE(budget->lines.size(), expected.size());
    std::chrono::nanoseconds p99{};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const BudgetLine& line = budget->lines[i];
        QCOMPARE(line.key, std::string(expected[i].key));
        QCOMPARE(line.owner, std::string(expected[i].owner));
        QCOMPARE(line.p50, std::chrono::nanoseconds(expected[i].p50));
        QCOMPARE(line.p99, std::chrono::nanoseconds(expected[i].p99));
        QCOMPARE(line.title, std::string(StageTitles[i]));
        QVERIFY(line.stages == std::vector<std::string>{expected[i].key});
        p99 += line.p99;
    }
    QCOMPARE(p99, std::chrono::nanoseconds(1s));
    QCOMPARE(budget->total.key, std::string("total"));
    QCOMPARE(budget->total.p50, std::chrono::nanoseconds(390ms));
    QCOMPARE(budget->total.p99, std::chrono::nanoseconds(1s));
    QVERIFY(!budget->total.owner.empty());
    QCOMPARE(budget->promise, std::chrono::nanoseconds(2s));
}

void BudgetTest::localIsTightOnOneMachine()
{
    const auto budget = loadBudget(Resources / "budgets/local.json");
    QVERIFY2(budget.has_value(), budget ? "" : budget.error().message().c_str());
    const auto reference = loadBudget(Resources / "budgets/reference.json");
    QVERIFY(reference.has_value());
    QCOMPARE(budget->lines.size(), reference->lines.size());
    for (std::size_t i = 0; i < budget->lines.size(); ++i) {
        QCOMPARE(budget->lines[i].owner, reference->lines[i].owner);
        QVERIFY(budget->lines[i].p99 * 10 < reference->lines[i].p99);
    }
    QCOMPARE(budget->total.owner, reference->total.owner);
    QCOMPARE(budget->total.p99, std::chrono::nanoseconds(25ms));
    QCOMPARE(budget->promise, std::chrono::nanoseconds(50ms));
}

void BudgetTest::intentWindowsGroupAllStages_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::chrono::milliseconds>("promise");
    QTest::newRow("bidding") << std::string("bidding") << std::chrono::milliseconds(100);
    QTest::newRow("web re-rank") << std::string("web-re-rank") << std::chrono::milliseconds(500);
    QTest::newRow("push") << std::string("push") << std::chrono::milliseconds(1min);
    QTest::newRow("e-mail") << std::string("e-mail") << std::chrono::milliseconds(48h);
}

// Connect, process and govern, each stage in one of them; their figures add up to the total's, and fit into the window.
void BudgetTest::intentWindowsGroupAllStages()
{
    QFETCH(std::string, name);
    QFETCH(std::chrono::milliseconds, promise);
    const auto budget = loadBudget(Resources / "budgets" / (name + ".json"));
    QVERIFY2(budget.has_value(), budget ? "" : budget.error().message().c_str());
    QCOMPARE(budget->name, name);
    std::vector<std::string> groups, stages;
    std::chrono::nanoseconds p50{}, p99{};
    for (const BudgetLine& line : budget->lines) {
        groups.push_back(line.key);
        stages.insert(stages.end(), line.stages.begin(), line.stages.end());
        p50 += line.p50;
        p99 += line.p99;
    }
    QVERIFY((groups == std::vector<std::string>{"connect", "process", "govern"}));
    QCOMPARE(stages.size(), StageKeys.size()); // the parser refuses one that stands twice
    QCOMPARE(p50, budget->total.p50);
    QCOMPARE(p99, budget->total.p99);
    QCOMPARE(budget->promise, std::chrono::nanoseconds(promise));
}

void BudgetTest::readsANamedGroupOfStages()
{
    const auto budget = parseBudget(
        with(R"({"key": "process", "title": "Process", "stages": ["sessionize", "store"], "owner": "o", "p50": 1.5, "p99": "2ms"})"),
        "b.json");
    QVERIFY2(budget.has_value(), budget ? "" : budget.error().message().c_str());
    QVERIFY((budget->lines[0].stages == std::vector<std::string>{"sessionize", "store"}));
    QCOMPARE(budget->lines[0].p50, std::chrono::nanoseconds(1500us));
}

void BudgetTest::errorNamesFileLineAndField_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("start"); // file, line and field
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& text, const char* start, const char* reason) {
        QTest::newRow(name) << text << QStringLiteral("invalid input: b.json:%1").arg(QString::fromUtf8(start))
                            << QString::fromUtf8(reason);
    };
    row("missing owner", with(Store + ",\n" + R"({"key": "collect", "p50": "1ms", "p99": "2ms"})"), "5: lines[1].owner:", "missing");
    row("wrong duration", with("{\"key\": \"store\", \"owner\": \"o\",\n\"p50\": \"fast\", \"p99\": \"2ms\"}"), "5: lines[0].p50:", "");
    row("zero", with(R"({"key": "store", "owner": "o", "p50": 0, "p99": "2ms"})"), "4: lines[0].p50:", "more than 0");
    row("p50 above p99", with(R"({"key": "store", "owner": "o", "p50": "3ms", "p99": "2ms"})"), "4: lines[0].p50:", "not be above p99");
    row("misspelt field", with("{\"key\": \"store\", \"owner\": \"o\",\n\"p5O\": \"1ms\", \"p99\": \"2ms\"}"), "5: lines[0].p5O:", "");
    row("key twice", with(Store + ",\n" + Store), "5: lines[1].key:", "twice");
    row("stage owned twice", with(Store + ",\n" + R"({"key": "g", "title": "G", "stages": ["collect",
"store"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "6: lines[1].stages[1]:", "has an owner already");
    row("unknown stage", with(R"({"key": "g", "title": "G", "stages": ["stroe"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].stages[0]:", "stages are: collect");
    row("stage not a text", with(R"({"key": "g", "title": "G", "stages": [7], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].stages[0]:", "text");
    row("group without stages", with(R"({"key": "g", "title": "G", "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].stages:", "missing");
    row("empty group", with(R"({"key": "g", "title": "G", "stages": [], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].stages:", "at least one");
    row("group without title", with(R"({"key": "g", "stages": ["store"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].title:", "missing");
    row("stage key for other stages", with(R"({"key": "store", "stages": ["collect"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].stages:", "just \"store\"");
    row("total as a line", with(R"({"key": "total", "title": "T", "stages": ["store"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].key:", "not a stage");
    row("key for no file name",
        with(R"({"key": "up to/stored", "title": "G", "stages": ["store"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].key:", "letters a to z");
    row("key in capitals", with(R"({"key": "Process", "title": "G", "stages": ["store"], "owner": "o", "p50": "1ms", "p99": "2ms"})"),
        "4: lines[0].key:", "letters a to z");
    row("no lines", with(""), "3: lines:", "at least one");
    row("no total", "{\"name\": \"x\",\n\"lines\": [" + Store + "],\n\"promise\": \"1s\"}", "1: total:", "missing");
    row("promise below total",
        "{\"name\": \"x\", \"lines\": [" + Store + "],\n\"total\": {\"owner\": \"o\", \"p50\": 1, \"p99\": 9},\n\"promise\": 8}",
        "3: promise:", "total.p99");
    row("not JSON", "{\n\"name\": }", "2", "");
    row("not an object", "[]", "1:", "object");
}

void BudgetTest::errorNamesFileLineAndField()
{
    QFETCH(std::string, text);
    QFETCH(QString, start);
    QFETCH(QString, reason);
    const QString message = refusal(text);
    QVERIFY2(message.startsWith(start) && message.contains(reason), qPrintable(message));
}

void BudgetTest::missingFileIsAnError()
{
    const auto budget = loadBudget("/nowhere/budget.json");
    QVERIFY(!budget && budget.error().code() == ErrorCode::NotFound);
}

// Every field that the schema requires is required by the parser, and one that it does not know is refused by it.
void BudgetTest::schemaAndParserAgreeOnTheFields()
{
    const auto schema = read(Resources / "schemas/budget.schema.json");
    const auto whole = read(Resources / "budgets/reference.json");
    const auto check = [&](const nlohmann::json& rule, const nlohmann::json::json_pointer& at) {
        QVERIFY(rule.at("additionalProperties") == false);
        for (const auto& key : rule.at("required")) {
            auto without = whole;
            without[at].erase(key.get<std::string>());
            QVERIFY2(!parseBudget(without.dump(), "b"), key.get<std::string>().c_str());
        }
        for (const auto& [key, value] : whole.at(at).items()) QVERIFY2(rule.at("properties").contains(key), key.c_str());
        auto more = whole;
        more[at]["surplus"] = 1;
        QVERIFY(!parseBudget(more.dump(), "b"));
    };
    QVERIFY(parseBudget(whole.dump(), "b").has_value());
    check(schema, nlohmann::json::json_pointer(""));
    check(schema.at("$defs").at("line"), nlohmann::json::json_pointer("/lines/0"));
    check(schema.at("$defs").at("total"), nlohmann::json::json_pointer("/total"));
    QVERIFY(schema.at("$defs").at("stage").at("enum").get<std::vector<std::string>>()
        == std::vector<std::string>(StageKeys.begin(), StageKeys.end()));
}

QTEST_GUILESS_MAIN(BudgetTest)
#include "budget_test.moc"
