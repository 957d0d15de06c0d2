// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/stage_group.h"

#include <QtTest/QtTest>

using namespace tailrace::telemetry;

namespace {

BudgetLine line(std::string key, std::vector<std::string> stages)
{
    return {.key = std::move(key), .title = {}, .stages = std::move(stages), .owner = {}};
}

} // namespace

class StageGroupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheSeriesOfALine_data()
    {
        QTest::addColumn<std::vector<std::string>>("stages");
        QTest::addColumn<std::string>("series");
        const auto row = [](const char* name, std::vector<std::string> stages, const char* series) {
            QTest::newRow(name) << std::move(stages) << std::string(series);
        };
        row("a stage", {"store"}, "store");
        row("due to stored", {"store", "collect", "sessionize"}, "freshness");
        row("due to rendered", {"store", "collect", "sessionize", "experience", "recommend"}, "total");
        row("stages side by side", {"collect", "sessionize"}, "group.g");
        row("stages apart", {"store", "experience"}, "group.g");
        row("nothing known", {"checkout"}, "");
    }

    void namesTheSeriesOfALine()
    {
        QFETCH(std::vector<std::string>, stages);
        QFETCH(std::string, series);
        QCOMPARE(seriesKeyOf(line("g", stages)), series);
        Budget budget;
        budget.lines = {line("g", stages)};
        QCOMPARE(groupsOf(budget).size(), std::size_t{series == "group.g"});
    }

    void keepsTheOrderOfTheBudget()
    {
        Budget budget;
        budget.lines = {line("later", {"recommend", "experience"}), line("store", {"store"}), line("first", {"collect", "sessionize"})};
        const auto groups = groupsOf(budget);
        QVERIFY((groups == std::vector<StageGroup>{{"later", StageSet("11000")}, {"first", StageSet("00011")}}));
        QVERIFY(groups.size() <= MostGroups);
    }

    void knowsWhoLivesTheStages()
    {
        QCOMPARE(populationOf(StageSet("00011")), Population::All);
        QCOMPARE(populationOf(StageSet("00110")), Population::All);
        QCOMPARE(populationOf(StageSet("01010")), Population::Requests);
        QCOMPARE(populationOf(StageSet("10100")), Population::Requests);
    }

    void readsItsKeysBack()
    {
        QCOMPARE(groupSeriesKey("process", Share::Waiting), std::string("group.process.waiting"));
        QCOMPARE(groupKeyOf(groupSeriesKey("process")).value(), std::string_view("process"));
        QVERIFY(!groupKeyOf(groupSeriesKey("process", Share::Waiting)));
        for (const auto& key : allSeriesKeys()) QVERIFY(!groupKeyOf(key));
    }
};

QTEST_GUILESS_MAIN(StageGroupTest)
#include "stage_group_test.moc"
