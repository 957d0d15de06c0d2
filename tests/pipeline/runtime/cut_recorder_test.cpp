// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <fstream>

#include "app/verify/cut.h"
#include "pipeline/runtime/cut_recorder.h"
#include "tests/pipeline/runtime/shard_fixture.h"
#include "tests/support/manual_clock.h"
#include "tests/support/silence.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace tailrace::test;

// Two shards as the two partitions of a journal, and the file that they make together.
class CutRecorderTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_recorder = std::make_unique<CutRecorder>(CutRecorderOptions{.directory = folder(),
                                                       .incarnation = Incarnation(0xab),
                                                       .partitions = 2,
                                                       .pieceBytes = 100,
                                                       .queueBytes = 200}, // much smaller than a part
            m_clock, Logger(m_silence, "cuts"));
    }

    void writesAFileWhenAllHaveGivenTheirPart()
    {
        ShardFixture first, second;
        first.event("a\"nn", 0, 0, event::EventType::ProductView);
        first.event("a\"nn", 1);
        second.event("bob", 2);
        QVERIFY(m_recorder->begin());
        m_recorder->open(markAt(4096, 3));
        QVERIFY(!m_recorder->isDue(Partition(0), Sequence(1)));
        QVERIFY(m_recorder->isDue(Partition(0), Sequence(2)));
        m_recorder->describe(Partition(0), first.shard, atSecond(0));
        QVERIFY(!m_recorder->isDue(Partition(0), Sequence(2))); // once
        QVERIFY(m_recorder->isUnderWay() && !m_recorder->begin());
        m_recorder->describe(Partition(1), second.shard, atSecond(0));
        QTRY_VERIFY(!m_recorder->isUnderWay());

        const auto cuts = verify::readCutFolder(folder());
        QCOMPARE(cuts.size(), std::size_t{1});
        const verify::Cut& cut = cuts[0];
        QCOMPARE(cut.incarnation, std::uint64_t{0xab});
        QCOMPARE(cut.position, std::uint64_t{4096});
        QCOMPARE(cut.asOf, toMillis(atMinute(3)));
        QCOMPARE(cut.nextSequence.at(0), std::uint64_t{2});
        QCOMPARE(cut.nextSequence.at(1), std::uint64_t{1});
        QCOMPARE(cut.keys.size(), std::size_t{4});
        QCOMPARE(cut.keys.at("user:a\"nn").at("product_view_count_5m"), std::string("1"));
        QVERIFY(cut.keys.contains("session:bob:" + std::to_string(toMillis(atMinute(2)))));
        QCOMPARE(cut.sessions.size(), std::size_t{2});
        QCOMPARE(cut.ledger->accepted, std::uint64_t{3});
        QCOMPARE(cut.ledger->applied, std::uint64_t{3});
        QVERIFY(QDir(m_directory->filePath("cuts")).entryList(QDir::Files) == QStringList{"4096.jsonl"});
        m_recorder->stop();
        QCOMPARE(m_recorder->notes().size(), std::size_t{1});
    }

    void describesAsOfTheMark()
    {
        ShardFixture first, second;
        first.event("ann", 0, 0, event::EventType::ProductView);
        QVERIFY(m_recorder->begin());
        m_recorder->open(markAt(4096, 10)); // W is 10 minutes on, which the shard has not been told
        m_recorder->describe(Partition(0), first.shard, atSecond(0));
        m_recorder->describe(Partition(1), second.shard, atSecond(0));
        QTRY_VERIFY(!m_recorder->isUnderWay());
        QCOMPARE(verify::readCutFolder(folder()).at(0).keys.at("user:ann").at("product_view_count_5m"), std::string("0"));
    }

    void aPartThatNeverComesLeavesNoFile()
    {
        ShardFixture shard;
        shard.event("ann", 0);
        QVERIFY(m_recorder->begin());
        m_recorder->open(markAt(4096, 1));
        m_recorder->describe(Partition(0), shard.shard, atSecond(0));
        m_recorder->stop();
        QVERIFY(QDir(m_directory->filePath("cuts")).entryList(QDir::Files).isEmpty());
        const auto notes = m_recorder->notes();
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY2(notes[0].starts_with("Cuts that were asked for and not written: 1 of 1. ") && notes[0].find("Kafka") != std::string::npos,
            notes[0].c_str());
    }

    void aDiskThatRefusesIsSaidAndTheNextCutIsTried()
    {
        std::ofstream(folder()) << "a file where the folder should be";
        ShardFixture first, second;
        first.event("ann", 0);
        const auto make = [&](std::uint64_t position) {
            QVERIFY(m_recorder->begin());
            m_recorder->open(markAt(position, 1));
            m_recorder->describe(Partition(0), first.shard, atSecond(0));
            m_recorder->describe(Partition(1), second.shard, atSecond(0));
            QTRY_VERIFY(!m_recorder->isUnderWay());
        };
        make(4096);
        std::filesystem::remove(folder());
        make(8192);
        QCOMPARE(verify::readCutFolder(folder()).size(), std::size_t{1});
        m_recorder->stop();
        const auto notes = m_recorder->notes();
        QCOMPARE(notes.size(), std::size_t{2});
        QVERIFY2(notes[1].starts_with("Cuts that were asked for and not written: 1 of 2. ") && notes[1].find("4096") != std::string::npos,
            notes[1].c_str());
    }

private:
    static collector::CutMark markAt(std::uint64_t position, double minute)
    {
        return {.position = journal::JournalPosition(position),
            .watermark = atMinute(minute),
            .next = {Sequence(2), Sequence(1)},
            .accepted = 3};
    }
    std::filesystem::path folder() const { return m_directory->filePath("cuts").toStdString(); }

    ManualClock m_clock;
    Silence m_silence;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<CutRecorder> m_recorder;
};

QTEST_GUILESS_MAIN(CutRecorderTest)
#include "cut_recorder_test.moc"
