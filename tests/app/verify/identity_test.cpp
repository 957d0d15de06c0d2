// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/told_events.h"

using namespace tailrace::test;

// docs/identity.md, rule by rule. Gap 30 min, grace 2 min, so settled is what ends more than 32 min before W.
class IdentityTest : public QObject {
    Q_OBJECT

private slots:
    void anEventWithAUserIdIsTheUsers()
    {
        Told told;
        told.tell(login("a", at("10:00"), "alice"));
        QCOMPARE(told.owner("a"), std::string("alice"));
    }

    void aNullOrEmptyUserIdIsNoUser()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")).set("/enrich/user/user_id", nullptr));
        told.tell(anonymous("b", at("10:01")).set("/enrich/user/user_id", ""));
        QCOMPARE(told.owner("a"), std::string("phone"));
        QCOMPARE(told.owner("b"), std::string("phone"));
    }

    void anAnonymousEventIsTheLatestLoginsHoweverLongAgo()
    {
        Told told;
        told.tell(login("a", at("10:00"), "alice"));
        told.tell(login("b", at("11:00"), "bob"));
        told.tell(anonymous("c", at("11:10")));
        told.tell(anonymous("d", at("11:00") + 2 * Day)); // both runs are settled: the login is remembered
        QCOMPARE(told.owner("c"), std::string("bob"));
        QCOMPARE(told.owner("d"), std::string("bob"));
    }

    void aLoginAtTheVeryTimeCounts()
    {
        Told told;
        told.tell(login("a", at("10:00"), "alice"));
        told.tell(login("b", at("10:20"), "bob"));
        told.tell(anonymous("c", at("10:20")));
        told.tell(anonymous("d", at("10:19:59.999")));
        QCOMPARE(told.owner("c"), std::string("bob"));
        QCOMPARE(told.owner("d"), std::string("alice"));
    }

    void ofLoginsAtTheSameTimeTheSmallestUserIdCounts()
    {
        Told told;
        told.tell(login("b", at("10:00"), "bob"));
        told.tell(login("a", at("10:00"), "alice"));
        told.tell(login("c", at("10:00"), "carol"));
        told.tell(anonymous("x", at("10:00")));
        told.tell(anonymous("y", at("09:50"))); // by rule 2, same choice
        QCOMPARE(told.owner("x"), std::string("alice"));
        QCOMPARE(told.owner("y"), std::string("alice"));
        told.passTo(at("12:00"));
        told.tell(anonymous("z", at("12:10"))); // settled: same choice
        QCOMPARE(told.owner("z"), std::string("alice"));
    }

    void earlierEventsMoveToTheLoginThatTheyLeadTo()
    {
        Told told;
        told.tell(anonymous("a", at("09:30")));
        told.tell(anonymous("b", at("10:00"))); // exactly the gap after a
        QCOMPARE(told.owner("a"), std::string("phone"));
        const auto moves = told.tell(login("c", at("10:30"), "alice")); // exactly the gap after b
        QCOMPARE(moves.size(), std::size_t{2});
        QCOMPARE(moves[0].index, std::size_t{0}); // in order of event time
        QCOMPARE(moves[1].index, std::size_t{1});
        QCOMPARE(moves[0].from, std::string("phone"));
        QCOMPARE(moves[0].to, std::string("alice"));
        QCOMPARE(told.owner("a"), std::string("alice"));
        QVERIFY(told.oracle.appliedOf("phone").empty());
        QCOMPARE(told.oracle.appliedOf("alice").size(), std::size_t{3});
    }

    void oneMillisecondMoreThanTheGapLeadsNowhere()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        const auto moves = told.tell(login("b", at("10:30:00.001"), "alice"));
        QVERIFY(moves.empty());
        QCOMPARE(told.owner("a"), std::string("phone"));
    }

    void theEarliestLaterLoginCounts()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.tell(login("b", at("10:10"), "bob"));
        QCOMPARE(told.owner("a"), std::string("bob"));
        told.tell(login("c", at("10:05"), "alice")); // out of order
        QCOMPARE(told.owner("a"), std::string("alice"));
    }

    void aLateLoginMovesWhatIsNotSettled()
    {
        Told told;
        told.tell(login("a", at("10:00"), "alice"));
        told.tell(anonymous("b", at("10:20")));
        told.tell(login("c", at("10:10"), "bob"));
        QCOMPARE(told.owner("b"), std::string("bob"));
        QCOMPARE(told.owner("a"), std::string("alice")); // users are never merged
    }

    void aSettledEventStaysWhatItWas_data()
    {
        QTest::addColumn<qint64>("watermark");
        QTest::addColumn<QString>("owner");
        // Settled: 10:00 < W - 32 min.
        QTest::newRow("just open") << qint64{at("10:32")} << QString("alice");
        QTest::newRow("just settled") << qint64{at("10:32:00.001")} << QString("phone");
    }
    void aSettledEventStaysWhatItWas()
    {
        QFETCH(qint64, watermark);
        QFETCH(QString, owner);
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.passTo(watermark);
        told.tell(login("b", at("09:59"), "alice"));
        QCOMPARE(told.owner("a"), owner.toStdString());
    }

    // W = 10:40: settled is what ends before 10:08. a is settled, b is not, and a is no step from b to anything.
    void settledEventsAreNoSteps()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.passTo(at("10:40"));
        told.tell(anonymous("b", at("10:20")));
        told.tell(anonymous("c", at("09:45"))); // leads over a only; over at once
        told.tell(login("d", at("10:25"), "alice"));
        QCOMPARE(told.owner("a"), std::string("phone"));
        QCOMPARE(told.owner("b"), std::string("alice"));
        QCOMPARE(told.owner("c"), std::string("phone"));
    }

    void onlyTheLatestSettledLoginIsRemembered()
    {
        Told told;
        told.tell(login("a", at("08:00"), "alice"));
        told.tell(login("b", at("09:00"), "bob"));
        told.passTo(at("10:00"));
        told.tell(anonymous("c", at("08:59"))); // after alice's login, but that is forgotten
        told.tell(anonymous("d", at("09:00")));
        QCOMPARE(told.owner("c"), std::string("phone"));
        QCOMPARE(told.owner("d"), std::string("bob"));
    }

    void anOldLoginThatIsOverAtOnceIsRemembered()
    {
        Told told;
        told.passTo(at("10:00"));
        told.tell(login("a", at("09:00"), "alice"));
        told.tell(anonymous("b", at("10:00")));
        QCOMPARE(told.owner("b"), std::string("alice"));
    }

    void aUserWithoutADeviceIsNobodysLogin()
    {
        Told told;
        told.tell(EventText("a", "page_view", at("10:00")).user("alice"));
        told.tell(anonymous("b", at("10:01")));
        QCOMPARE(told.owner("a"), std::string("alice"));
        QCOMPARE(told.owner("b"), std::string("phone"));
    }

    // The shopper who browses anonymously on a phone, logs in on a laptop, and comes back to the phone and logs in there.
    void thePhoneFollowsWhenItsOwnLoginComes()
    {
        Told told;
        told.tell(anonymous("phone-1", at("10:00"), "phone"));
        told.tell(anonymous("laptop-1", at("10:05"), "laptop"));
        told.tell(login("laptop-2", at("10:06"), "alice", "laptop"));
        QCOMPARE(told.owner("phone-1"), std::string("phone")); // nothing connects the phone with alice yet
        QCOMPARE(told.owner("laptop-1"), std::string("alice"));
        told.tell(login("phone-2", at("10:20"), "alice", "phone"));
        QCOMPARE(told.owner("phone-1"), std::string("alice"));
        // Two devices of one user share a session: 10:00, 10:05, 10:06, 10:20.
        QCOMPARE(told.spans("alice", at("10:00")), std::string("[0,1200000]x4"));
        QVERIFY(told.oracle.sessionsOf("phone").empty());
    }
};

QTEST_GUILESS_MAIN(IdentityTest)
#include "identity_test.moc"
