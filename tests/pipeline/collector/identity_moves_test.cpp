// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/collector/intake.h"
#include "pipeline/journal/journal_reader.h"
#include "tests/support/event_text.h"

using namespace tailrace;
using namespace tailrace::collector;
using journal::FrameKind;
using test::EventText;

namespace {

constexpr std::int64_t Start = 1'700'000'000'000, Minute = 60'000;
bool diskIsBroken = false;

int brokenSync(int fd)
{
    if (!diskIsBroken) return ::fdatasync(fd);
    errno = EIO;
    return -1;
}

// Users ("U...") in partition 0, visitors in 1.
Partition byKind(std::string_view shopper, std::int32_t) { return Partition(shopper.starts_with('U') ? 0 : 1); }

std::string textOf(const std::string& id, const std::string& visitor, const std::string& user, std::int64_t minute)
{
    EventText text(id, "page_view", Start + minute * Minute);
    if (!visitor.empty()) text.visitor(visitor);
    if (!user.empty()) text.user(user);
    return text.text();
}

} // namespace

// What the collector writes when an event tells whose earlier ones were.
class IdentityMovesTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void phoneComesHomeWhenItLogsIn();
    void eventsMoveDirectlyBehindTheirCauseInOneGroup();
    void handsOverFromAnotherSegmentAndTheGroupItself();
    void eventsWithoutAVisitorAreTheirUsers();
    void aGroupThatTheDiskRefusesMovesNothing();
    void knowsAfterARestartWhoIsWho();
    void learnsOlderLoginsFromTheirLaterEvents();
    void leavesWhatCannotBeReadWhereItIs();

private:
    void open();
    void reopen();
    void take(const std::string& text, bool wantsRecommendation = false);
    bool commit();
    void accept(const std::string& id, const std::string& visitor, const std::string& user, std::int64_t minute)
    {
        take(textOf(id, visitor, user, minute));
        QVERIFY(commit());
    }
    // "E:key H:key R:key=id ..." of a partition, from a sequence on.
    std::string frames(int partition, std::uint64_t from = 0) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<journal::JournalWriter> m_journal;
    std::unique_ptr<Intake> m_intake;
    std::int64_t m_due = 0;
};

void IdentityMovesTest::init()
{
    diskIsBroken = false;
    m_due = 0;
    m_directory = std::make_unique<QTemporaryDir>();
    open();
}

void IdentityMovesTest::cleanup()
{
    m_intake.reset();
    m_journal.reset();
}

void IdentityMovesTest::open()
{
    journal::JournalOptions options;
    options.directory = m_directory->path().toStdString();
    options.segmentBytes = 8192;
    options.partitions = 2;
    options.calls.dataSync = &brokenSync;
    auto writer = journal::JournalWriter::open(options);
    QVERIFY(writer);
    m_journal = std::move(*writer);
    m_intake = std::make_unique<Intake>(*m_journal, &byKind, sessionize::SessionRules{}, true, fromNanos(1));
    QVERIFY(m_intake->recall());
}

void IdentityMovesTest::reopen()
{
    cleanup();
    open();
}

void IdentityMovesTest::take(const std::string& text, bool wantsRecommendation)
{
    SubmissionBatch batch;
    batch.add(text, fromNanos(++m_due), wantsRecommendation);
    m_intake->take(batch, fromNanos(1000 + m_due), fromMillis(Start + 1'000'000 * Minute));
}

bool IdentityMovesTest::commit()
{
    const bool written = m_journal->commit().has_value();
    if (written) {
        m_intake->settle();
    } else {
        m_intake->forget();
    }
    return written;
}

std::string IdentityMovesTest::frames(int partition, std::uint64_t from) const
{
    journal::JournalCursor cursor(m_journal->segments(), Partition(partition), m_journal->segments().firstPosition());
    std::string text;
    while (const auto frame = cursor.next(m_journal->durablePosition())) {
        if (frame->sequence.value < from) continue;
        text += frame->kind == FrameKind::Event ? "E:" : frame->kind == FrameKind::Handover ? "H:" : "R:";
        text += std::string(frame->key) + "=";
        text += nlohmann::json::parse(frame->payload)["id"].get<std::string>();
        text += ' ';
    }
    return text;
}

