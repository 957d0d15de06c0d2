// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <sqlite3.h>

#include "tests/app/verify/run_folder.h"
#include "tests/support/patience.h"

using namespace tailrace::test;

// tailrace-verify as a program: exit codes, and what it says of a run that is right and of runs with something planted.
class ProgramTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_right = std::make_unique<RunFolderFixture>(5); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRightRunIsEqual()
    {
        m_right->write(folder());
        QCOMPARE(run({}), 0);
        QVERIFY2(m_out.endsWith("EQUAL\n") && m_out.contains("3 cuts; no run file"), qPrintable(m_out));
    }

    void whatIsPlantedIsFound_data()
    {
        QTest::addColumn<int>("planted");
        QTest::addColumn<QString>("says");
        QTest::newRow("value") << int{Value} << "user:";
        QTest::newRow("owner") << int{Owner} << "owner";
        QTest::newRow("watermark") << int{Watermark} << " W";
        QTest::newRow("handover to another") << int{HandoverOwner} << "handover owner";
        QTest::newRow("handover unmarked") << int{HandoverFlag} << "handover flag";
        QTest::newRow("retraction of another") << int{Retraction} << "retraction payload";
        QTest::newRow("missing handover") << int{MissingHandover} << "handover of";
        QTest::newRow("past behind the run") << int{PastBehind} << "generated past";
        QTest::newRow("past that waits") << int{PastThatWaits} << "waits for a recommendation";
        QTest::newRow("handover of the past unlabelled") << int{PastHandover} << "label of generated past";
        QTest::newRow("applied too much") << int{Applied} << "has applied";
        QTest::newRow("inside of a group") << int{InsideOfAGroup} << "between an event and the handovers";
        QTest::newRow("another journal") << int{OtherJournal} << "another journal";
        QTest::newRow("before W") << int{BeforeW} << "before W";
    }
    void whatIsPlantedIsFound()
    {
        QFETCH(int, planted);
        QFETCH(QString, says);
        RunFolderFixture fixture = *m_right;
        plant(fixture, planted);
        fixture.write(folder());
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains(says) && m_out.contains("DIFFERENT"), qPrintable(m_out));
    }

    void aVacuousCutFails()
    {
        RunFolderFixture fixture = *m_right;
        fixture.cuts.resize(1);
        fixture.cuts[0].asOf += 40 * Day; // every session has closed, every window is empty
        fixture.cuts[0].keys.clear();
        for (auto& session : fixture.cuts[0].sessions) session.closed = true;
        fixture.write(folder());
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("vacuous") && m_out.contains(" 0 differences"), qPrintable(m_out));
    }

    // A mark at the journal's end, and none of the cuts is there.
    void aMarkWithoutItsCutFails()
    {
        RunFolderFixture fixture = *m_right;
        fixture.frames.push_back({.kind = "TRT1", .partition = -1, .watermark = fixture.frames.back().watermark, .flags = 8});
        fixture.write(folder());
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("whose cut is not there: 1, of which the run file accounts for 0"), qPrintable(m_out));
        const auto events = std::ranges::count(fixture.frames, "TRE1", &JournalBytes::FrameText::kind);
        const auto runFileWith = [&](const char* more) {
            writeRunFile(events, 3);
            change("CREATE TABLE note (position, text); CREATE TABLE incident (position, kind);" + std::string(more));
        };
        runFileWith("INSERT INTO note VALUES (0, 'Cuts that were asked for and not written: 1 of 4. The run ended.');");
        QCOMPARE(run({}), 0);
        QVERIFY2(m_out.contains("not there: 1, as the run file says"), qPrintable(m_out));
        runFileWith("INSERT INTO incident VALUES (0, 'engine restarted');");
        QCOMPARE(run({}), 0);
        runFileWith("INSERT INTO incident VALUES (0, 'redis away');");
        QCOMPARE(run({}), 1);
        std::filesystem::remove_all(folder() / "cuts");
        runFileWith("INSERT INTO incident VALUES (0, 'engine restarted');");
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("no cut was compared, though the run was asked"), qPrintable(m_out));
    }

    void theRunFilesLedgerMustAgree()
    {
        m_right->write(folder());
        const auto& frames = m_right->frames;
        const auto events = std::ranges::count(frames, "TRE1", &JournalBytes::FrameText::kind);
        writeRunFile(events, 3); // 3 still in flight: only the sums can be compared
        QCOMPARE(run({}), 0);
        writeRunFile(events + 1, 3);
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("run file, accepted"), qPrintable(m_out));
        writeRunFile(events, 0); // nothing in flight: all applied cannot be
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("run file, duplicate") && m_out.contains("run file, late"), qPrintable(m_out));
    }

    // All that is labelled in the journal stands in front, and is what the run file says.
    void theGeneratedPastMustAgree()
    {
        RunFolderFixture fixture = *m_right;
        fixture.frames[0].flags |= 16;
        fixture.frames[1].flags |= 16;
        QVERIFY(fixture.frames[0].kind == "TRE1" && fixture.frames[1].kind == "TRE1");
        fixture.write(folder());
        QCOMPARE(run({}), 0);
        QVERIFY2(m_out.contains("2 of the events are generated past"), qPrintable(m_out));
        const auto events = std::ranges::count(fixture.frames, "TRE1", &JournalBytes::FrameText::kind);
        writeRunFile(events, 3, 2);
        QCOMPARE(run({}), 0);
        writeRunFile(events, 3, 1);
        QCOMPARE(run({}), 1);
        QVERIFY2(m_out.contains("run file, events of generated past"), qPrintable(m_out));
        writeRunFile(events, 3); // speaks of none
        QCOMPARE(run({}), 1);
    }

    void aKeyIsExplained()
    {
        m_right->write(folder());
        const std::string& key = m_right->cuts.back().keys.rbegin()->first;
        QCOMPARE(run({"--explain", QString::fromStdString(key)}), 0);
        QVERIFY2(m_out.contains("  [1] ") && m_out.contains("   from 1"), qPrintable(m_out));
        QCOMPARE(run({"--explain", "user:nobody"}), 1);
        QVERIFY2(m_out.contains("There is no key user:nobody"), qPrintable(m_out));
    }

    void wrongUsageIsRefused()
    {
        QCOMPARE(run({"--no-such-option"}), 2);
        QCOMPARE(run({}), 2); // no journal
        QVERIFY2(m_err.contains("no journal"), qPrintable(m_err));
        m_right->write(folder());
        std::filesystem::remove_all(folder() / "cuts");
        QCOMPARE(run({}), 2);
        QVERIFY2(m_err.contains("nothing") || m_err.contains("neither a cut nor a run file"), qPrintable(m_err));
        QCOMPARE(run({"--help"}), 0);
        QVERIFY(m_out.contains("--explain") && m_out.contains("Exit code"));
    }

