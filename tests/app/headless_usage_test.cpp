// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/sessionize/closed_sessions.h"
#include "tests/support/headless_run.h"

using namespace tailrace::test;

// What the program says to wrong usage: exit code 2, on stderr, before anything is started or written.
class HeadlessUsageTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_directory.isValid()); }
    void cleanup() { QVERIFY2(!QFileInfo::exists(out()), "a refused command has left its folder behind"); }

    void helpNamesTheCommands()
    {
        HeadlessRun run({"--help"});
        QCOMPARE(run.exitCode(), 0);
        for (const char* command : {"run", "replay", "compare", "sessions", "selfcheck", "capacity", "export"})
            QVERIFY2(run.out().contains(QRegularExpression(QString("^ +%1 ").arg(command), QRegularExpression::MultilineOption)), command);
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("says");
        QTest::newRow("no command") << QStringList{} << QStringList{"--help"};
        QTest::newRow("no --out") << QStringList{"run", "--scenario", "steady"} << QStringList{"--out"};
        QTest::newRow("unknown scenario") << QStringList{"run", "--scenario", "nope", "--out", out()}
                                          << QStringList{"nope", "flash-sale", "steady"};
        QTest::newRow("bad threshold") << QStringList{"run", "--scenario", "steady", "--threshold", "total.p98<1s", "--out", out()}
                                       << QStringList{"total.p98<1s", "p99"};
        QTest::newRow("bad duration") << QStringList{"run", "--scenario", "steady", "--duration", "soon", "--out", out()}
                                      << QStringList{"--duration"};
        QTest::newRow("bad rate") << QStringList{"run", "--scenario", "steady", "--rate", "-5", "--out", out()} << QStringList{"--rate"};
        QTest::newRow("unknown command") << QStringList{
            "bogus"} << QStringList{"no command 'bogus'", "run, resume, replay, compare, sessions, selfcheck, capacity, export"};
        QTest::newRow("rate too high") << QStringList{"run", "--scenario", "steady", "--rate", "1e12", "--out", out()}
                                       << QStringList{"--rate", QStringLiteral(u"5\u202F000\u202F000")};
        QTest::newRow("duration too long") << QStringList{"run", "--scenario", "steady", "--duration", "25h", "--out", out()}
                                           << QStringList{"--duration", "24h"};
        QTest::newRow("too many workers") << QStringList{"run", "--workers", "1000", "--out", out()} << QStringList{"--workers", "256"};
        QTest::newRow("pace too high") << QStringList{"replay", "/dev/null", "--pace", "1e12", "--out", out()}
                                       << QStringList{"1e12", "5 000 000"};
        QTest::newRow("quota is no size") << QStringList{"run", "--journal-quota", "much", "--out", out()}
                                          << QStringList{"--journal-quota"};
        QTest::newRow("cuts of the published profile") << QStringList{"run", "--scenario", "steady", "--profile", "published", "--cuts",
            "1", "--out", out()} << QStringList{"--cuts", "published profile"};
        QTest::newRow("unknown budget") << QStringList{"run", "--scenario", "steady", "--budget", "nope", "--out", out()}
                                        << QStringList{"no budget 'nope'", "bidding, e-mail, local, push, reference, web-re-rank"};
        QTest::newRow("bad redis") << QStringList{"run", "--scenario", "steady", "--redis", "ftp://x", "--out", out()}
                                   << QStringList{"unknown scheme", "redis://"};
        QTest::newRow("no replay file") << QStringList{"replay", "/nonexistent/e.jsonl", "--out", out()}
                                        << QStringList{"/nonexistent/e.jsonl"};
        QTest::newRow("bad pace") << QStringList{"replay", "/dev/null", "--pace", "fast", "--out", out()}
                                  << QStringList{"fast", "recorded", "max"};
        QTest::newRow("no run file") << QStringList{"export", "/nonexistent/run.tailrace", "--out", out()}
                                     << QStringList{"/nonexistent/run.tailrace"};
        QTest::newRow("export of a folder without a run")
            << QStringList{"export", "/proc", "--out", out()} << QStringList{"/proc/run.tailrace"};
        QTest::newRow("replay of a device") << QStringList{"replay", "/dev/zero", "--out", out()}
                                            << QStringList{"/dev/zero", "a pipe or a device"};
        QTest::newRow("empty brokers") << QStringList{"run", "--brokers", "", "--out", out()} << QStringList{"--brokers", "is empty"};
        QTest::newRow("no sessions") << QStringList{"sessions", "/nonexistent"} << QStringList{"/nonexistent", "--out"};
        QTest::newRow("bad format") << QStringList{"export", "/dev/null", "--format", "doc", "--out", out()}
                                    << QStringList{"doc", "html", "hgrm"};
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, says);
        HeadlessRun run(arguments);
        QCOMPARE(run.exitCode(), 2);
        for (const QString& word : says) QVERIFY2(run.err().contains(word), qPrintable("stderr lacks '" + word + "': " + run.err()));
    }

    void listsClosedSessions()
    {
        const QString folder = m_directory.filePath("sessions");
        QVERIFY(QDir().mkpath(folder));
        tailrace::sessionize::ClosedSessions index({.file = (folder + "/sessions.sqlite").toStdString()});
        for (int i = 0; i < 2500; ++i) {
            tailrace::sessionize::Session session{
                .first = tailrace::fromMillis(i), .last = tailrace::fromMillis(i + 1500), .counts = {}, .eventIds = {}};
            session.counts.events = 4;
            index.add(i == 7 ? "a\x1b[31mb" : "shopper" + std::to_string(i), session, tailrace::fromMillis(60'000 + i));
        }
        QVERIFY(index.commit());
        HeadlessRun two({"sessions", folder, "--limit", "2"});
        QCOMPARE(two.exitCode(), 0);
        const QStringList lines = two.out().split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 4); // heads, two, how many there are
        QVERIFY2(lines[1].contains(QRegularExpression("1970-01-01T00:00:02.499Z +1970-01-01T00:01:02.499Z +shopper2499 +1.5 +4 ")),
            qPrintable(lines[1]));
        QVERIFY2(lines[3].startsWith("2 of 2"), qPrintable(lines[3]));
        HeadlessRun all({"sessions", folder, "--limit", "5000", "--format", "json"});
        QCOMPARE(all.exitCode(), 0);
        QCOMPARE(all.out().count('\n'), 2500); // more than a page
        HeadlessRun none({"sessions", folder, "--shopper", "nobody"});
        QCOMPARE(none.exitCode(), 0);
        QVERIFY2(none.out().startsWith("No closed session of this shopper."), qPrintable(none.out()));
        HeadlessRun text({"sessions", folder, "--limit", "5000"});
        QCOMPARE(text.exitCode(), 0);
        QVERIFY(!text.out().contains('\x1b') && text.out().contains(QStringLiteral(u"a\uFFFD[31mb"))); // never rendered
    }

    void refusesARunWhoseJournalDoesNotFit()
    {
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "20000", "--duration", "60s", "--journal-quota", "100MiB", "--out",
            out()});
        QCOMPARE(run.exitCode(), 1);
        for (const char* word : {"journal", "--journal-quota", "--duration", "--rate", "--out", "Nothing was started"})
            QVERIFY2(run.err().contains(word), qPrintable(run.err()));
    }

    void aFailedStartLeavesNothing()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        HeadlessRun run({"run", "--scenario", "steady", "--duration", "1s", "--brokers", "127.0.0.1:1", "--out", out() + "/deep/er"});
        QVERIFY2(run.exitCode() == 1, qPrintable(run.out() + run.err())); // cleanup() looks whether the folders are gone
        QVERIFY(!run.err().isEmpty());
    }

    void refusesABadScenarioFileWithLineAndField()
    {
        const QString file = m_directory.filePath("bad.json");
        QByteArray text = contentOf(TAILRACE_SOURCE_DIR "/resources/scenarios/steady.json");
        QVERIFY(text.contains("\"shoppers\": 50000"));
        const auto line = text.left(text.indexOf("\"shoppers\"")).count('\n') + 1;
        text.replace("\"shoppers\": 50000", "\"shoppers\": -3");
        QFile written(file);
        QVERIFY(written.open(QIODevice::WriteOnly) && written.write(text) == text.size());
        written.close();
        HeadlessRun run({"run", "--scenario", file, "--out", out()});
        QCOMPARE(run.exitCode(), 2);
        QVERIFY2(run.err().contains(file + ":" + QString::number(line) + ": shoppers"), qPrintable(run.err()));
    }

private:
    QString out() const { return m_directory.filePath("out"); }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(HeadlessUsageTest)
#include "headless_usage_test.moc"
