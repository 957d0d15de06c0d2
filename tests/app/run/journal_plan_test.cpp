// SPDX-License-Identifier: Apache-2.0
#include "app/run/journal_plan.h"

#include <QtTest>

#include <fstream>

#include "pipeline/base/whole_file.h"
#include "pipeline/simulator/past_rate.h"
#include "pipeline/simulator/scenario_file.h"

using namespace tailrace;
using namespace tailrace::run;

namespace {

constexpr std::uint64_t MiB = std::uint64_t{1} << 20;
constexpr std::uint64_t GiB = std::uint64_t{1} << 30;

simulator::Scenario scenarioOf(double perSecond, std::chrono::seconds length)
{
    simulator::Scenario scenario;
    scenario.stages = {{length, perSecond, perSecond}};
    return scenario;
}

} // namespace

class JournalPlanTest : public QObject {
    Q_OBJECT

private slots:
    void takesTheSmallerOfTwentyGiBAndATenth()
    {
        QCOMPARE(planJournal(GiB, {.freeBytes = 1000 * GiB, .quotaBytes = {}})->quotaBytes, 20 * GiB);
        QCOMPARE(planJournal(GiB, {.freeBytes = 50 * GiB, .quotaBytes = {}})->quotaBytes, 5 * GiB);
        QCOMPARE(planJournal(GiB, {.freeBytes = 50 * GiB, .quotaBytes = 7 * GiB})->quotaBytes, 7 * GiB);
        QVERIFY(planJournal(GiB, {.freeBytes = 50 * GiB, .quotaBytes = {}})->inWords().find("10 % of the free disk") != std::string::npos);
    }

    void refusesWhatDoesNotFit()
    {
        const auto quota = planJournal(6 * GiB, {.freeBytes = 50 * GiB, .quotaBytes = {}});
        QVERIFY(!quota && quota.error().code() == ErrorCode::Full);
        QVERIFY2(quota.error().context().find("quota is 5.00 GiB") != std::string::npos, quota.error().context().c_str());
        const auto disk = planJournal(6 * GiB, {.freeBytes = 5 * GiB, .quotaBytes = 100 * GiB});
        QVERIFY(!disk);
        QVERIFY2(disk.error().context().find("only 5.00 GiB of the disk") != std::string::npos, disk.error().context().c_str());
        QVERIFY(planJournal(6 * GiB, {.freeBytes = 50 * GiB, .quotaBytes = 7 * GiB}));
        QVERIFY(!planJournal(1, {.freeBytes = 3 * MiB, .quotaBytes = {}})); // not even one segment
    }

    void leavesRoomForTheReport()
    {
        QVERIFY(planJournal(4 * GiB, {.freeBytes = 5 * GiB, .quotaBytes = 100 * GiB, .reportBytes = 512 * MiB}));
        const auto both = planJournal(4 * GiB, {.freeBytes = 5 * GiB, .quotaBytes = 100 * GiB, .reportBytes = 1 * GiB});
        QVERIFY(!both);
        QVERIFY2(both.error().context().find("its report up to 1.00 GiB") != std::string::npos, both.error().context().c_str());
    }

    void readmeSaysWhatTheShippedSaleNeeds()
    {
        const auto readme = readWholeFile(TAILRACE_SOURCE_DIR "/README.md");
        QVERIFY(readme.has_value());
        const auto said = QRegularExpression(R"(\*\*(\d+) GiB must be free\*\*)").match(QString::fromStdString(*readme));
        QVERIFY(said.hasMatch());
        const std::uint64_t free = said.captured(1).toULongLong() * GiB;
        const auto sale = simulator::findScenario("flash-sale", TAILRACE_SOURCE_DIR "/resources");
        QVERIFY(sale.has_value());
        const double past = simulator::plannedPastEvents(*sale, fromMillis(1'700'000'000'000));
        QVERIFY(past > 80'000);
        const std::uint64_t bytes = expectedJournalBytes(*sale, simulator::generateCatalogue(sale->seed), past);
        QVERIFY(planJournal(bytes, {.freeBytes = free, .quotaBytes = {}}));
        QVERIFY(!planJournal(bytes, {.freeBytes = free / 10 * 9, .quotaBytes = {}}));
    }

    void countsTheSegmentThatIsAllocatedAhead()
    {
        QVERIFY(!planJournal(1000 * MiB, {.freeBytes = 50 * GiB, .quotaBytes = 1000 * MiB}));
        const auto plan = planJournal(1000 * MiB, {.freeBytes = 50 * GiB, .quotaBytes = 1200 * MiB});
        QVERIFY(plan && 1000 * MiB + plan->segmentBytes <= 1200 * MiB);
    }

    void givesAShortRunOneSmallSegment()
    {
        QCOMPARE(planJournal(1 * MiB, {.freeBytes = 50 * GiB, .quotaBytes = {}})->segmentBytes, 8 * MiB);
        const auto some = planJournal(40 * MiB, {.freeBytes = 50 * GiB, .quotaBytes = {}})->segmentBytes;
        QVERIFY(some >= 48 * MiB && some <= 52 * MiB);
        QCOMPARE(planJournal(4 * GiB, {.freeBytes = 50 * GiB, .quotaBytes = {}})->segmentBytes, 256 * MiB);
        QCOMPARE(planJournal(std::nullopt, {.freeBytes = 50 * GiB, .quotaBytes = {}})->segmentBytes, 256 * MiB);
    }

    void expectsRateTimesDurationTimesSize()
    {
        const auto catalogue = simulator::generateCatalogue(1);
        const auto once = expectedJournalBytes(scenarioOf(1000, std::chrono::seconds(60)), catalogue);
        const auto perEvent = static_cast<double>(once) / 60'000;
        QVERIFY2(perEvent > 650 && perEvent < 1000, qPrintable(QString::number(perEvent)));
        const auto twice = expectedJournalBytes(scenarioOf(1000, std::chrono::seconds(120)), catalogue);
        QVERIFY(qAbs(static_cast<double>(twice) / static_cast<double>(once) - 2) < 0.02);
        QCOMPARE(expectedJournalBytes(scenarioOf(1000, std::chrono::seconds(60)), catalogue, 60'000), 2 * once);
        QCOMPARE(expectedJournalBytes(scenarioOf(0, std::chrono::seconds(60)), catalogue), std::uint64_t{0});
    }

    void expectsAFileAndItsFrames()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("events.jsonl").toStdString();
        std::ofstream(file) << [] {
            std::string lines;
            for (int i = 0; i < 100; ++i) lines += std::string(999, 'x') + "\n";
            return lines;
        }();
        const auto expected = expectedJournalBytes(file);
        QVERIFY(expected && *expected > 110'000 && *expected < 113'000);
        QVERIFY(!expectedJournalBytes(std::filesystem::path("/dev/stdin")));
    }

    void saysBytesInWords()
    {
        QCOMPARE(bytesText(812 * MiB), std::string("812 MiB"));
        QCOMPARE(bytesText(20 * GiB), std::string("20.0 GiB"));
        QCOMPARE(bytesText(1300 * MiB), std::string("1.27 GiB"));
        QCOMPARE(bytesText(0), std::string("0 KiB"));
    }
};

QTEST_GUILESS_MAIN(JournalPlanTest)
#include "journal_plan_test.moc"
