// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/schema_check.h"

using namespace tailrace::test;

namespace {

// schemaViolation knows no references: puts what they name in their place.
nlohmann::json withoutReferences(const nlohmann::json& part, const nlohmann::json& root)
{
    if (part.is_object() && part.contains("$ref"))
        return withoutReferences(root.at(nlohmann::json::json_pointer(part["$ref"].get<std::string>().substr(1))), root);
    nlohmann::json result = part;
    if (part.is_structured())
        for (auto member = result.begin(); member != result.end(); ++member) *member = withoutReferences(*member, root);
    return result;
}

} // namespace

// One short run of real processes, and all that it promises to leave behind.
class RunTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        HeadlessRun run(arguments("first"));
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        m_printed = run.out();
        m_report = reportOf(out("first"));
        QVERIFY(!m_report.is_discarded());
    }

    void losesNothing()
    {
        QCOMPARE(ledgerTrouble(m_report), std::string());
        QVERIFY(m_report["ledger"]["received"].get<int>() > 4000);
        QVERIFY2(m_report["incidents"].empty(), m_report["incidents"].dump().c_str());
    }

    void measuresAllFiveStages()
    {
        const std::vector<std::string> names{"collect", "sessionize", "store", "recommend", "experience"};
        QCOMPARE(m_report["stages"].size(), names.size());
        const auto applied = m_report["ledger"]["applied"].get<int>();
        const auto requests = m_report["total"]["count"].get<int>();
        QVERIFY(requests > applied / 50 && requests < applied / 2);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto& stage = m_report["stages"][i];
            QCOMPARE(stage["name"].get<std::string>(), names[i]);
            QCOMPARE(stage["count"].get<int>(), i < 3 ? applied : requests);
            QVERIFY2(stage["p50Ms"].is_number() && stage["p50Ms"] > 0, names[i].c_str());
        }
        QCOMPARE(m_report["freshness"]["count"].get<int>(), applied);
    }

    void stagesAddUpToTheWhole()
    {
        double sum = 0;
        for (int i = 0; i < 3; ++i) sum += m_report["stages"][static_cast<std::size_t>(i)]["meanMs"].get<double>();
        const double whole = m_report["freshness"]["meanMs"].get<double>();
        QVERIFY2(std::abs(sum - whole) < whole * 0.01, qPrintable(QString("%1 ms in stages, %2 ms due to stored").arg(sum).arg(whole)));
    }

    void reportSatisfiesItsSchema()
    {
        const nlohmann::json root = loadSchema("report.schema.json");
        const nlohmann::json schema = withoutReferences(root, root);
        QCOMPARE(schemaViolation(schema, m_report), std::string());
        nlohmann::json broken = m_report;
        broken["stages"][2].erase("p99Ms");
        QCOMPARE(schemaViolation(schema, broken), std::string("$.stages[2]: lacks p99Ms"));
    }

    void leavesEveryExport()
    {
        for (const char* name : {"run.tailrace", "report.html", "report.md", "report.csv", "report.json", "collect.hgrm", "sessionize.hgrm",
                 "store.hgrm", "recommend.hgrm", "experience.hgrm", "freshness.hgrm", "total.hgrm"})
            QVERIFY2(QFileInfo(out("first") + "/" + name).size() > 0, name);
        QVERIFY(m_printed.trimmed().endsWith(out("first") + "/report.html"));
    }

    void reportPageLoadsNothing()
    {
        const QString page = QString::fromUtf8(contentOf(out("first") + "/report.html"));
        QVERIFY(page.contains("<svg"));
        static const QRegularExpression
            Loads(R"re((?:src|href)\s*=\s*["']?\s*(?!["'#]|data:)|url\(\s*["']?(?!#|data:)|@import|<link|<iframe)re",
                QRegularExpression::CaseInsensitiveOption);
        QVERIFY(Loads.match("<img src=\"https://example.org/x.png\">").hasMatch());
        const auto match = Loads.match(page);
        QVERIFY2(!match.hasMatch(), qPrintable(page.mid(match.capturedStart(), 80)));
    }

    void sameSeedOffersTheSameEvents()
    {
        HeadlessRun again(arguments("second"));
        QVERIFY2(again.exitCode() == 0, qPrintable(again.err()));
        const nlohmann::json report = reportOf(out("second"));
        for (const char* term : {"received", "malformed", "accepted"})
            QCOMPARE(report["ledger"][term].get<int>(), m_report["ledger"][term].get<int>());
    }

    void refusesAFolderThatHoldsARun()
    {
        const QByteArray before = contentOf(out("first") + "/report.json");
        HeadlessRun run(arguments("first"));
        QCOMPARE(run.exitCode(), 2);
        QVERIFY2(run.err().contains("already holds a run"), qPrintable(run.err()));
        QCOMPARE(contentOf(out("first") + "/report.json"), before);
    }

private:
    QString out(const QString& name) const { return m_directory.filePath(name); }
    QStringList arguments(const QString& name) const
    {
        return {"run", "--scenario", "steady", "--rate", "2000", "--duration", "3s", "--seed", "7", "--threshold", "freshness.p99<20s",
            "--out", out(name)};
    }

    QTemporaryDir m_directory;
    QString m_printed;
    nlohmann::json m_report;
};

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
