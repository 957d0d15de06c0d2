// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <cmath>
#include <map>
#include <vector>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

namespace {

enum At { Due, Offered, Collected = 5, Computed = 7, Stored = 9, Responded = 11, Rendered = 13, Stamps };

using Samples = std::map<std::string, std::vector<qint64>>; // ns, by name of the series

// What docs/stamp-dump.md says, read with nothing of the program.
Samples samplesOf(const QByteArray& dump)
{
    Samples all;
    const auto first = qFromLittleEndian<quint32>(dump.constData() + 8), size = qFromLittleEndian<quint32>(dump.constData() + 12);
    for (qsizetype record = first; record + size <= dump.size(); record += size) {
        const auto part = qFromLittleEndian<quint32>(dump.constData() + record + 12);
        std::array<qint64, Stamps> s{};
        for (std::size_t i = 0; i < s.size(); ++i) s[i] = qFromLittleEndian<qint64>(dump.constData() + record + 16 + 8 * i);
        if (part == 1 || part == 2) {
            all["collect"].push_back(s[Collected] - s[Due]);
            all["sessionize"].push_back(s[Computed] - s[Collected]);
        }
        if (part == 1 || part == 3) {
            all["store"].push_back(s[Stored] - s[Computed]);
            all["freshness"].push_back(s[Stored] - s[Due]);
            all["freshness.uncorrected"].push_back(s[Stored] - s[Offered]);
        }
        if (part != 4) continue;
        all["recommend"].push_back(s[Responded] - s[Stored]);
        all["experience"].push_back(s[Rendered] - s[Responded]);
        all["total"].push_back(s[Rendered] - s[Due]);
        all["total.uncorrected"].push_back(s[Rendered] - s[Offered]);
    }
    for (auto& [name, samples] : all) std::ranges::sort(samples);
    return all;
}

// Empty when the row says of its series what the sorted samples say.
std::string trouble(const nlohmann::json& row, const Samples& samples)
{
    const auto name = row.at("name").get<std::string>();
    const auto found = samples.find(name);
    const std::size_t count = found == samples.end() ? 0 : found->second.size();
    if (row.at("count") != count) return name + ": " + row.at("count").dump() + " samples, the dump has " + std::to_string(count);
    const std::map<std::string, double> quantiles{{"p50Ms", 0.5}, {"p90Ms", 0.9}, {"p99Ms", 0.99}, {"p999Ms", 0.999}, {"maxMs", 1}};
    for (const auto& [key, q] : quantiles) {
        if (row.at(key).is_null()) continue;
        const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(count) * (1 - 1e-12)));
        const auto exact = static_cast<double>(found->second[std::max<std::size_t>(rank, 1) - 1]);
        const double said = row.at(key).get<double>() * 1e6;
        if (said < exact - 1 || said > exact * (1 + 1.0 / 1024) + 129)
            return name + " " + key + ": the report says " + std::to_string(said) + " ns, the dump " + std::to_string(exact);
    }
    return {};
}

} // namespace

// A percentile that nobody can compute again is a claim.
class DumpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_directory.isValid()); }

    void everyPercentileFollowsFromTheStamps()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("there is no redis-server");
        HeadlessRun run({"run", "--scenario", "steady", "--duration", "8s", "--rate", "3000", "--out", out(), "--dump", dump()});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const nlohmann::json report = reportOf(out());
        QCOMPARE(ledgerTrouble(report), std::string());
        Samples samples = samplesOf(contentOf(dump()));
        QCOMPARE(samples["freshness"].size(), report["ledger"]["applied"].get<std::size_t>());
        QVERIFY(!report["total"]["p50Ms"].is_null());
        for (const auto& row : rowsOf(report)) QCOMPARE(trouble(row, samples), std::string());
        QVERIFY2(report["notes"].dump().find(" 0 dropped") != std::string::npos, report["notes"].dump().c_str());

        // The comparison can fail: a stage that begins a millisecond too early would be found.
        for (auto& sample : samples["store"]) sample -= 1'000'000;
        QVERIFY(!trouble(report["stages"][2], samples).empty());
    }

    // The report of a run that was killed covers the time since then; so does what stands behind the mark.
    void aRunThatGoesOnGoesOnWithItsDump()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("there is no redis-server");
        {
            HeadlessRun run({"run", "--scenario", "steady", "--duration", "8s", "--rate", "2000", "--out", out("killed"), "--dump",
                dump("of-killed")});
            QVERIFY2(run.isUnderWay(), qPrintable(run.err()));
            QTest::qWait(1500);
            run.signal(SIGKILL);
            QVERIFY(run.ends());
        }
        const QByteArray before = contentOf(dump("of-killed"));
        HeadlessRun resumed({"resume", out("killed"), "--quiet"});
        QVERIFY2(resumed.exitCode() == 0, qPrintable(resumed.out() + resumed.err()));
        const QByteArray all = contentOf(dump("of-killed"));
        qsizetype mark = 32;
        while (mark < all.size() && qFromLittleEndian<quint32>(all.constData() + mark + 12) != 5) mark += 128;
        QVERIFY2(mark > 32 + 128 * 1000 && mark < all.size() && mark <= before.size(), qPrintable(QString::number(mark)));
        QVERIFY(all.mid(32, mark - 32) == before.mid(32, mark - 32));
        const nlohmann::json report = reportOf(out("killed"));
        const Samples samples = samplesOf(all.left(32) + all.mid(mark + 128));
        for (const auto& row : rowsOf(report)) QCOMPARE(trouble(row, samples), std::string());
    }

    void needsWhatMeasures()
    {
        HeadlessRun run({"run", "--scenario", "steady", "--no-telemetry", "--out", out("none"), "--dump", dump()});
        QCOMPARE(run.exitCode(), 2);
        QVERIFY2(run.err().contains("--dump"), qPrintable(run.err()));
    }

private:
    static std::vector<nlohmann::json> rowsOf(const nlohmann::json& report)
    {
        std::vector<nlohmann::json> rows{report["freshness"], report["total"]};
        rows.insert(rows.end(), report["stages"].begin(), report["stages"].end());
        for (const auto& row : report["measuring"]["series"])
            if (row["name"].get<std::string>().ends_with("uncorrected")) rows.push_back(row);
        return rows;
    }
    QString out(const char* name = "run") const { return m_directory.filePath(name); }
    QString dump(const char* name = "stamps") const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(DumpTest)
#include "dump_test.moc"
