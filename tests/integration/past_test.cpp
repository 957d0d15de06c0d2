// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"
#include "tests/support/headless_run.h"
#include "tests/support/separate_redis.h"
#include "tests/support/verify_run.h"

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr int PerSecond = 400;   // of the traffic
constexpr double DaysPast = 0.5; // events a second of the past: 43 200 of them
constexpr double LongerPast = 4; // 345 600: several seconds of work
constexpr int SecondsOfTraffic = 6;
constexpr std::uint64_t Planned = std::uint64_t{PerSecond} * SecondsOfTraffic;

} // namespace

// The generated past of a scenario: pushed through the real thing before the traffic begins, counted, measured nowhere.
class PastTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        QVERIFY(m_directory.isValid());
    }

    // As the first event of the traffic is due, the store has a day of features and the sessions that are open. Without a past: nothing.
    void windowsAndSessionsAreFullAsTheTrafficBegins()
    {
        if (QStandardPaths::findExecutable("redis-cli").isEmpty()) QSKIP("redis-cli is not installed");
        const Keys full = keysAtTheStart("full", DaysPast);
        QVERIFY2(full.users > 500, qPrintable(QString::number(full.users)));
        QVERIFY2(full.sessions > 20, qPrintable(QString::number(full.sessions)));
        QVERIFY2(full.withViews > 10, qPrintable(QString::number(full.withViews) + " of 50 have looked at a product"));
        const Keys none = keysAtTheStart("none", 0);
        QVERIFY2(none.users < full.users / 5, qPrintable(QString::number(none.users)));
    }

    void thePastStandsInTheLedgerAndInNothingThatIsMeasured()
    {
        HeadlessRun run(runOf("measured", DaysPast, {"--cuts", "3", "--dump", out("stamps")}));
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const auto report = reportOf(out("measured"));
        QCOMPARE(ledgerTrouble(report), std::string());
        const auto past = report.at("past").at("events").get<std::uint64_t>();
        QVERIFY2(past > 38'000 && past < 50'000, report.at("past").dump().c_str());
        QCOMPARE(report.at("past").at("spanSeconds").get<double>(), 86'400.0);
        const auto& ledger = report.at("ledger");
        const auto own = ledger.at("applied").get<std::uint64_t>() - past;
        QVERIFY2(own > Planned * 8 / 10 && own < Planned * 12 / 10, ledger.dump().c_str());
        QCOMPARE(report.at("freshness").at("count").get<std::uint64_t>(), own);
        QVERIFY2(report.at("freshness").at("maxMs").get<double>() < 30'000 * Slowness, report.at("freshness").dump().c_str());
        QCOMPARE(QFileInfo(out("stamps")).size(), qint64(32 + 128 * (own + report.at("total").at("count").get<std::uint64_t>())));
        const double rate = report.at("throughput").at("eventsPerSecond").get<double>();
        QVERIFY2(rate < 2 * PerSecond, qPrintable(QString::number(rate)));
        QVERIFY2(saysInNotes(report, "events of generated past, 24 h before the start"), report.at("notes").dump().c_str());
        QVERIFY2(run.out().contains("of generated past"), qPrintable(run.out()));
        const Verified verified = verifyRun(out("measured"), HeadlessRun::Longest);
        QVERIFY2(verified.isEqual() && verified.said.contains(QString::number(past) + " of the events are generated past")
                && verified.said.count(", 0 differences\n") == 3,
            qPrintable(verified.said));
    }

    // The same past and the same traffic, elsewhere.
    void aReplayHasThePastToo()
    {
        HeadlessRun replay({"replay", out("measured"), "--workers", "2", "--partitions", "2", "--cuts", "1", "--quiet", "--out",
            out("again")});
        QVERIFY2(replay.exitCode() == 0, qPrintable(replay.out() + replay.err()));
        const auto first = reportOf(out("measured")), again = reportOf(out("again"));
        QCOMPARE(ledgerTrouble(again), std::string());
        QCOMPARE(again.at("past").at("events").get<std::uint64_t>(), first.at("past").at("events").get<std::uint64_t>());
        QCOMPARE(again.at("freshness").at("count").get<std::uint64_t>(), first.at("freshness").at("count").get<std::uint64_t>());
        QVERIFY2(again.at("durationSeconds").get<double>() < SecondsOfTraffic * 1.5 * Slowness, again.at("durationSeconds").dump().c_str());
        const Verified verified = verifyRun(out("again"), HeadlessRun::Longest);
        QVERIFY2(verified.isEqual() && verified.said.contains("generated past"), qPrintable(verified.said));
    }

    // It would take minutes there, and is left out aloud.
    void thePublishedProfileBeginsEmpty()
    {
        HeadlessRun run(runOf("published", DaysPast, {"--profile", "published", "--quiet"}));
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        const auto report = reportOf(out("published"));
        QVERIFY(report.at("past").is_null() && ledgerTrouble(report).empty());
        QVERIFY2(saysInNotes(report, "The scenario's past was left out"), report.at("notes").dump().c_str());
    }

    // Ctrl-C: what was taken is worked off, and the report says that there was nothing to measure.
    void itCanBeStopped()
    {
        HeadlessRun run(runOf("stopped", LongerPast, {}));
        QVERIFY2(run.prints("generated past"), qPrintable(run.out() + run.err()));
        run.signal(SIGINT);
        QCOMPARE(run.exitCode(), 1);
        QVERIFY2(run.err().contains("The traffic never began: it was stopped by hand"), qPrintable(run.err()));
        const auto report = reportOf(out("stopped"));
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report.at("past").at("events"), report.at("ledger").at("accepted"));
        QCOMPARE(report.at("freshness").at("count").get<int>(), 0);
        QVERIFY(!QFileInfo::exists(out("stopped") + "/resume.json"));
        const Verified verified = verifyRun(out("stopped"), HeadlessRun::Longest);
        QVERIFY2(verified.isEqual(), qPrintable(verified.said));
    }

    // Killed while the past is pushed through, again while it is gone on with, and in the traffic: nothing is missing, nothing twice.
    void killedInItAndBehindItTheRunGoesOn()
    {
        const QString folder = out("killed");
        killAfter(runOf("killed", LongerPast, {"--cuts", "2"}), "a second");
        const auto state = nlohmann::json::parse(contentOf(folder + "/resume.json").toStdString());
        QVERIFY(state.at("originNs").is_null());
        const std::uint64_t expected = eventsOfThePast(fileOf("killed"), fromMillis(state.at("wallAtPlanMs").get<std::int64_t>()));
        QVERIFY(expected > 300'000);
        killAfter({"resume", folder}, "generated past");
        killAfter({"resume", folder}, QRegularExpression("\n0:(?!00)\\d\\d "));
        HeadlessRun last({"resume", folder});
        QVERIFY2(last.exitCode() == 0, qPrintable(last.out() + last.err()));
        const auto report = reportOf(folder);
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report.at("past").at("events").get<std::uint64_t>(), expected);
        QCOMPARE(report.at("ledger").at("duplicate").get<int>(), 0);
        QVERIFY2(saysInNotes(report, "ended without notice 2 times while the generated past")
                && saysInNotes(report, "The engine ended without notice once and went on"),
            report.at("notes").dump().c_str());
        const Verified verified = verifyRun(folder, 2 * HeadlessRun::Longest);
        QVERIFY2(verified.isEqual(), qPrintable(verified.said));
    }

private:
    struct Keys {
        qsizetype users = 0, sessions = 0, withViews = 0;
    };

    QString out(const QString& name) const { return m_directory.filePath(name); }
    QString fileOf(const QString& name) const { return out(name + ".json"); }

    // Nothing is repeated by the traffic itself: what stands there twice was made twice.
    QString scenario(const QString& name, double past) const
    {
        nlohmann::json scenario{{"name", "yesterday"}, {"description", "A day, and a little more."}, {"seed", 11}, {"shoppers", 4000},
            {"stages", {{{"duration", std::to_string(SecondsOfTraffic) + "s"}, {"from", PerSecond}, {"to", PerSecond}}}},
            {"mix", {{"duplicateShare", 0}, {"lateShare", 0}}}};
        if (past > 0) scenario["history"] = {{"duration", "24h"}, {"perSecond", past}};
        QFile file(fileOf(name));
        if (file.open(QIODevice::WriteOnly)) file.write(QByteArray::fromStdString(scenario.dump()));
        return fileOf(name);
    }
    QStringList runOf(const QString& name, double past, const QStringList& more) const
    {
        return QStringList{"run", "--scenario", scenario(name, past), "--out", out(name)} + more;
    }

    Keys keysAtTheStart(const QString& name, double past) const
    {
        const SeparateRedis redis;
        const QString address = redis.address("rightsecret");
        HeadlessRun run(runOf(name, past, {"--redis", address}));
        if (!run.prints("\nyesterday: ")) return {};
        const QStringList users = ask(address, {"--scan", "--pattern", "tr:*:user:*"});
        Keys keys{.users = users.size(), .sessions = ask(address, {"--scan", "--pattern", "tr:*:session:*"}).size(), .withViews = 0};
        for (const QString& user : users.mid(0, 50)) {
            const QStringList views = ask(address, {"hget", user, "product_view_count"});
            keys.withViews += !views.isEmpty() && views[0].toInt() > 0;
        }
        run.signal(SIGINT);
        run.ends();
        return keys;
    }
    static QStringList ask(const QString& address, const QStringList& command)
    {
        QProcess cli;
        cli.start("redis-cli", QStringList{"--no-auth-warning", "-a", "rightsecret", "-p", address.section(':', -1)} + command);
        if (!cli.waitForFinished(patience(5000))) return {};
        return QString::fromUtf8(cli.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    }

    template <class Text>
    static void killAfter(const QStringList& arguments, const Text& text)
    {
        HeadlessRun run(arguments);
        QVERIFY2(run.prints(text), qPrintable(run.out() + run.err()));
        run.signal(SIGKILL);
        QVERIFY(run.ends());
    }

    static std::uint64_t eventsOfThePast(const QString& file, EventTime wallAtPlan)
    {
        const auto scenario = simulator::loadScenario(file.toStdString());
        if (!scenario) return 0;
        const auto catalogue = simulator::generateCatalogue(scenario->seed);
        simulator::ShopperTraffic traffic(*scenario, catalogue, wallAtPlan);
        std::uint64_t events = 0;
        for (simulator::TrafficSource* past = traffic.past(); past && past->next({}); past = traffic.past()) ++events;
        return events;
    }

    static bool saysInNotes(const nlohmann::json& report, const std::string& words)
    {
        return std::ranges::any_of(report.at("notes"),
            [&](const auto& note) { return note.template get<std::string>().find(words) != std::string::npos; });
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(PastTest)
#include "past_test.moc"
