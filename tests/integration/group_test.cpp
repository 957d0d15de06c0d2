// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/report/run_file.h"
#include "tests/support/headless_run.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace tailrace::test;

// Groups of stages, measured by the real pipeline: each request's own sum, from the recorders to the run file and its exports.
class GroupTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", easyRate(5000), "--duration", easyDuration(4), "--budget", "bidding",
            "--threshold", "process.p99<20s", "--threshold", "govern.mean<1us", "--out", out()});
        QVERIFY2(run.exitCode() == 1, qPrintable(run.out() + run.err())); // one of the two thresholds
        m_report = reportOf(out());
        QCOMPARE(ledgerTrouble(m_report), std::string());
        auto record = report::readRunFile(out().toStdString() + "/run.tailrace");
        QVERIFY2(record.has_value(), record ? "" : record.error().message().c_str());
        m_record = std::move(*record);
    }

    void isTheSumOfEachRequestsTimes_data()
    {
        QTest::addColumn<std::string>("group");
        QTest::addColumn<std::vector<std::string>>("parts");
        QTest::newRow("process") << std::string("process") << std::vector<std::string>{"sessionize.request", "recommend"};
        QTest::newRow("govern") << std::string("govern") << std::vector<std::string>{"store.request", "experience"};
    }

    void isTheSumOfEachRequestsTimes()
    {
        QFETCH(std::string, group);
        QFETCH(std::vector<std::string>, parts);
        const telemetry::Histogram whole = series("group." + group), waiting = series("group." + group + ".waiting");
        QVERIFY(whole.count() >= 1000);
        std::chrono::nanoseconds means{}, waitingMeans{}, most{}, union99{}, largest99{};
        for (const std::string& part : parts) {
            const telemetry::Histogram histogram = series(part);
            QCOMPARE(histogram.count(), whole.count());
            means += histogram.mean();
            waitingMeans += series(part + ".waiting").mean();
            most += histogram.max();
            union99 += histogram.quantile(0.995);
            largest99 = std::max(largest99, histogram.quantile(0.99));
        }
        // Means are exact, each rounded to whole nanoseconds.
        QVERIFY(std::chrono::abs(whole.mean() - means) <= std::chrono::nanoseconds(2));
        QVERIFY(std::chrono::abs(waiting.mean() - waitingMeans) <= std::chrono::nanoseconds(2));
        QVERIFY(whole.max() <= most);
        // A sum exceeds what its parts exceed; and at most one event in a hundred exceeds the sum of their P99.5. Slots are 0.1 % wide.
        QVERIFY(whole.quantile(0.99) * 1.002 >= largest99);
        QVERIFY(whole.quantile(0.99) <= union99 * 1.002);
    }

    void isJudgedInTheReport()
    {
        QCOMPARE(m_report["groups"].size(), std::size_t{2});
        for (const auto& row : m_report["groups"]) {
            const telemetry::Histogram measured = series("group." + row["name"].get<std::string>());
            QVERIFY(std::abs(row["p99Ms"].get<double>() - static_cast<double>(measured.quantile(0.99).count()) / 1e6) < 1e-6);
            QVERIFY2(row["withinBudget"].is_boolean(), row.dump().c_str());
            QCOMPARE(row["count"].get<std::uint64_t>(), measured.count());
        }
        QCOMPARE(m_report["groups"][0]["owner"].get<std::string>(), std::string("Data platform"));
        QCOMPARE(m_report["stages"][0]["title"].get<std::string>(), std::string("Connect: event and context are there"));
    }

    void isWhatThresholdsSpeakOf()
    {
        const auto& thresholds = m_report["thresholds"];
        QVERIFY(thresholds[0]["passed"].get<bool>() && !thresholds[1]["passed"].get<bool>());
        QVERIFY(std::abs(thresholds[0]["value"].get<double>() - m_report["groups"][0]["p99Ms"].get<double>()) < 1e-6);
    }

    void hasAFileOfItsPercentiles() { QVERIFY(contentOf(out() + "/group.process.hgrm").startsWith("       Value")); }

private:
    QString out() const { return m_directory.filePath("out"); }
    telemetry::Histogram series(const std::string& key) const
    {
        const auto at = m_record.series.find(key);
        return at == m_record.series.end() ? telemetry::Histogram() : at->second;
    }

    const QTemporaryDir m_directory;
    nlohmann::json m_report;
    report::RunRecord m_record;
};

QTEST_GUILESS_MAIN(GroupTest)
#include "group_test.moc"
