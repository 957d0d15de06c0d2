// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/scenario_file.h"

#include <QtTest>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path Resources = std::filesystem::path(TAILRACE_SOURCE_DIR) / "resources";

// Each field on a line of its own, so that an error's line can be told.
const std::string Good = R"({
"name": "n",
"description": "d",
"seed": 7,
"shoppers": 100,
"eventBytes": 700,
"stages": [
{"duration": "10s",
"from": 1,
"to": 2}],
"mix": {"requestShare": 0.2,
"weights": {
"search": 0}}
})";

std::string with(const std::string& what, const std::string& instead)
{
    std::string text = Good;
    return text.replace(text.find(what), what.size(), instead);
}

} // namespace

class ScenarioFileTest : public QObject {
    Q_OBJECT
private slots:
    void readsEveryField()
    {
        const auto scenario = parseScenario(Good, "f.json");
        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message().c_str());
        QCOMPARE(scenario->name, std::string("n"));
        QCOMPARE(scenario->description, std::string("d"));
        QCOMPARE(scenario->seed, std::uint64_t{7});
        QCOMPARE(scenario->shoppers, 100U);
        QCOMPARE(scenario->eventBytes, 700U);
        QCOMPARE(scenario->stages.size(), std::size_t{1});
        QVERIFY(scenario->stages[0].duration == 10s);
        QCOMPARE(scenario->stages[0].from, 1.0);
        QCOMPARE(scenario->stages[0].to, 2.0);
        QCOMPARE(scenario->shares.request, 0.2);
        QCOMPARE(scenario->weights.search, 0.0);
        QCOMPARE(scenario->weights.productView, StepWeights().productView);
    }

    void refusesABadFileWithLineAndField_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("instead");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("field");
        QTest::newRow("broken") << "\"seed\": 7,"
                                << "\"seed\" 7," << 4 << "";
        QTest::newRow("missing name") << "\"name\": \"n\","
                                      << "" << 0 << "name";
        QTest::newRow("name is a number") << "\"n\""
                                          << "3" << 2 << "name";
        QTest::newRow("misspelt") << "\"shoppers\""
                                  << "\"shopers\"" << 5 << "shopers";
        QTest::newRow("seed is text") << "7,"
                                      << "\"7\"," << 4 << "seed";
        QTest::newRow("seed is a fraction") << "7,"
                                            << "7.5," << 4 << "seed";
        QTest::newRow("no shoppers") << "100"
                                     << "0" << 5 << "shoppers";
        QTest::newRow("too many shoppers") << "100"
                                           << "1e9" << 5 << "shoppers";
        QTest::newRow("event too large") << "700"
                                         << "70000000" << 6 << "eventBytes";
        QTest::newRow("event too small") << "700"
                                         << "5" << 6 << "eventBytes";
        QTest::newRow("negative rate") << "\"from\": 1"
                                       << "\"from\": -1" << 9 << "stages[0].from";
        QTest::newRow("rate too high") << "\"to\": 2"
                                       << "\"to\": 1e9" << 10 << "stages[0].to";
        QTest::newRow("missing rate") << ",\n\"to\": 2"
                                      << "" << 8 << "to";
        QTest::newRow("misspelt in a stage") << "\"to\""
                                             << "\"till\"" << 10 << "till";
        QTest::newRow("stage of no length") << "\"10s\""
                                            << "\"0s\"" << 8 << "stages[0].duration";
        QTest::newRow("stage too long") << "\"10s\""
                                        << "\"25h\"" << 8 << "stages[0].duration";
        QTest::newRow("duration is no time") << "\"10s\""
                                             << "\"soon\"" << 8 << "stages[0].duration";
        QTest::newRow("share above one") << "0.2"
                                         << "1.2" << 11 << "mix.requestShare";
        QTest::newRow("misspelt weight") << "\"search\""
                                         << "\"serch\"" << 13 << "serch";
        QTest::newRow("negative weight") << "\"search\": 0"
                                         << "\"search\": -3" << 13 << "mix.weights.search";
        QTest::newRow("mix is a list") << "\"mix\": {\"requestShare\": 0.2,\n\"weights\": {\n\"search\": 0}}"
                                       << "\"mix\": []" << 11 << "mix";
    }

    void refusesABadFileWithLineAndField()
    {
        QFETCH(QString, what);
        QFETCH(QString, instead);
        QFETCH(int, line);
        QFETCH(QString, field);
        const auto scenario = parseScenario(with(what.toStdString(), instead.toStdString()), "f.json");
        QVERIFY(!scenario.has_value());
        QVERIFY(scenario.error().code() == ErrorCode::InvalidInput);
        const QString message = QString::fromStdString(scenario.error().context());
        const QString place = line > 0 ? QString("f.json:%1:").arg(line) : QString("f.json:");
        QVERIFY2(message.startsWith(place) && message.contains(field), qPrintable(message));
    }

    void refusesStagesThatAreEmptyOrMissingOrNoList()
    {
        const std::string stages = Good.substr(Good.find("\"stages\""), Good.find("\"mix\"") - Good.find("\"stages\""));
        for (const std::string instead : {"\"stages\": [],\n", "", "\"stages\": 5,\n", "\"stages\": [5],\n"}) {
            const auto scenario = parseScenario(with(stages, instead), "f.json");
            QVERIFY(!scenario.has_value());
            QVERIFY2(scenario.error().context().find("stages") != std::string::npos, scenario.error().context().c_str());
        }
    }

    void refusesFlawsOfMoreThanAllEvents()
    {
        QVERIFY(!parseScenario(with("\"requestShare\": 0.2", "\"malformedShare\": 0.5, \"lateShare\": 0.6"), "f.json").has_value());
    }

    void shippedScenariosLoadAndKeepTheirPromise()
    {
        const auto steady = findScenario("steady", Resources);
        QVERIFY2(steady.has_value(), steady ? "" : steady.error().message().c_str());
        QCOMPARE(steady->plannedEvents(), 2'400'000.0);
        QVERIFY(steady->duration() == 120s);
        const auto sale = findScenario("flash-sale", Resources);
        QVERIFY2(sale.has_value(), sale ? "" : sale.error().message().c_str());
        QVERIFY(sale->duration() == 120s);
        QCOMPARE(sale->peak().perSecond, 20 * sale->rateAt(0s));
        QCOMPARE(sale->stages.back().to, sale->rateAt(0s));
        QVERIFY(sale->peak().at <= 60s);
        QCOMPARE(steady->shares.request, 0.10);
    }

    void findsANameOrAPathAndElseListsWhatThereIs()
    {
        QCOMPARE(findScenario((Resources / "scenarios" / "steady.json").string(), "/nowhere")->name, std::string("steady"));
        const auto none = findScenario("stedy", Resources);
        QVERIFY(!none.has_value());
        QVERIFY(none.error().code() == ErrorCode::NotFound);
        QVERIFY(none.error().context().find("stedy") != std::string::npos);
        QVERIFY(none.error().context().find("flash-sale, steady") != std::string::npos);
        QVERIFY(!findScenario("steady", "/nowhere").has_value());
    }

    // The schema and the loader know the same fields: a scenario with all fields of the schema loads.
    void schemaAndLoaderAgreeOnTheFields()
    {
        std::ifstream file(Resources / "schemas" / "scenario.schema.json");
        const auto schema = nlohmann::json::parse(file);
        const auto sample = [](const nlohmann::json& field) -> nlohmann::json {
            if (field.at("type") == "string") return "text";
            return field.value("default", field.at("minimum"));
        };
        nlohmann::json all;
        for (const auto& [key, field] : schema.at("properties").items()) {
            if (key != "stages" && key != "mix") all[key] = sample(field);
        }
        const auto& stage = schema.at("properties").at("stages").at("items").at("properties");
        for (const auto& [key, field] : stage.items()) all["stages"][0][key] = key == "duration" ? nlohmann::json("1s") : sample(field);
        const auto& mix = schema.at("properties").at("mix").at("properties");
        for (const auto& [key, field] : mix.items()) {
            if (key != "weights") all["mix"][key] = sample(field);
        }
        for (const auto& [key, field] : mix.at("weights").at("properties").items()) all["mix"]["weights"][key] = sample(field);
        const auto scenario = parseScenario(all.dump(), "all.json");
        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message().c_str());
        // What the schema requires, the loader requires.
        for (const auto& required : schema.at("required")) {
            nlohmann::json without = all;
            without.erase(required.get<std::string>());
            QVERIFY(!parseScenario(without.dump(), "without.json").has_value());
        }
        // The defaults are the same on both sides.
        nlohmann::json plain = all;
        plain.erase("mix");
        plain.erase("eventBytes");
        const auto defaults = parseScenario(plain.dump(), "plain.json");
        QCOMPARE(defaults->eventBytes, scenario->eventBytes);
        QCOMPARE(defaults->shares.malformed, scenario->shares.malformed);
        QCOMPARE(defaults->shares.campaign, scenario->shares.campaign);
        QCOMPARE(defaults->weights.checkout, scenario->weights.checkout);
    }
};

QTEST_GUILESS_MAIN(ScenarioFileTest)
#include "scenario_file_test.moc"
