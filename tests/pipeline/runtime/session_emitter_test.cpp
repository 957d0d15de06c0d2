// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <memory>
#include <nlohmann/json.hpp>

#include "pipeline/runtime/session_emitter.h"
#include "pipeline/runtime/topics.h"
#include "tests/support/mock_broker.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t Minute = 60'000;
constexpr std::int64_t Start = 1'700'000'000'000;

Stamp atSecond(double second) { return fromNanos(static_cast<std::int64_t>((1000 + second) * 1e9)); }
EventTime atMinute(double minute) { return fromMillis(Start + static_cast<std::int64_t>(minute * Minute)); }

// A session is forgotten one gap after it has closed.
constexpr sessionize::SessionRules Rules{.gap = 30min, .grace = 2min, .reach = 0min};

} // namespace

// What comes out on `session-updates`, read back from a broker. Cadence 5 s.
class SessionEmitterTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_broker = std::make_unique<test::MockBroker>(std::initializer_list<const char*>{topics::SessionUpdates});
        m_side = std::make_unique<SideTopics>();
        QVERIFY(m_side->connect({.bootstrap = m_broker->bootstrap()}).has_value());
        m_shoppers = ShopperTable();
        m_emitter = std::make_unique<SessionEmitter>(m_shoppers, *m_side, Rules);
        m_events = 0;
        m_closed.clear();
        advance(0);
    }

    void publishesAChangedSessionAfterTheCadence()
    {
        event("ann", 0, 0);
        m_emitter->publishDue(atSecond(4.999));
        QCOMPARE(published(), std::string());
        m_emitter->publishDue(atSecond(5));
        QCOMPARE(published(), std::string("ann@0 r1 n1"));
    }

    void manyChangesAreOneUpdate()
    {
        for (int i = 0; i < 10; ++i) event("ann", 0.01 * i, 0.4 * i);
        m_emitter->publishDue(atSecond(5));
        m_emitter->publishDue(atSecond(100)); // nothing changed meanwhile
        QCOMPARE(published(), std::string("ann@0 r10 n10"));
    }

    void eachShopperHasItsOwnCadence()
    {
        event("ann", 0, 0);
        event("bob", 0, 2);
        m_emitter->publishDue(atSecond(5));
        event("ann", 0.1, 5.5);
        m_emitter->publishDue(atSecond(10.4));
        QCOMPARE(published(), std::string("ann@0 r1 n1; bob@0 r1 n1"));
        m_emitter->publishDue(atSecond(10.5));
        QCOMPARE(published(), std::string("ann@0 r1 n1; bob@0 r1 n1; ann@0 r2 n2"));
    }

    void publishesTheCloseOnce()
    {
        event("ann", 0, 0);
        advance(32); // exactly gap and grace after its end: an event could still belong to it
        QCOMPARE(published(), std::string());
        advance(32.1);
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
        advance(40);
        m_emitter->publishDue(atSecond(100)); // the update that was still due: the close says more
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
        QCOMPARE(m_closed, std::string("ann "));
        QCOMPARE(slot("ann").erased, std::vector<EventTime>{atMinute(0)});
    }

    void anEventThatIsNotLateOpensItAgain()
    {
        event("ann", 0, 0);
        advance(33);
        event("ann", 20, 1); // ends at 20 now
        QVERIFY(!slot("ann").state.sessions.sessions()[0].closed);
        advance(51.9);
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
        advance(52.1);
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed; ann@0 r4 n2 closed"));
    }

    void mergedSessionGetsATombstone()
    {
        event("ann", 0, 0);
        event("ann", 40, 0.1);
        m_emitter->publishDue(atSecond(5));
        QCOMPARE(published(), std::string("ann@0 r1 n1; ann@40 r1 n1"));
        event("ann", 20, 6); // bridges the two
        m_emitter->publishDue(atSecond(11));
        QCOMPARE(published(), std::string("ann@0 r1 n1; ann@40 r1 n1; ann@40 gone; ann@0 r2 n3"));
        QCOMPARE(slot("ann").erased, std::vector<EventTime>{atMinute(40)});
    }

    void earlierStartIsANewName()
    {
        event("ann", 10, 0);
        event("ann", 5, 1);
        m_emitter->publishDue(atSecond(5));
        QCOMPARE(published(), std::string("ann@10 gone; ann@5 r2 n2"));
    }

    void forgetsAShopperWhomNoEventCanReach()
    {
        event("ann", 0, 0);
        advance(33);
        advance(61.9);
        QCOMPARE(m_shoppers.size(), std::size_t{1});
        advance(62.1);
        QCOMPARE(m_shoppers.size(), std::size_t{0});
        QCOMPARE(m_closed, std::string("ann ann(last) "));
        m_emitter->publishDue(atSecond(100));
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
    }

    // Time jumps: nothing arrived for a day.
    void closeIsPublishedThoughTheShopperIsForgottenAtOnce()
    {
        event("ann", 0, 0);
        advance(24 * 60);
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
        QCOMPARE(m_closed, std::string("ann(last) "));
        QCOMPARE(m_shoppers.size(), std::size_t{0});
    }

    void updateDueIsNotThatOfTheNextShopperInItsPlace()
    {
        event("ann", 0, 0);
        advance(24 * 60);
        event("bob", 24 * 60, 4);
        m_emitter->publishDue(atSecond(5)); // when ann's was due
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed"));
        m_emitter->publishDue(atSecond(9));
        QCOMPARE(published(), std::string("ann@0 r2 n1 closed; bob@1440 r1 n1"));
    }

