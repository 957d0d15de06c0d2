// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <algorithm>
#include <random>

#include "pipeline/sessionize/session_codec.h"
#include "tests/pipeline/sessionize/session_events.h"

using namespace tailrace;
using namespace tailrace::sessionize;

class SessionCodecTest : public QObject {
    Q_OBJECT

private slots:
    void bringsBackWhatItWrote();
    void goesOnAsIfNothingHadHappened();
    void doesNotDependOnTheOrderOfEvents();
    void leavesWhatFollows();
    void refusesEveryTruncation();
    void damagedBytesAreRefusedOrMeanThemselves();
    void refusesSessionsOutOfOrder();
    void namesAnotherVersion();
};

namespace {

const SessionRules Rules = test::rulesOf(200, 10);
const EventTime Watermark = fromMillis(-5000);

// Several sessions, one of them of more events than the ids' unsorted tail holds.
std::vector<std::pair<std::string, std::int64_t>> history()
{
    std::vector<std::pair<std::string, std::int64_t>> events;
    for (int i = 0; i < 150; ++i) events.emplace_back("many" + std::to_string(i), 1'700'000'000'000 + i);
    for (int i = 0; i < 3; ++i) events.emplace_back("few" + std::to_string(i), 1'700'000'001'000 + 500 * i);
    events.emplace_back("before the epoch", -5000);
    return events;
}

ShopperSessions sessionsOf(const std::vector<std::pair<std::string, std::int64_t>>& events)
{
    ShopperSessions sessions;
    SessionEffects effects;
    for (const auto& [id, at] : events) {
        const auto type = static_cast<event::EventType>(std::abs(at) % 8);
        sessions.apply(test::eventAt(id, at, type), Watermark, Rules, effects);
    }
    return sessions;
}

ShopperSessions sample()
{
    ShopperSessions sessions = sessionsOf(history());
    sessions.sessions()[1].closed = true;
    return sessions;
}

std::string encoded(const ShopperSessions& sessions)
{
    ByteWriter out;
    encodeSessions(out, sessions);
    return out.take();
}

Result<ShopperSessions> decoded(std::string_view bytes)
{
    ByteReader in(bytes);
    auto sessions = decodeSessions(in);
    if (sessions && !in.atEnd()) return Error(ErrorCode::Corrupt, "more follows");
    return sessions;
}

} // namespace

void SessionCodecTest::bringsBackWhatItWrote()
{
    const ShopperSessions before = sample();
    const auto after = decoded(encoded(before));
    QVERIFY(after.has_value());
    QCOMPARE(after->sessions().size(), std::size_t(5));
    for (std::size_t i = 0; i < 5; ++i) {
        const Session &a = before.sessions()[i], &b = after->sessions()[i];
        QVERIFY(a.first == b.first && a.last == b.last && a.counts == b.counts && a.revision == b.revision && a.closed == b.closed);
        QCOMPARE(a.eventIds.ids().size(), b.eventIds.ids().size());
        for (const std::uint64_t id : a.eventIds.ids()) QVERIFY(b.eventIds.contains(id));
    }
    QVERIFY(decoded(encoded({}))->sessions().empty());
}

void SessionCodecTest::goesOnAsIfNothingHadHappened()
{
    ShopperSessions sessions = *decoded(encoded(sample()));
    SessionEffects effects;
    for (const auto& [id, at] : history()) {
        sessions.apply(test::eventAt(id, at), Watermark, Rules, effects);
        QVERIFY2(effects.outcome == Outcome::Duplicate, id.c_str());
    }
    for (int i = 0; i < 100; ++i) {
        const std::string id = "new" + std::to_string(i);
        for (const Outcome expected : {Outcome::Applied, Outcome::Duplicate}) {
            sessions.apply(test::eventAt(id, 1'700'000'000'000 + i), Watermark, Rules, effects);
            QVERIFY2(effects.outcome == expected, id.c_str());
        }
    }
}

void SessionCodecTest::doesNotDependOnTheOrderOfEvents()
{
    auto events = history();
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::string bytes = encoded(sessionsOf(events));
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        // The order within one session; merges on the way would show in its revision.
        std::shuffle(events.begin() + 2, events.begin() + 151, random);
        QCOMPARE(encoded(sessionsOf(events)), bytes);
        QCOMPARE(encoded(*decoded(bytes)), bytes);
    }
}

void SessionCodecTest::leavesWhatFollows()
{
    ByteWriter out;
    encodeSessions(out, sample());
    out.text("next");
    ByteReader in(out.bytes());
    QVERIFY(decodeSessions(in).has_value());
    QVERIFY(in.text() == "next" && in.atEnd());
}

void SessionCodecTest::refusesEveryTruncation()
{
    const std::string bytes = encoded(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto sessions = decoded(std::string_view(bytes).substr(0, size));
        QVERIFY2(!sessions && sessions.error().code() == ErrorCode::Corrupt, std::to_string(size).c_str());
    }
}

void SessionCodecTest::damagedBytesAreRefusedOrMeanThemselves()
{
    const std::string bytes = encoded(sample());
    std::mt19937 random(7);
    int refused = 0, taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string damaged = bytes;
        for (auto flips = 1 + random() % 3; flips > 0; --flips) damaged[random() % damaged.size()] = static_cast<char>(random());
        const auto sessions = decoded(damaged);
        ++(sessions ? taken : refused);
        if (sessions) QCOMPARE(encoded(*sessions), damaged);
    }
    QVERIFY(refused > 5000 && taken > 100);
}

void SessionCodecTest::refusesSessionsOutOfOrder()
{
    for (const auto& [first, last] : {std::pair(150, 300), std::pair(200, 300), std::pair(50, 80)}) {
        std::vector<Session> sessions(2);
        sessions[0].first = fromMillis(100);
        sessions[0].last = fromMillis(200);
        sessions[1].first = fromMillis(first);
        sessions[1].last = fromMillis(last);
        QVERIFY(!decoded(encoded(ShopperSessions(sessions))));
        sessions[1].first = sessions[1].last = fromMillis(301);
        QVERIFY(decoded(encoded(ShopperSessions(sessions))).has_value());
    }
}

void SessionCodecTest::namesAnotherVersion()
{
    std::string bytes = encoded(sample());
    bytes[0] = 9;
    const auto sessions = decoded(bytes);
    QVERIFY(!sessions && sessions.error().code() == ErrorCode::Unsupported);
    QVERIFY(sessions.error().message().find("version 9") != std::string::npos);
}

QTEST_GUILESS_MAIN(SessionCodecTest)
#include "session_codec_test.moc"