private:
    enum Planted {
        Value,
        Owner,
        Watermark,
        HandoverOwner,
        HandoverFlag,
        Retraction,
        MissingHandover,
        PastBehind,
        PastThatWaits,
        PastHandover,
        Applied,
        InsideOfAGroup,
        OtherJournal,
        BeforeW
    };

    static void plant(RunFolderFixture& fixture, int planted)
    {
        auto& frames = fixture.frames;
        auto& cut = fixture.cuts.front();
        const std::size_t handover = fixture.firstOf("TRH1");
        switch (planted) {
        case Value:
            for (auto& [key, fields] : cut.keys) {
                if (key.starts_with("user:")) fields.begin()->second += "9";
            }
            break;
        case Owner: frames[3].key += "x"; break;
        case Watermark: frames[3].watermark += 1; break;
        case HandoverOwner: frames[handover].key += "x"; break;
        case HandoverFlag: frames[handover].flags = 0; break;
        case Retraction: frames[handover + 1].payload += "x"; break;
        case MissingHandover:
            frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(handover));
            fixture.cuts.clear();
            fixture.cuts.push_back(tailrace::verify::Cut{}); // refused, too; the journal is looked at all the same
            break;
        case PastBehind: frames[3].flags |= 16; break;
        case PastThatWaits: frames[0].flags |= 17; break;
        case PastHandover: frames[handover].flags |= 16; break;
        case Applied: ++cut.nextSequence[1]; break;
        case InsideOfAGroup: cut.position = handover; break;
        case OtherJournal: ++cut.incarnation; break;
        case BeforeW: cut.asOf -= 5001; break;
        default: QFAIL("no such plant");
        }
    }

    void writeRunFile(std::ptrdiff_t accepted, std::ptrdiff_t inFlight, int past = 0)
    {
        const auto file = folder() / "run.tailrace";
        std::filesystem::remove(file);
        const std::string row = "-1, " + std::to_string(accepted) + ", 0, " + std::to_string(accepted) + ", "
            + std::to_string(accepted - inFlight) + ", 0, 0, " + std::to_string(inFlight) + ", 0";
        const std::string text =
            "PRAGMA application_id = 1416393315; PRAGMA user_version = 1; CREATE TABLE ledger (second, received, malformed, "
            "accepted, applied, duplicate, late, in_flight, refused); INSERT INTO ledger VALUES ("
            + row + "); CREATE TABLE measure (key, value); INSERT INTO measure VALUES ('past.events', " + std::to_string(past) + ".0);";
        change(text);
    }

    void change(const std::string& statements)
    {
        sqlite3* database = nullptr;
        QCOMPARE(sqlite3_open((folder() / "run.tailrace").c_str(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }

    std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    int run(QStringList arguments)
    {
        QProcess process;
        process.start(TAILRACE_BINARY_DIR "/bin/tailrace-verify", QStringList{m_folder->path()} + arguments);
        if (!process.waitForFinished(tailrace::test::patience(30'000))) return -1;
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    std::unique_ptr<RunFolderFixture> m_right;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_out;
    QString m_err;
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
