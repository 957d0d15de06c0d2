// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <initializer_list>
#include <utility>

#include "tests/architecture/room_rules.h"

using namespace tailrace::architecture;

namespace {

// Rooms that include each other as the arrows say: {"kafka", "base"} is a file in kafka that includes one of base.
std::vector<Finding> findingsOf(std::initializer_list<std::pair<const char*, const char*>> arrows)
{
    RoomRules rules;
    for (const auto& [from, to] : arrows) {
        rules.add({std::string("pipeline/") + from + "/x.h", std::string("#include \"pipeline/") + to + "/y.h\"\n"});
    }
    return rules.findings();
}

bool anySays(const std::vector<Finding>& findings, std::string_view reason)
{
    return std::ranges::any_of(findings, [&](const Finding& finding) { return finding.text.find(reason) != std::string::npos; });
}

} // namespace

class RoomRulesTest : public QObject {
    Q_OBJECT

private slots:
    void holdInThisRepository()
    {
        RoomRules rules;
        for (const SourceFile& file : readTree(TAILRACE_SOURCE_DIR, "pipeline")) rules.add(file);
        QVERIFY2(rules.roomCount() >= 5, "the rooms were not found");
        const auto findings = rules.findings();
        for (const Finding& finding : findings) QWARN(finding.message().c_str());
        QVERIFY(findings.empty());
    }

    void keepTheFoundationToItself()
    {
        QVERIFY(anySays(findingsOf({{"telemetry", "report"}}), "foundation room telemetry must not know report"));
        QVERIFY(findingsOf({{"telemetry", "base"}, {"ports", "base"}, {"ports", "telemetry"}}).empty());
    }

    void keepTheAdaptersApart()
    {
        QVERIFY(anySays(findingsOf({{"kafka", "journal"}}), "adapter kafka must not know journal"));
        QVERIFY(anySays(findingsOf({{"redis", "kafka"}}), "adapter redis must not know kafka"));
        QVERIFY(anySays(findingsOf({{"recommend", "redis"}}), "only runtime may know the adapter redis"));
        QVERIFY(findingsOf({{"kafka", "ports"}, {"runtime", "kafka"}}).empty());
    }

    void letOnlyRuntimeSeeManyRooms()
    {
        QVERIFY(anySays(findingsOf({{"report", "journal"}, {"report", "features"}, {"report", "enrich"}}), "so many rooms"));
        QVERIFY(findingsOf({{"report", "journal"}, {"report", "features"}, {"report", "base"}, {"report", "event"}}).empty());
        QVERIFY(findingsOf({{"runtime", "journal"}, {"runtime", "features"}, {"runtime", "enrich"}}).empty());
        QVERIFY(anySays(findingsOf({{"collector", "runtime"}}), "no room may know runtime"));
    }

    void refuseRings()
    {
        QVERIFY(anySays(findingsOf({{"features", "enrich"}, {"enrich", "features"}}), "lean on each other"));
        QVERIFY(anySays(findingsOf({{"a", "b"}, {"b", "c"}, {"c", "a"}}), "lean on each other"));
        QVERIFY(findingsOf({{"a", "b"}, {"b", "c"}, {"a", "c"}}).empty());
    }

    void lookAtNothingOutsideOfTheRooms()
    {
        RoomRules rules;
        rules.add({"app/headless/main.cpp", "#include \"pipeline/kafka/consumer.h\"\n"});
        QCOMPARE(rules.roomCount(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(RoomRulesTest)
#include "room_rules_test.moc"
