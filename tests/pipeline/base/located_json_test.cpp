// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/located_json.h"

#include <QTest>
#include <filesystem>
#include <fstream>
#include <limits>

using namespace tailrace;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view Scenario = R"({
  "name": "sale",
  "stages": [
    { "rate": 100, "for": "30s" },
    {
      "rate": -1,
      "ramp \u007B": [1, [2,
        3]], "pause": 250
    }
  ]
})";

JsonField scenario() { return JsonField::parse(Scenario, "scenarios/sale.json").value(); }

JsonField secondStage() { return scenario().member("stages").value().elements().value().at(1); }

QString reasonOf(const auto& result) { return result ? QStringLiteral("accepted") : QString::fromStdString(result.error().context()); }

class ScratchFile {
public:
    explicit ScratchFile(std::string_view text) { std::ofstream(m_path, std::ios::binary) << text; }
    ~ScratchFile() { std::filesystem::remove(m_path); }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path = std::filesystem::path(TAILRACE_BINARY_DIR) / "located_json_test.json";
};

} // namespace

class LocatedJsonTest : public QObject {
    Q_OBJECT

private slots:
    void readsValues()
    {
        QCOMPARE(scenario().text("name").value(), std::string("sale"));
        QCOMPARE(scenario().member("stages").value().elements().value().size(), std::size_t(2));
        QVERIFY(scenario().has("stages"));
        QVERIFY(!scenario().has("stage"));
        QCOMPARE(secondStage().duration("pause").value(), std::chrono::nanoseconds(250ms));
    }

    void namesFileLineAndPath()
    {
        QCOMPARE(reasonOf(secondStage().number("rate", 0, 5000000)),
            "scenarios/sale.json:6: stages[1].rate: must be between 0 and 5000000");
        QCOMPARE(reasonOf(secondStage().number("rate", 0, std::numeric_limits<double>::infinity())),
            "scenarios/sale.json:6: stages[1].rate: must be at least 0");
        QCOMPARE(reasonOf(secondStage().number("speed", 0, 1)), "scenarios/sale.json:5: stages[1].speed: is missing");
        QCOMPARE(reasonOf(scenario().number("name", 0, 1)), "scenarios/sale.json:2: name: must be a number");
        QCOMPARE(reasonOf(scenario().text("stages")), "scenarios/sale.json:3: stages: must be a text");
        QCOMPARE(reasonOf(scenario().elements()), "scenarios/sale.json:1: must be a list");
        const auto list = secondStage().member("ramp {").value().elements().value();
        QCOMPARE(QString::fromStdString(list[1].elements().value()[1].error("x").context()),
            "scenarios/sale.json:8: stages[1].ramp {[1][1]: x");
    }

    void refusesFieldsThatAreNotKnown()
    {
        QVERIFY(scenario().allowOnly({"name", "stages"}));
        QCOMPARE(reasonOf(scenario().allowOnly({"name", "stage"})),
            "scenarios/sale.json:3: stages: is not a known field; did you mean \"stage\"?");
        QCOMPARE(reasonOf(scenario().allowOnly({"stages", "seed"})),
            "scenarios/sale.json:2: name: is not a known field; known are: stages, seed");
    }

    void refusesWrongSyntax_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& text, const QString& reason) { QTest::newRow(name) << text << reason; };
        row("empty", "", "f:1: syntax error while parsing value - unexpected end of input");
        row("comma at the end", "{\n\"a\": 1,\n}", "f:3: syntax error while parsing object key - unexpected '}'");
        row("missing comma", "{\n\"a\": 1\n\"b\": 2}", "f:3: syntax error while parsing object - unexpected string literal");
        row("huge number", "{\n\n\"a\": 1e999}", "f:3: number overflow");
        row("bad UTF-8", "[\n\"\xFF\"]", "f:2: syntax error while parsing value - invalid string: ill-formed UTF-8 byte");
        row("twice the same field", "{\"a\": {\"b\": 1,\n\"b\": 2}}", "f:2: a.b: stands here a second time");
        row("NUL byte", QByteArray("{}\0", 3), "f:1: is not text: it holds a NUL byte");
        row("too deep", QByteArray(65, '[') + QByteArray(65, ']'), "f:1: is nested deeper than 64 levels");
        row("too large", QByteArray(1024 * 1024 + 1, ' '), "f:1: is larger than 1 MiB");
    }

    void refusesWrongSyntax()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, reason);
        const auto parsed = JsonField::parse({text.data(), static_cast<std::size_t>(text.size())}, "f");
        QVERIFY2(reasonOf(parsed).startsWith(reason), qPrintable(reasonOf(parsed)));
    }

    void acceptsTheDeepestAllowed() { QVERIFY(JsonField::parse(std::string(64, '[') + std::string(64, ']'), "f")); }

    void loadsFiles()
    {
        const ScratchFile file("{\n\"a\": 0}");
        QCOMPARE(reasonOf(JsonField::load(file.path()).value().number("a", 1, 2)),
            QString::fromStdString(file.path().string()) + ":2: a: must be between 1 and 2");
        const auto missing = JsonField::load("no/such.json");
        QVERIFY(!missing && missing.error().code() == ErrorCode::NotFound);
        QVERIFY(!JsonField::load(TAILRACE_BINARY_DIR));
        const ScratchFile large(std::string(1024 * 1024 + 1, ' '));
        QVERIFY(reasonOf(JsonField::load(large.path())).endsWith("is larger than 1 MiB"));
    }

    void parsesDurations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("nanos"); // -1: refused
        QTest::newRow("microseconds") << "250us" << qint64(250'000);
        QTest::newRow("milliseconds") << "300ms" << qint64(300'000'000);
        QTest::newRow("seconds") << "2s" << qint64(2'000'000'000);
        QTest::newRow("fraction") << "1.5m" << qint64(90'000'000'000);
        QTest::newRow("hours") << "1h" << qint64(3'600'000'000'000);
        QTest::newRow("zero") << "0s" << qint64(0);
        for (const char* bad : {"", "5", "s", "-1s", "1 s", "1e3s", "1d", "1s2", ".5s", "nans", "infs", "9999999999h", "0x1s"})
            QTest::newRow(bad) << bad << qint64(-1);
    }

    void parsesDurations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, nanos);
        const auto parsed = parseDuration(text.toStdString());
        QCOMPARE(parsed ? qint64(parsed->count()) : qint64(-1), nanos);
    }
};

QTEST_GUILESS_MAIN(LocatedJsonTest)
#include "located_json_test.moc"