void IdentityMovesTest::phoneComesHomeWhenItLogsIn()
{
    accept("p1", "phone", "", 0);
    accept("p2", "phone", "", 10);
    accept("l1", "laptop", "Ann", 12);
    accept("l2", "laptop", "UAnn", 13);
    accept("l3", "laptop", "", 14);
    accept("p3", "phone", "", 20);
    QCOMPARE(frames(0), std::string("E:UAnn=l2 E:UAnn=l3 "));
    accept("p4", "phone", "UAnn", 30);
    QCOMPARE(frames(0), std::string("E:UAnn=l2 E:UAnn=l3 E:UAnn=p4 H:UAnn=p1 H:UAnn=p2 H:UAnn=p3 "));
    QCOMPARE(frames(1), std::string("E:phone=p1 E:phone=p2 E:Ann=l1 E:phone=p3 R:phone=p1 R:phone=p2 R:phone=p3 "));
    accept("p5", "phone", "", 200); // a later session of the same device
    accept("p6", "phone", "", -5);  // and an old event from before the login
    QCOMPARE(frames(0, 6), std::string("E:UAnn=p5 "));
    QCOMPARE(frames(1, 7), std::string("E:phone=p6 "));
}

void IdentityMovesTest::eventsMoveDirectlyBehindTheirCauseInOneGroup()
{
    take(textOf("late", "phone", "", 20), true);
    QVERIFY(commit());
    accept("early", "phone", "", 10);
    accept("other", "tablet", "", 25);
    take(textOf("login", "phone", "Ubob", 30));
    QCOMPARE(m_intake->group().accepted, std::uint64_t{1});
    QCOMPARE(m_intake->group().moved, std::uint64_t{2});
    QCOMPARE(m_intake->group().runs[0].count, 3U);
    QCOMPARE(m_intake->group().runs[1].count, 2U);
    take(textOf("next", "tablet", "", 31));
    QVERIFY(commit());
    journal::JournalScan scan(m_journal->segments(), m_journal->segments().firstPosition(), m_journal->durablePosition());
    std::vector<journal::FrameView> found;
    while (const auto frame = scan.next()) found.push_back(*frame);
    QCOMPARE(found.size(), std::size_t{9});
    const FrameKind kinds[] = {
        FrameKind::Event, FrameKind::Handover, FrameKind::Retraction, FrameKind::Handover, FrameKind::Retraction, FrameKind::Event};
    const std::int64_t watermarks[] = {30, 20, 30, 20, 30, 31}, times[] = {30, 10, 10, 20, 20, 31}, dues[] = {4, 2, 4, 1, 4, 5};
    for (std::size_t i = 0; i < 6; ++i) {
        const journal::FrameView& frame = found[i + 3];
        QVERIFY(frame.kind == kinds[i]);
        QCOMPARE(frame.continues, i < 4);
        QCOMPARE(frame.wantsRecommendation, i == 3);
        QVERIFY(frame.group == found[3].group);
        QCOMPARE(toMillis(frame.watermark), Start + watermarks[i] * Minute);
        QCOMPARE(toMillis(frame.eventTime), Start + times[i] * Minute);
        QCOMPARE(toNanos(frame.due), dues[i]);
        QCOMPARE(toNanos(frame.collectStarted), std::int64_t{i < 5 ? 1004 : 1005});
    }
    QVERIFY(m_journal->watermark() == fromMillis(Start + 31 * Minute));
}

void IdentityMovesTest::handsOverFromAnotherSegmentAndTheGroupItself()
{
    for (int i = 0; i < 60; ++i) accept("e" + std::to_string(i), "phone", "", i);
    QVERIFY(m_journal->segments().list().size() > 2);
    take(textOf("e60", "phone", "", 60));
    take(textOf("e61", "phone", "", 61));
    take(textOf("login", "phone", "Ubob", 62)); // more than the segment has room for: the group goes to a new one
    take(textOf("e63", "phone", "", 63));
    take(textOf("sooner", "phone", "Uann", 61)); // and moves one of this group again
    QVERIFY(commit());
    std::string expected = "E:Ubob=login ";
    for (int i = 0; i <= 61; ++i) expected += "H:Ubob=e" + std::to_string(i) + " ";
    expected += "E:Ubob=e63 E:Uann=sooner ";
    for (int i = 0; i <= 61; ++i) expected += "H:Uann=e" + std::to_string(i) + " R:Ubob=e" + std::to_string(i) + " ";
    QCOMPARE(frames(0), expected);
    accept("soonest", "phone", "UAll", 59); // all of that is read from where it really stands
    const std::string last = frames(0, m_journal->nextSequence(Partition(0)).value - 4);
    QCOMPARE(last, std::string("H:UAll=e59 R:Uann=e59 H:UAll=e60 R:Uann=e60 "));
}

