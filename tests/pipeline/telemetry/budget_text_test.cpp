// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/budget_text.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "tests/support/shipped_budget.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

// What the studio writes is what the headless program reads.
class BudgetTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShippedBudgetReadsBackAsItself_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"bidding", "e-mail", "local", "push", "reference", "web-re-rank"}) QTest::newRow(name) << QString(name);
    }
    void everyShippedBudgetReadsBackAsItself()
    {
        QFETCH(QString, name);
        const Budget budget = test::shippedBudget(name.toStdString());
        const auto again = parseBudget(budgetText(budget), "again.json");
        QVERIFY2(again.has_value(), again ? "" : again.error().message().c_str());
        QVERIFY(*again == budget);
    }

    void quotesWhatPeopleType()
    {
        Budget budget = test::shippedBudget("reference");
        budget.total.owner = "\"Quote\" \\ Söhne\n& Co.";
        budget.lines[2].p99 = 100001us;
        const auto again = parseBudget(budgetText(budget), "again.json");
        QVERIFY(again && *again == budget);
    }

    void writesTheLargestUnitWithoutDecimals()
    {
        QCOMPARE(durationText(0ms), std::string("0.000us"));
        QCOMPARE(durationText(150ms), std::string("150ms"));
        QCOMPARE(durationText(1500ms), std::string("1500ms"));
        QCOMPARE(durationText(2s), std::string("2s"));
        QCOMPARE(durationText(90s), std::string("90s"));
        QCOMPARE(durationText(48h), std::string("48h"));
        QCOMPARE(durationText(1234ns), std::string("1.234us"));
    }

    void readsLimitsAsTheFileDoes()
    {
        QCOMPARE(parseLimit("250").value(), std::chrono::nanoseconds(250ms));
        QCOMPARE(parseLimit("1.5s").value(), std::chrono::nanoseconds(1500ms));
        for (const char* wrong : {"", "fast", "0", "0ms", "-3ms", "3 parsec", "1.2.3"}) QVERIFY2(!parseLimit(wrong), wrong);
    }

    void aFaultNamesItsField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("reason");
        QTest::newRow("p50 above p99") << "lines[1].p50"
                                       << "above p99";
        QTest::newRow("no owner") << "lines[0].owner"
                                  << "empty";
        QTest::newRow("no stage") << "lines[3].stages"
                                  << "at least one stage";
        QTest::newRow("promise below the total") << "promise"
                                                 << "total.p99";
        QTest::newRow("no name") << "name"
                                 << "empty";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void aFaultNamesItsField()
    {
        QFETCH(QString, field);
        QFETCH(QString, reason);
        Budget budget = test::shippedBudget("reference");
        if (field == "lines[1].p50") budget.lines[1].p50 = 301ms;
        if (field == "lines[0].owner") budget.lines[0].owner.clear();
        if (field == "lines[3].stages") budget.lines[3] = {"group-1", "Nobody", {}, "x", 1ms, 2ms};
        if (field == "promise") budget.promise = 999ms;
        if (field == "name") budget.name.clear();
        const auto fault = faultOf(budget);
        QCOMPARE(fault.has_value(), !field.isEmpty());
        if (!fault) return;
        QCOMPARE(QString::fromStdString(fault->field), field);
        QVERIFY2(QString::fromStdString(fault->reason).contains(reason), fault->reason.c_str());
    }

    void aFileIsWholeOrNotThere()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("own.json").toStdString();
        Budget budget = test::shippedBudget("local");
        QVERIFY(saveBudget(budget, file));
        QVERIFY(*loadBudget(file) == budget);
        Budget broken = budget;
        broken.promise = 1ms;
        const auto refused = saveBudget(broken, file);
        QVERIFY(!refused && refused.error().context().starts_with("promise: "));
        QVERIFY(*loadBudget(file) == budget); // as it was
        QVERIFY(!saveBudget(budget, "/nonexistent/folder/own.json"));
    }
};

QTEST_APPLESS_MAIN(BudgetTextTest)
#include "budget_text_test.moc"
