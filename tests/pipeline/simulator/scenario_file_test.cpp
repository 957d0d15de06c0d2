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
"search": 0},
"dwell": {"median": "3s"},
"viewing": {"premiereShare": 0.5},
"checkoutSteps": 3},
"timeScale": 60,
"history": {"duration": "24h", "perSecond": 4},
"prepare": {"partitions": 8},
"incidents": [
{"at": "7s", "kind": "worker-paused", "for": "2s", "worker": 1},
{"at": "2s", "kind": "redis-slow", "for": "5s", "delay": "80ms"}]
})";

std::string with(const std::string& what, const std::string& instead)
{
    std::string text = Good;
    return text.replace(text.find(what), what.size(), instead);
}

// A value that satisfies the part of the schema, with all that it may have.
nlohmann::json sample(const nlohmann::json& field)
{
    if (field.contains("default")) return field["default"];
    if (field.contains("$ref")) return "1s";
    if (field.contains("enum")) return field["enum"][0];
    if (field.at("type") == "string") return "text";
    if (field.at("type") == "array") return nlohmann::json::array({sample(field.at("items"))});
    if (field.at("type") != "object") return field.at("minimum");
    nlohmann::json all = nlohmann::json::object();
    for (const auto& [key, member] : field.at("properties").items()) all[key] = sample(member);
    if (all.contains("kind")) all.erase("worker"); // belongs to another kind
    if (all.contains("at")) all["at"] = "0s";
    return all;
}

