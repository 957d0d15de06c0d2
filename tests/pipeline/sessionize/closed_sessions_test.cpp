// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <atomic>
#include <thread>

#include "tests/pipeline/sessionize/closed_session_folder.h"

using namespace tailrace;
using namespace tailrace::sessionize;
using test::closedSession;
using test::ClosedSessionFolder;

class ClosedSessionsTest : public QObject {
    Q_OBJECT

private slots:
    void bringsBackWhatWasAdded();
    void replacesASessionThatClosesAgain();
    void erasesWhatOpenedAgainOrWasAbsorbed();
    void appliesChangesInOrderWithinACommit();
    void readersSeeWholeCommits();
    void outlivesTheWriter();
    void pagesAShoppersSessionsFromTheNewest();
    void pagesByCloseAlsoWhereManyCloseAtOnce();
    void expiresWhatClosedLongerAgoThanTheRetention();
    void keepsNoMoreThanItsNumber();
    void commitsByItselfWhenABatchIsFull();
    void anotherThreadReadsWhileOneWrites();
    void takesAnyTextForAShopper();
    void tellsItsStatistics();
};

void ClosedSessionsTest::bringsBackWhatWasAdded()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    Session session;
    session.first = fromMillis(1'700'000'000'001);
    session.last = fromMillis(1'700'000'000'002);
    session.counts = {.events = 4'000'000'000, .pageViews = 2, .productViews = 3, .cartAdds = 4, .cartRemoves = 5, .checkouts = 6};
    session.revision = 7;
    index.add("user-1", session, fromMillis(1'700'000'000'003));
    QVERIFY(index.commit());
    const ClosedSession expected{.shopper = "user-1",
        .first = session.first,
        .last = session.last,
        .closedAt = fromMillis(1'700'000'000'003),
        .counts = session.counts,
        .revision = 7};
    const auto page = folder.reader().ofShopper("user-1", 10);
    QVERIFY(page.has_value() && !page->next);
    QVERIFY(page->sessions == std::vector{expected});
    QVERIFY(folder.reader().ofShopper("user-2", 10)->sessions.empty());
    QVERIFY(index.takeNotice().empty());
}

void ClosedSessionsTest::replacesASessionThatClosesAgain()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    index.add("a", closedSession(100, 200, 3), fromMillis(300));
    QVERIFY(index.commit());
    index.add("a", closedSession(100, 250, 4), fromMillis(350));
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("a"), std::string("[100,250]x4@350 "));
}

void ClosedSessionsTest::erasesWhatOpenedAgainOrWasAbsorbed()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    index.add("a", closedSession(100, 200, 3), fromMillis(300));
    index.add("a", closedSession(400, 500, 3), fromMillis(600));
    index.add("b", closedSession(100, 200, 3), fromMillis(300));
    QVERIFY(index.commit());
    index.erase("a", fromMillis(100));
    index.erase("a", fromMillis(101)); // nobody
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("a"), std::string("[400,500]x3@600 "));
    QCOMPARE(folder.ofShopper("b"), std::string("[100,200]x3@300 "));
}

void ClosedSessionsTest::appliesChangesInOrderWithinACommit()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    index.add("a", closedSession(100, 200, 3), fromMillis(300));
    index.erase("a", fromMillis(100));
    index.erase("b", fromMillis(100));
    index.add("b", closedSession(100, 200, 3), fromMillis(300));
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("a"), std::string());
    QCOMPARE(folder.ofShopper("b"), std::string("[100,200]x3@300 "));
}

void ClosedSessionsTest::readersSeeWholeCommits()
{
    ClosedSessionFolder folder;
    QVERIFY(folder.reader().ofShopper("a", 1).error().code() == ErrorCode::NotFound);
    auto index = folder.writer();
    QVERIFY(index.commit()); // readies the file
    index.add("a", closedSession(100, 200, 3), fromMillis(300));
    QCOMPARE(folder.ofShopper("a"), std::string());
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("a"), std::string("[100,200]x3@300 "));
}

