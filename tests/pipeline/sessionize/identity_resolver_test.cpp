// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/sessionize/identity_resolver.h"

using namespace tailrace;
using namespace tailrace::sessionize;
using std::chrono::minutes;

class IdentityResolverTest : public QObject {
    Q_OBJECT

private slots:
    void forgetsVisitorsWithoutLogins();
    void keepsAsManyRestingVisitorsAsItMay();
    void settlesTheOlderHalfOfAnEndlessRun();
    void settlesEarlyWhenARunHasTooManyUsers();
    void saysWhereMovedEventsReallyStand();
    void learnsALoginFromBeforeItsTime();
};

namespace {

// A resolver that is asked in order; one event a group.
class Asked {
public:
    explicit Asked(std::size_t mostResting = 1'000'000) : resolver({}, mostResting) {}

    std::string operator()(std::string_view visitor, std::string_view user, std::chrono::milliseconds at)
    {
        m_watermark = std::max(m_watermark, EventTime(at));
        std::string owner(resolver.accept({visitor, user, EventTime(at), m_position += 8}, m_watermark));
        resolver.settle(m_watermark);
        return owner;
    }

    IdentityResolver resolver;

private:
    EventTime m_watermark{};
    std::uint64_t m_position = 0;
};

} // namespace

void IdentityResolverTest::forgetsVisitorsWithoutLogins()
{
    Asked ask;
    for (int i = 0; i < 100; ++i) ask("visitor" + std::to_string(i), i % 10 == 0 ? "ann" : "", minutes(60));
    QCOMPARE(ask.resolver.visitors(), std::size_t{100});
    ask("other", "", minutes(60 + 34));
    QCOMPARE(ask.resolver.visitors(), std::size_t{11});
    QCOMPARE(ask.resolver.resting(), std::size_t{10});
    QCOMPARE(ask("visitor10", "", minutes(600)), std::string("ann"));
    QCOMPARE(ask("visitor11", "", minutes(600)), std::string("visitor11"));
    QCOMPARE(ask.resolver.resting(), std::size_t{9});
}

void IdentityResolverTest::keepsAsManyRestingVisitorsAsItMay()
{
    Asked ask(3);
    for (int i = 0; i < 5; ++i) ask("visitor" + std::to_string(i), "ann", minutes(60 + i));
    ask("visitor0", "", minutes(80)); // seen last
    ask("other", "", minutes(200));
    QCOMPARE(ask.resolver.resting(), std::size_t{3});
    QCOMPARE(ask("visitor1", "", minutes(201)), std::string("visitor1"));
    QCOMPARE(ask("visitor0", "", minutes(201)), std::string("ann"));
}

void IdentityResolverTest::settlesTheOlderHalfOfAnEndlessRun()
{
    Asked ask;
    for (std::size_t i = 0; i + 1 < IdentityVisitor::MostEvents; ++i) ask("kiosk", "", std::chrono::seconds(3600 + i));
    QVERIFY(ask.resolver.moves().empty());
    const auto end = std::chrono::seconds(3600 + IdentityVisitor::MostEvents);
    ask("kiosk", "", end);
    ask("kiosk", "ann", end + minutes(1));
    QCOMPARE(ask.resolver.moves().size(), IdentityVisitor::MostEvents / 2);
    QCOMPARE(ask.resolver.moves().front().position, std::uint64_t{8 * (IdentityVisitor::MostEvents / 2 + 1)});
}

void IdentityResolverTest::settlesEarlyWhenARunHasTooManyUsers()
{
    Asked ask;
    for (int i = 0; i < 5000; ++i) {
        const std::string user = "user" + std::to_string(i);
        QCOMPARE(ask("kiosk", user, std::chrono::seconds(3600 + 2 * i)), user);
        QCOMPARE(ask("kiosk", "", std::chrono::seconds(3600 + 2 * i + 1)), user);
    }
}

void IdentityResolverTest::saysWhereMovedEventsReallyStand()
{
    IdentityResolver resolver({});
    const EventTime at(minutes(100));
    resolver.accept({"v", "", at, 800}, at);
    resolver.settle(at);
    resolver.accept({"v", "", at, 1600}, at);
    resolver.accept({"v", "", at, 2400}, at);
    resolver.shift(1600, 4096);
    resolver.settle(at);
    resolver.accept({"v", "ann", at + minutes(1), 9000}, at + minutes(1));
    QCOMPARE(resolver.moves().size(), std::size_t{3});
    QCOMPARE(resolver.moves()[0].position, std::uint64_t{800});
    QCOMPARE(resolver.moves()[1].position, std::uint64_t{5696});
    QCOMPARE(resolver.moves()[2].position, std::uint64_t{6496});
    QCOMPARE(resolver.moves()[2].from, std::string("v"));
    QCOMPARE(resolver.moves()[2].to, std::string("ann"));
}

void IdentityResolverTest::learnsALoginFromBeforeItsTime()
{
    Asked ask;
    QCOMPARE(ask("v", "", minutes(100)), std::string("v"));
    ask.resolver.learn({"v", "", EventTime(minutes(100)), 8}, "ann");
    QCOMPARE(ask("v", "", minutes(101)), std::string("ann"));
    QVERIFY(ask.resolver.moves().empty());
    QCOMPARE(ask("v", "", minutes(500)), std::string("ann"));
    ask("v", "bob", minutes(501));
    QCOMPARE(ask("v", "", minutes(600)), std::string("bob"));
}

QTEST_GUILESS_MAIN(IdentityResolverTest)
#include "identity_resolver_test.moc"