// All numbers of a mix, in the order in which they stand.
std::vector<double> numbersOf(const TrafficMix& mix)
{
    const auto& [page, search, list, click, view, promo, add, remove, checkout, leave] = mix.weights;
    const auto& [request, malformed, duplicate, late, disorder, lost, bot, login, later, two, campaign, back, viewer] = mix.shares;
    const auto& [dwell, pause, seek, ad, away, skip, adClick, premiere] = mix.viewing;
    return {page, search, list, click, view, promo, add, remove, checkout, leave, request, malformed, duplicate, late, disorder, lost, bot,
        login, later, two, campaign, back, viewer, static_cast<double>(dwell.median.count()), dwell.sigma, pause, seek, ad, away, skip,
        adClick, premiere, static_cast<double>(mix.dwell.median.count()), mix.dwell.sigma, static_cast<double>(mix.checkoutSteps)};
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
        QCOMPARE(scenario->mix.shares.request, 0.2);
        QCOMPARE(scenario->mix.weights.search, 0.0);
        QCOMPARE(scenario->mix.weights.productView, StepWeights().productView);
        QVERIFY(scenario->mix.dwell.median == 3s);
        QCOMPARE(scenario->mix.viewing.premiere, 0.5);
        QCOMPARE(scenario->mix.checkoutSteps, 3);
        QCOMPARE(scenario->timeScale, 60.0);
        QVERIFY(scenario->history.duration == 24h);
        QCOMPARE(scenario->history.perSecond, 4.0);
        QCOMPARE(scenario->prepare.partitions, 8);
        QCOMPARE(scenario->prepare.workers, std::size_t{0});
    }

    void incidentsStandInTheOrderOfTheirBegin()
    {
        const auto scenario = parseScenario(Good, "f.json");
        QCOMPARE(scenario->incidents.size(), std::size_t{2});
        const ScheduledIncident& first = scenario->incidents[0];
        QVERIFY(first.kind == IncidentKind::RedisSlow && first.at == 2s && first.length == 5s && first.delay == 80ms);
        const ScheduledIncident& second = scenario->incidents[1];
        QVERIFY(second.kind == IncidentKind::WorkerPaused && second.at == 7s && second.length == 2s && second.worker == 1);
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
        QTest::newRow("weights are a list") << "{\n\"search\": 0}"
                                            << "[]" << 12 << "mix.weights";
        const auto row = [](const char* name, const char* what, const char* instead, int line, const char* field) {
            QTest::newRow(name) << what << instead << line << field;
        };
        row("dwell of no time", "\"3s\"", "\"0s\"", 14, "mix.dwell.median");
        row("misspelt in the dwell", "\"median\"", "\"mean\"", 14, "mean");
        row("premiere above one", "0.5", "1.5", 15, "mix.viewing.premiereShare");
        row("one checkout step", "\"checkoutSteps\": 3", "\"checkoutSteps\": 1", 16, "mix.checkoutSteps");
        row("time scale below one", "60", "0.5", 17, "timeScale");
        row("history without a rate", ", \"perSecond\": 4", "", 18, "history");
        row("history too long", "24h", "200h", 18, "history.duration");
        row("half a partition", "8}", "8.5}", 19, "prepare.partitions");
        row("unknown incident", "worker-paused", "worker-tired", 21, "incidents[0].kind");
        row("incident without time", "\"at\": \"7s\", ", "", 21, "at");
        row("incident behind the end", "\"7s\"", "\"11s\"", 21, "incidents[0].at");
        row("incident too long", "\"2s\", \"worker\"", "\"4s\", \"worker\"", 21, "incidents[0].for");
        row("incident without length", "\"for\": \"2s\", ", "", 21, "for");
        row("no worker named", ", \"worker\": 1", "", 21, "worker");
        row("slow without delay", ", \"delay\": \"80ms\"", "", 22, "delay");
        row("delay of another kind", "redis-slow", "redis-black-hole", 22, "incidents[1].delay");
        row("length of an instant", "redis-slow", "redis-killed", 22, "incidents[1].for");
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
        QVERIFY(!parseScenario(with("\"requestShare\": 0.2", "\"malformedShare\": 0.5, \"lateShare\": 0.2, \"outOfOrderShare\": 0.4"),
            "f.json")
                     .has_value());
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
        QCOMPARE(steady->mix.shares.request, 0.10);
        QCOMPARE(sale->incidents.size(), std::size_t{1});
        const ScheduledIncident& slow = sale->incidents[0];
        QVERIFY(slow.kind == IncidentKind::RedisSlow && slow.length == 10s && slow.at >= sale->peak().at);
        QCOMPARE(sale->rateAt(slow.at + slow.length), sale->peak().perSecond);
        QVERIFY(findScenario("black-friday-calendar", Resources)->history.duration == 24h);
        QVERIFY(findScenario("black-friday-calendar", Resources)->prepare.partitions > 4);
        QVERIFY(findScenario("premiere", Resources)->mix.shares.viewer > 0.9);
        QVERIFY(findScenario("two-devices", Resources)->mix.shares.twoDevices > 0.5);
        QVERIFY(findScenario("late-and-lost", Resources)->mix.shares.outOfOrder > 0.05);
    }

    void everyShippedScenarioLoadsUnderItsOwnName()
    {
        const auto names = scenarioNames(Resources);
        QCOMPARE(names.size(), std::size_t{7});
        for (const std::string& name : names) {
            const auto scenario = findScenario(name, Resources);
            QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message().c_str());
            QCOMPARE(scenario->name, name);
        }
    }

    void findsANameOrAPathAndElseListsWhatThereIs()
    {
        QCOMPARE(findScenario((Resources / "scenarios" / "steady.json").string(), "/nowhere")->name, std::string("steady"));
        const auto none = findScenario("stedy", Resources);
        QVERIFY(!none.has_value());
        QVERIFY(none.error().code() == ErrorCode::NotFound);
        QVERIFY(none.error().context().find("stedy") != std::string::npos);
        QVERIFY(none.error().context().find("flash-sale, late-and-lost, premiere, selfcheck, steady, two-devices") != std::string::npos);
        QVERIFY(!findScenario("steady", "/nowhere").has_value());
    }

    // The schema and the loader know the same fields: a scenario with all fields of the schema loads.
    void schemaAndLoaderAgreeOnTheFields()
    {
        std::ifstream file(Resources / "schemas" / "scenario.schema.json");
        const auto schema = nlohmann::json::parse(file);
        const nlohmann::json all = sample(schema);
        const auto scenario = parseScenario(all.dump(), "all.json");
        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message().c_str());
        // What the schema requires, the loader requires.
        for (const auto& required : schema.at("required")) {
            nlohmann::json without = all;
            without.erase(required.get<std::string>());
            QVERIFY(!parseScenario(without.dump(), "without.json").has_value());
        }
        // The defaults are the same on both sides: the sample takes them from the schema, the loader from its own.
        nlohmann::json plain = all;
        for (const char* key : {"mix", "eventBytes", "timeScale"}) plain.erase(key);
        const auto defaults = parseScenario(plain.dump(), "plain.json");
        QCOMPARE(defaults->eventBytes, scenario->eventBytes);
        QCOMPARE(defaults->timeScale, scenario->timeScale);
        QVERIFY(numbersOf(defaults->mix) == numbersOf(scenario->mix));
        nlohmann::json changed = all;
        changed["mix"]["viewing"]["weights"]["leave"] = 7;
        QVERIFY(numbersOf(defaults->mix) != numbersOf(parseScenario(changed.dump(), "changed.json")->mix));
    }
};

QTEST_GUILESS_MAIN(ScenarioFileTest)
#include "scenario_file_test.moc"