void ClosedSessionsTest::outlivesTheWriter()
{
    ClosedSessionFolder folder;
    {
        auto index = folder.writer();
        index.add("a", closedSession(100, 200, 3), fromMillis(300));
        QVERIFY(index.commit());
    }
    auto index = folder.writer();
    index.add("b", closedSession(100, 200, 3), fromMillis(300));
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("a") + folder.ofShopper("b"), std::string("[100,200]x3@300 [100,200]x3@300 "));
    QCOMPARE(index.counters().restarts, std::uint64_t(0));
}

void ClosedSessionsTest::pagesAShoppersSessionsFromTheNewest()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    for (int i = 0; i < 10; ++i) index.add("a", closedSession(i * 100, i * 100 + 5, 1), fromMillis(2000 - i)); // closed in another order
    QVERIFY(index.commit());
    for (std::size_t limit = 1; limit <= 11; ++limit) {
        std::vector<std::int64_t> starts;
        std::optional<ClosedSessionCursor> from;
        do {
            const auto page = folder.reader().ofShopper("a", limit, from);
            QVERIFY(page.has_value() && !page->sessions.empty() && page->sessions.size() <= limit);
            for (const auto& s : page->sessions) starts.push_back(toMillis(s.first));
            from = page->next;
        } while (from);
        QCOMPARE(starts, (std::vector<std::int64_t>{900, 800, 700, 600, 500, 400, 300, 200, 100, 0}));
    }
}

void ClosedSessionsTest::pagesByCloseAlsoWhereManyCloseAtOnce()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    for (int i = 0; i < 40; ++i) index.add("s" + std::to_string(i), closedSession(i, i, 1), fromMillis(1000 + i / 10));
    QVERIFY(index.commit());
    for (std::size_t limit = 1; limit <= 21; ++limit) {
        std::vector<std::int64_t> starts;
        std::optional<ClosedSessionCursor> from;
        do {
            const auto page = folder.reader().closedBetween(fromMillis(1001), fromMillis(1003), limit, from);
            QVERIFY(page.has_value() && !page->sessions.empty() && page->sessions.size() <= limit);
            for (const auto& s : page->sessions) starts.push_back(toMillis(s.first));
            from = page->next;
        } while (from);
        std::vector<std::int64_t> expected;
        for (int i = 29; i >= 10; --i) expected.push_back(i);
        QCOMPARE(starts, expected);
    }
}

void ClosedSessionsTest::expiresWhatClosedLongerAgoThanTheRetention()
{
    using namespace std::chrono_literals;
    ClosedSessionFolder folder;
    auto index = folder.writer();
    const EventTime start = fromMillis(1'700'000'000'000);
    for (const auto offset : {0ms, 1ms}) {
        index.add("at " + std::to_string(offset.count()), closedSession(5, 5, 1), start + offset);
    }
    QVERIFY(index.commit());
    index.expire(start + 12h);
    QVERIFY(index.commit());
    QCOMPARE(folder.reader().statistics()->sessions, std::uint64_t(2));
    index.expire(start + 12h + 1ms);
    index.expire(start); // W never falls
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("at 0") + folder.ofShopper("at 1"), "[5,5]x1@" + std::to_string(toMillis(start) + 1) + " ");
    QCOMPARE(index.counters().expired, std::uint64_t(1));
}

void ClosedSessionsTest::keepsNoMoreThanItsNumber()
{
    ClosedSessionFolder folder;
    auto options = folder.options();
    options.maxSessions = 128;
    for (int run = 0; run < 2; ++run) { // the second finds a full file
        ClosedSessions index(options);
        for (int i = 0; i < 400; ++i) {
            const int at = run * 400 + i;
            index.add("s" + std::to_string(at), closedSession(at, at, 1), fromMillis(at));
            if (i % 7 == 0) index.add("s" + std::to_string(at), closedSession(at, at, 2), fromMillis(at)); // no more than before
            QVERIFY(index.commit());
            const auto now = folder.reader().statistics();
            QVERIFY(now->sessions <= 128 && now->sessions >= std::min<std::uint64_t>(static_cast<std::uint64_t>(at) + 1, 126));
            QVERIFY(now->lastClose == fromMillis(at) && now->firstClose == fromMillis(at + 1 - static_cast<int>(now->sessions)));
        }
        QVERIFY(index.counters().evicted > 200);
    }
}

