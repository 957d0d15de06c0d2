// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_comparison.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "ui/runs/comparison_model.h"

using namespace tailrace::ui;
using Meaning = Difference::Meaning;

class RunComparisonTest : public QObject {
    Q_OBJECT
private slots:
    void aDifferenceBeyondTheNoiseMeansSomething()
    {
        const std::vector all{run("a1", 10), run("a2", 12), run("b1", 20, "local"), run("b2", 21, "local")};
        const auto found = compareRuns(all[0], all[2], all);
        QCOMPARE(found.p99[TotalLine].meaning, Meaning::Slower);
        QCOMPARE(*found.p99[TotalLine].noise, 2.0);
        QCOMPARE(*found.p99[TotalLine].ms(), 10.0);
        QCOMPARE(*found.p99[TotalLine].share(), 1.0);
        QCOMPARE(compareRuns(all[2], all[0], all).p99[TotalLine].meaning, Meaning::Faster);
        QCOMPARE(found.equalRuns, std::size_t{2});
    }

    void aDifferenceWithinTheNoiseMeansNothing()
    {
        const std::vector all{run("a1", 10), run("a2", 16), run("b1", 13, "local")};
        QCOMPARE(compareRuns(all[0], all[2], all).p99[TotalLine].meaning, Meaning::WithinNoise);
        QVERIFY(sentenceOf(compareRuns(all[0], all[2], all)).startsWith("No difference"));
    }

    void twoEqualRunsAreNotTheirOwnNoise()
    {
        const std::vector two{run("a1", 10), run("a2", 16)};
        QCOMPARE(compareRuns(two[0], two[1], two).p99[TotalLine].meaning, Meaning::NoiseUnknown);
        const std::vector four{run("a1", 10), run("a2", 16), run("a3", 11), run("a4", 12)};
        QCOMPARE(compareRuns(four[0], four[1], four).p99[TotalLine].meaning, Meaning::Slower);
    }

    void withoutEqualRunsTheNoiseIsNotKnown()
    {
        const std::vector all{run("a1", 10), run("b1", 13, "local")};
        const auto found = compareRuns(all[0], all[1], all);
        QCOMPARE(found.p99[TotalLine].meaning, Meaning::NoiseUnknown);
        QVERIFY(sentenceOf(found).contains("not known"));
    }

    void aCopyIsNoSecondRun()
    {
        std::vector all{run("a1", 10), run("a1", 10), run("b1", 13, "local")};
        all[1].file = "copy/run.tailrace";
        QCOMPARE(compareRuns(all[0], all[2], all).p99[TotalLine].meaning, Meaning::NoiseUnknown);
    }

    void tooFewSamplesAreSaid()
    {
        RunEntry none = run("a1", 10);
        none.lines[TotalLine].p99Ms.reset();
        const auto found = compareRuns(none, run("b1", 13), {});
        QCOMPARE(found.p99[TotalLine].meaning, Meaning::Unknown);
        QVERIFY(sentenceOf(found).contains("too few"));
    }

    void standsInATable()
    {
        ComparisonModel model(nullptr);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector all{run("a1", 10), run("a2", 12), run("b1", 5, "local")};
        model.show(compareRuns(all[0], all[2], all));
        const auto at = [&](int column) { return model.index(static_cast<int>(TotalLine), column).data().toString(); };
        QCOMPARE(at(ComparisonModel::P99Diff), QStringLiteral(u"\u22125.00"));
        QCOMPARE(at(ComparisonModel::P99Share), QStringLiteral(u"\u221250.0\u00A0%"));
        QVERIFY(at(ComparisonModel::Meaning).startsWith("faster"));
    }

private:
    static RunEntry run(const char* name, double totalP99, const char* budget = "reference")
    {
        RunEntry entry;
        entry.file = std::filesystem::path(name) / "run.tailrace";
        entry.startedAt = name;
        entry.scenario = "flash-sale";
        entry.budget = budget;
        entry.durationSeconds = 120;
        entry.lines[TotalLine] = {totalP99 / 2, totalP99};
        return entry;
    }
};

QTEST_GUILESS_MAIN(RunComparisonTest)
#include "run_comparison_test.moc"