private:
    void event(const std::string& shopper, double minute, double second)
    {
        const SlotRef ref = m_shoppers.findOrAdd(shopper, Partition(0));
        const std::string id = std::to_string(++m_events);
        event::Event event;
        event.id = id;
        event.type = event::EventType::PageView;
        event.timestamp = atMinute(minute);
        event.domainUserId = shopper;
        sessionize::SessionEffects effects;
        m_shoppers.get(ref)->state.sessions.apply(event, m_watermark, Rules, effects);
        QCOMPARE(effects.outcome, sessionize::Outcome::Applied);
        m_emitter->changed(ref, *m_shoppers.get(ref), effects, atSecond(second));
    }
    void advance(double minute)
    {
        m_watermark = atMinute(minute);
        m_emitter->advance(m_watermark,
            [this](SlotRef, const ShopperSlot& slot, bool last) { m_closed += slot.shopper + (last ? "(last) " : " "); });
    }
    ShopperSlot& slot(const std::string& shopper) { return *m_shoppers.get(m_shoppers.findOrAdd(shopper, Partition(0))); }

    // "shopper@first revision events [closed]" of each record so far, times in minutes.
    std::string published()
    {
        if (!m_side->flush(10s)) return "not delivered";
        std::string text;
        for (const test::ReadRecord& record : test::recordsOf(m_broker->bootstrap(), topics::SessionUpdates)) {
            const std::string& key = record.key;
            const auto colon = key.rfind(':');
            const std::int64_t first = (std::stoll(key.substr(colon + 1)) - Start) / Minute;
            text += (text.empty() ? "" : "; ") + key.substr(0, colon) + "@" + std::to_string(first)
                + (record.isTombstone ? " gone" : wordsOf(record.value));
        }
        return text;
    }
    static std::string wordsOf(std::string_view value)
    {
        const auto update = nlohmann::json::parse(value);
        return " r" + update.at("revision").dump() + " n" + update.at("events").dump() + (update.at("closed") == true ? " closed" : "");
    }

    std::unique_ptr<test::MockBroker> m_broker;
    std::unique_ptr<SideTopics> m_side;
    ShopperTable m_shoppers;
    std::unique_ptr<SessionEmitter> m_emitter;
    EventTime m_watermark{};
    int m_events = 0;
    std::string m_closed; // shoppers of whom sessions closed, in order
};

QTEST_GUILESS_MAIN(SessionEmitterTest)
#include "session_emitter_test.moc"