void ClosedSessionsTest::commitsByItselfWhenABatchIsFull()
{
    ClosedSessionFolder folder;
    auto options = folder.options();
    options.batch = 10;
    ClosedSessions index(options);
    for (int i = 0; i < 25; ++i) index.add("a", closedSession(i * 100, i * 100, 1), fromMillis(i));
    QCOMPARE(folder.reader().statistics()->sessions, std::uint64_t(20));
    QCOMPARE(index.counters().commits, std::uint64_t(2));
}

void ClosedSessionsTest::anotherThreadReadsWhileOneWrites()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    QVERIFY(index.commit());
    std::atomic<bool> ends = false;
    std::atomic<int> reads = 0;
    std::string wrong; // the reading thread's
    std::string refused;
    std::thread reading([&] {
        const auto reader = folder.reader();
        // A commit moves one session in and the one before out: exactly one is there at any time after the first.
        for (bool any = false; !ends; ++reads) {
            const auto page = reader.closedBetween(fromMillis(0), fromMillis(1'000'000), 10);
            if (!page)
                wrong = page.error().message();
            else if (page->sessions.size() > 1 || (any && page->sessions.empty()))
                wrong = std::to_string(page->sessions.size());
            else
                any = !page->sessions.empty();
        }
    });
    for (int i = 1; i <= 300 || reads < 20; ++i) {
        if (i > 1) index.erase("a", fromMillis(i - 1));
        index.add("a", closedSession(i, i, 1), fromMillis(i));
        if (!index.commit()) refused = index.takeNotice();
        if (i > 20'000) break;
    }
    ends = true;
    reading.join();
    QCOMPARE(wrong, std::string());
    QCOMPARE(refused, std::string());
    QVERIFY(reads >= 20);
}

void ClosedSessionsTest::takesAnyTextForAShopper()
{
    using namespace std::string_view_literals;
    ClosedSessionFolder folder;
    auto index = folder.writer();
    std::int64_t at = 0;
    const auto shoppers = {"o'hara\""sv, "a\0b"sv, "a"sv, ""sv, "Zoë"sv, "'; DROP TABLE closed_session;--"sv};
    for (const auto shopper : shoppers) index.add(shopper, closedSession(++at, 100, 1), fromMillis(100));
    QVERIFY(index.commit());
    at = 0;
    for (const auto shopper : shoppers) {
        const auto page = folder.reader().ofShopper(shopper, 10);
        QVERIFY(page.has_value() && page->sessions.size() == 1);
        QVERIFY(page->sessions[0].shopper == shopper && toMillis(page->sessions[0].first) == ++at);
    }
}

void ClosedSessionsTest::tellsItsStatistics()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    QVERIFY(index.commit());
    QVERIFY(!folder.reader().statistics()->firstClose);
    index.add("a", closedSession(1, 2, 1), fromMillis(30));
    index.add("b", closedSession(1, 2, 1), fromMillis(20));
    index.erase("c", fromMillis(1));
    QVERIFY(index.commit());
    const auto statistics = folder.reader().statistics();
    QVERIFY(statistics->sessions == 2 && statistics->bytes > 0);
    QVERIFY(statistics->firstClose == fromMillis(20) && statistics->lastClose == fromMillis(30));
    QVERIFY(index.counters().added == 2 && index.counters().erased == 1 && index.counters().commits == 2);
}

QTEST_GUILESS_MAIN(ClosedSessionsTest)
#include "closed_sessions_test.moc"
