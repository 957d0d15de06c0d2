// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/dead_letter_feed.h"

#include <QtTest>
#include <algorithm>
#include <thread>

#include "pipeline/journal/segment_header.h"
#include "pipeline/runtime/topics.h"
#include "tests/pipeline/journal/journal_fixture.h"
#include "tests/support/mock_broker.h"
#include "tests/support/silence.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::MockBroker;
using tailrace::test::recordsOf;

namespace {

class DeadLetterFeedTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    test::Silence m_silence;

    // Letters "0", "1", ... between events and originals, which are none.
    static void write(journal::JournalWriter& journal, int from, int to)
    {
        for (int i = from; i < to; ++i) {
            const std::string text = std::to_string(i);
            journal.append({.kind = journal::FrameKind::Original, .watermark = journal.watermark(), .key = {}, .payload = "piece"});
            journal.append({.kind = journal::FrameKind::DeadLetter, .watermark = journal.watermark(), .key = {}, .payload = text});
        }
        QVERIFY(journal::JournalFixture::commitEvents(journal, 4).has_value());
    }

    // False: it took too long.
    static bool deliver(DeadLetterFeed& feed, const journal::JournalWriter& journal, std::chrono::milliseconds most = 20s)
    {
        const auto until = std::chrono::steady_clock::now() + most;
        while (feed.deliveredTo() < journal.durablePosition() && std::chrono::steady_clock::now() < until) {
            if (!feed.step()) std::this_thread::sleep_for(1ms);
        }
        return feed.deliveredTo() == journal.durablePosition();
    }

    static std::vector<std::string> lettersAt(const MockBroker& broker)
    {
        std::vector<std::string> letters;
        for (const auto& record : recordsOf(broker.bootstrap(), topics::DeadLetters)) letters.push_back(record.value);
        std::ranges::sort(letters, {}, [](const std::string& letter) { return std::stoi(letter); });
        return letters;
    }

    static std::vector<std::string> numbers(int count)
    {
        std::vector<std::string> all;
        for (int i = 0; i < count; ++i) all.push_back(std::to_string(i));
        return all;
    }

private slots:
    void handsOutEachLetterOnce()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        const MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"));
        write(*journal, 0, 30);
        QVERIFY(deliver(feed, *journal));
        write(*journal, 30, 50);
        QVERIFY(feed.deliveredTo() < journal->durablePosition());
        QVERIFY(deliver(feed, *journal));
        QCOMPARE(lettersAt(broker), numbers(50));
    }

    void asksForNoBrokerWhenThereAreNone()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        const BrokerBoard board({.bootstrap = "no.such.host.invalid:1"});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"));
        write(*journal, 0, 0);
        QVERIFY(!feed.step());
        QVERIFY(feed.deliveredTo() == journal->durablePosition());
    }

    // The producer's queue holds two: the others wait in the journal.
    void losesNoneToAFullQueue()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        const MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"), {.queueMessages = 2});
        write(*journal, 0, 40);
        QVERIFY(feed.step());
        QVERIFY(!feed.step()); // full: it does not spin
        QVERIFY(deliver(feed, *journal));
        QCOMPARE(lettersAt(broker), numbers(40));
    }

    void boundsWhatIsOut()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        const MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        DeadLetterFeed few(*journal, board, m_clock, Logger(m_silence, "feed"), {.mostOut = 3});
        write(*journal, 0, 40);
        few.step();
        QVERIFY(deliver(few, *journal));
        DeadLetterFeed small(*journal, board, m_clock, Logger(m_silence, "feed"), {.mostBytesOut = 1});
        QVERIFY(deliver(small, *journal));
        QCOMPARE(lettersAt(broker).size(), std::size_t{80});
    }

    // A long journal without letters is stepped over piece by piece: the thread that steps feeds the events, too.
    void readsABoundedPartInOneStep()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        const MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        write(*journal, 0, 0);
        for (int i = 0; i < 50; ++i) QVERIFY(journal::JournalFixture::commitEvents(*journal, 40).has_value());
        write(*journal, 0, 1);
        constexpr std::uint64_t Most = 10'000, Beyond = journal::SegmentHeaderSize + 200; // the last frame, and what lies between segments
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"), {.mostBytesRead = Most});
        std::uint64_t steps = 0, before = journal->segments().firstPosition().value;
        while (feed.step()) {
            const std::uint64_t now = feed.deliveredTo().value;
            QVERIFY2(now < before + Most + Beyond, qPrintable(QString::number(now - before)));
            before = now;
            QVERIFY(++steps < 1000);
        }
        const std::uint64_t whole = journal->durablePosition().value - journal->segments().firstPosition().value;
        QVERIFY2(steps > 5 && steps >= whole / (Most + Beyond), qPrintable(QString("%1 steps for %2 bytes").arg(steps).arg(whole)));
        QVERIFY(deliver(feed, *journal));
        QCOMPARE(lettersAt(broker), numbers(1));
    }

    // Each request may hold many letters: all of them are handed out again, those that were confirmed are not.
    void handsOutAgainWhatTheBrokerRefused()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"), {.mostOut = 8, .retryAfter = 50ms});
        write(*journal, 0, 4);
        QVERIFY(deliver(feed, *journal));
        broker.refuseProduce(3);
        write(*journal, 4, 20);
        const auto began = std::chrono::steady_clock::now();
        QVERIFY(deliver(feed, *journal));
        QVERIFY(std::chrono::steady_clock::now() - began >= 3 * 50ms); // it is asked once in a while
        QCOMPARE(lettersAt(broker), numbers(20));
    }

    void isNotDoneWhileTheBrokerRefuses()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        MockBroker broker{topics::DeadLetters};
        const BrokerBoard board({.bootstrap = broker.bootstrap()});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"), {.retryAfter = 5ms});
        broker.refuseProduce(100'000);
        write(*journal, 0, 5);
        QVERIFY(!deliver(feed, *journal, 300ms));
        feed.finish(100ms);
        QVERIFY(feed.deliveredTo() < journal->durablePosition());
    }

    void givesAllToANewBroker()
    {
        const journal::JournalFixture files;
        const auto journal = files.open();
        auto old = std::make_unique<MockBroker>(std::initializer_list<const char*>{topics::DeadLetters});
        BrokerBoard board({.bootstrap = old->bootstrap()});
        DeadLetterFeed feed(*journal, board, m_clock, Logger(m_silence, "feed"));
        write(*journal, 0, 5);
        QVERIFY(deliver(feed, *journal));
        old.reset();
        write(*journal, 5, 10);
        feed.step();
        QVERIFY(feed.isWaiting());
        const MockBroker next{topics::DeadLetters};
        board.moveTo(next.bootstrap());
        feed.step();
        QVERIFY(deliver(feed, *journal));
        QCOMPARE(lettersAt(next), numbers(10));
    }
};

} // namespace

QTEST_GUILESS_MAIN(DeadLetterFeedTest)
#include "dead_letter_feed_test.moc"