void IdentityMovesTest::eventsWithoutAVisitorAreTheirUsers()
{
    accept("a", "", "Ubob", 0);
    accept("b", "", "Ubob", 1);
    QCOMPARE(frames(0), std::string("E:Ubob=a E:Ubob=b "));
}

void IdentityMovesTest::aGroupThatTheDiskRefusesMovesNothing()
{
    accept("p1", "phone", "", 0);
    diskIsBroken = true;
    take(textOf("login", "phone", "Ubob", 5));
    QVERIFY(!commit());
    diskIsBroken = false;
    accept("p2", "phone", "", 6);
    accept("again", "phone", "Ubob", 5);
    QCOMPARE(frames(0), std::string("E:Ubob=again H:Ubob=p1 H:Ubob=p2 "));
    QCOMPARE(frames(1), std::string("E:phone=p1 E:phone=p2 R:phone=p1 R:phone=p2 "));
}

void IdentityMovesTest::knowsAfterARestartWhoIsWho()
{
    accept("t1", "tablet", "Uann", 0);
    accept("p1", "phone", "", 100);
    accept("p2", "phone", "", 110);
    reopen();
    accept("t2", "tablet", "", 112);
    accept("login", "phone", "Ubob", 115);
    reopen();
    accept("p3", "phone", "", 116);
    accept("sooner", "phone", "Ucat", 105);
    QCOMPARE(frames(0),
        std::string("E:Uann=t1 E:Uann=t2 E:Ubob=login H:Ubob=p1 H:Ubob=p2 E:Ubob=p3 E:Ucat=sooner H:Ucat=p1 R:Ubob=p1 "
                    "H:Ucat=p2 R:Ubob=p2 "));
    QCOMPARE(frames(1), std::string("E:phone=p1 E:phone=p2 R:phone=p1 R:phone=p2 "));
}

void IdentityMovesTest::learnsOlderLoginsFromTheirLaterEvents()
{
    accept("login", "phone", "Ubob", 0);
    accept("gone", "tablet", "Ubob", 0);
    for (int i = 1; i <= 30; ++i) accept("filler" + std::to_string(i), "other", "", i);
    accept("p1", "phone", "", 1440); // a day later, and the login's segment is not the newest before then
    for (int i = 1; i <= 30; ++i) accept("more" + std::to_string(i), "other", "", 1440 + i);
    reopen();
    accept("p2", "phone", "", 1600);
    accept("t2", "tablet", "", 1600);
    QVERIFY(frames(0).ends_with("E:Ubob=p1 E:Ubob=p2 "));
    QVERIFY(frames(1).ends_with("E:tablet=t2 "));
}

void IdentityMovesTest::leavesWhatCannotBeReadWhereItIs()
{
    accept("p1", "phone", "", 0);
    for (int i = 1; i < 40; ++i) accept("e" + std::to_string(i), "other", "", i / 2);
    accept("p2", "phone", "", 20);
    QVERIFY(m_journal->segments().list().size() > 1);
    QVERIFY(m_journal->removeBefore(m_journal->segments().list().back().header.base));
    take(textOf("login", "phone", "Ubob", 25));
    QCOMPARE(m_intake->group().moved, std::uint64_t{1});
    QCOMPARE(m_intake->group().unmoved, std::uint64_t{1});
    take(textOf("p3", "phone", "", 26));
    QVERIFY(commit());
    QVERIFY(frames(0).ends_with("E:Ubob=login H:Ubob=p2 E:Ubob=p3 "));
}

QTEST_GUILESS_MAIN(IdentityMovesTest)
#include "identity_moves_test.moc"
