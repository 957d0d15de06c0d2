// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/run_comparison.h"

#include <QtTest/QtTest>
#include <nlohmann/json.hpp>

#include "pipeline/report/block_bootstrap.h"
#include "pipeline/report/comparison_text.h"
#include "tests/support/run_record_builder.h"
#include "tests/support/schema_check.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace::report;
using tailrace::test::RunRecordBuilder;
using Meaning = Difference::Meaning;

namespace {

constexpr std::size_t Recommend = 3, Total = 6;

RunDifferences compared(const RunRecord& a, const RunRecord& b)
{
    auto found = compareRuns(comparedRun("a", a), comparedRun("b", b), {});
    addNoiseWithin(found, a, b);
    return found;
}

RunRecord recordOf(RunRecordBuilder builder) { return builder.build(); }

} // namespace

class RunComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The same program twice, with other random numbers: nothing may be found between them.
    void nothingIsFoundBetweenEqualRuns()
    {
        int found = 0;
        for (const unsigned seed : {1U, 2U, 3U, 4U}) {
            const auto differences = compared(recordOf(builder(seed)), recordOf(builder(seed + 10)));
            for (const auto* figures : {&differences.p50, &differences.p99}) {
                for (const Difference& one : *figures) {
                    QVERIFY(one.noise.has_value());
                    found += one.meaning != Meaning::WithinNoise;
                }
            }
        }
        QVERIFY2(found <= 8, qPrintable(QString::number(found))); // of 56 figures; 5 % may lie beyond
    }

    void aSlowerStageIsFound()
    {
        const auto differences = compared(recordOf(builder(1)), recordOf(builder(2).slowRecommendation(1.5)));
        QCOMPARE(differences.p50[Recommend].meaning, Meaning::Slower);
        QCOMPARE(differences.p99[Recommend].meaning, Meaning::Slower);
        QVERIFY(*differences.p50[Recommend].share() > 0.3);
        QCOMPARE(differences.p50[0].meaning, Meaning::WithinNoise);
    }

    void groupsOfTheSameStagesAreCompared()
    {
        const auto bidding = tailrace::test::shippedBudget("bidding");
        const RunRecord a = recordOf(builder(1).against(bidding)), b = recordOf(builder(2).against(bidding).slowRecommendation(1.5));
        const auto differences = compared(a, b);
        QCOMPARE(differences.groups.size(), std::size_t{2});
        QCOMPARE(differences.groups[0].key, std::string("process"));
        QCOMPARE(differences.groups[0].p99.meaning, Meaning::Slower);
        QVERIFY(std::abs(*differences.groups[1].p50.share()) < 0.05);
        const ComparedPair comparison{comparedRun("a", a), comparedRun("b", b), differences, {}};
        QVERIFY(comparisonAsText(comparison).find("\nprocess ") != std::string::npos);
        const auto json = nlohmann::json::parse(comparisonAsJson(comparison));
        QCOMPARE(json["lines"][ComparedLines]["name"].get<std::string>(), std::string("process"));
        QCOMPARE(tailrace::test::schemaViolation(tailrace::test::loadSchema("comparison.schema.json"), json), std::string());

        auto other = bidding;
        other.lines[1].stages = {"sessionize", "experience"}; // the same name for something else
        other.lines[2].stages = {"store", "recommend"};
        QVERIFY(compared(a, recordOf(builder(2).against(other))).groups.empty());
        QVERIFY(compared(a, recordOf(builder(2))).groups.empty());
    }

    void sameRunsSameNoise()
    {
        const RunRecord a = recordOf(builder(1)), b = recordOf(builder(2));
        QCOMPARE(*compared(a, b).p99[Total].noise, *compared(a, b).p99[Total].noise);
    }

    void equalRunsTellTheNoiseWhereThereAreAny()
    {
        RunRecord a = recordOf(builder(1)), like = recordOf(builder(2)), b = recordOf(builder(3).slowRecommendation(2));
        b.budget.name = "local";
        like.startedAt = "2025-03-14T10:00:00Z";
        const auto one = comparedRun("a", a), other = comparedRun("like", like);
        const auto found = compareRuns(one, comparedRun("b", b), {one, other});
        QCOMPARE(found.equalRuns, std::size_t{1});
        QCOMPARE(*found.p50[Total].noise, std::abs(*one.lines[Total].p50Ms - *other.lines[Total].p50Ms));
        QCOMPARE(found.p50[Total].meaning, Meaning::Slower);
    }

    void aShortRunLeavesTheNoiseUnknown()
    {
        const auto differences = compared(recordOf(builder(1).seconds(5)), recordOf(builder(2).seconds(5)));
        QVERIFY(!differences.p50[Total].noise);
        QCOMPARE(differences.p50[Total].meaning, Meaning::NoiseUnknown);
    }

    void isWrittenInThreeFormats()
    {
        const RunRecord a = recordOf(builder(1)), b = recordOf(builder(2).slowRecommendation(2));
        const ComparedPair comparison{comparedRun("a", a), comparedRun("b", b), compared(a, b), "Noise: from somewhere."};
        for (const std::string& text : {comparisonAsText(comparison), comparisonAsMarkdown(comparison)}) {
            for (const char* words : {"recommend", "slower", "within noise", "from somewhere", "flash"})
                QVERIFY2(text.find(words) != std::string::npos, words);
        }
        const auto json = nlohmann::json::parse(comparisonAsJson(comparison));
        QCOMPARE(json["lines"].size(), ComparedLines);
        QCOMPARE(json["lines"][Recommend]["p99"]["meaning"].get<std::string>(), std::string("slower"));
        QCOMPARE(tailrace::test::schemaViolation(tailrace::test::loadSchema("comparison.schema.json"), json), std::string());
    }

private:
    static RunRecordBuilder builder(unsigned seed) { return RunRecordBuilder().seconds(24).eventsPerSecond(2000).drawnFrom(seed); }
};

QTEST_GUILESS_MAIN(RunComparisonTest)
#include "run_comparison_test.moc"
