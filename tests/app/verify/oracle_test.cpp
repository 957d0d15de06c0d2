// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/told_events.h"

using namespace tailrace::test;
using tailrace::verify::LedgerTerms;
using tailrace::verify::Rules;

// Sessions, lateness, duplicates and the ledger. With a gap of 30 min and a grace of 2 min, late is what forms a session that ends
// before W - 32 min, or is more than 2 h older than W.
class OracleTest : public QObject {
    Q_OBJECT

private slots:
    void anEventThatIsTooOldIsLate_data()
    {
        QTest::addColumn<QString>("clock");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("exactly 32 min") << "09:28:00.000"
                                        << "applied";
        QTest::newRow("1 ms more") << "09:27:59.999"
                                   << "late";
    }
    void anEventThatIsTooOldIsLate()
    {
        QFETCH(QString, clock);
        QFETCH(QString, outcome);
        Told told;
        told.passTo(at("10:00"));
        told.tell(anonymous("a", at(clock.toStdString())));
        QCOMPARE(told.outcome("a"), outcome.toStdString());
    }

    void anOldEventThatJoinsAnOpenSessionIsNotLate()
    {
        Told told;
        told.tell(anonymous("a", at("09:30")));
        told.passTo(at("10:00")); // late: before 09:28
        told.tell(anonymous("b", at("09:00")));
        QCOMPARE(told.outcome("b"), std::string("applied"));
        QCOMPARE(told.spans("phone", at("09:00")), std::string("[0,1800000]x2"));
    }

    // 09:00 closes before W = 10:00; 09:25 connects it with 09:50, which is open.
    void anEventMayBridgeAClosedAndAnOpenSession()
    {
        Told told;
        told.tell(anonymous("a", at("09:00")));
        told.tell(anonymous("b", at("09:50")));
        told.passTo(at("10:00"));
        QCOMPARE(told.spans("phone", at("09:00")), std::string("[0,0]x1[3000000,3000000]x1"));
        told.tell(anonymous("c", at("09:25")));
        QCOMPARE(told.outcome("c"), std::string("applied"));
        QCOMPARE(told.spans("phone", at("09:00")), std::string("[0,3000000]x3"));
    }

    // An open session that began three hours ago; each event is 30 min after the one before.
    void nothingOlderThanTheReachIsAppliedWhateverItWouldConnectTo()
    {
        Told told;
        for (int step = 0; step <= 6; ++step) {
            told.tell(anonymous("step-" + std::to_string(step), at("09:00") + step * 30 * Minute));
        }
        told.tell(anonymous("reached", at("10:00"))); // W = 12:00
        told.tell(anonymous("beyond", at("09:59:59.999")));
        QCOMPARE(told.outcome("reached"), std::string("applied"));
        QCOMPARE(told.outcome("beyond"), std::string("late"));
    }

    void aDuplicateInAnOpenSessionIsRecognised()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(told.lastOutcome(), std::string("duplicate"));
        told.passTo(at("10:32")); // the session can still change
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(told.lastOutcome(), std::string("duplicate"));
        QCOMPARE(told.oracle.ledger(), (LedgerTerms{4, 2, 2, 0}));
    }

    void aDuplicateOfAClosedSessionIsLateByDefinition()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.passTo(at("10:32:00.001"));
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(told.lastOutcome(), std::string("late"));
        QCOMPARE(told.oracle.ledger(), (LedgerTerms{3, 2, 0, 1}));
    }

    void aDuplicateMovesWithItsOriginalAndStaysOne()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(told.tell(login("b", at("10:05"), "alice")).size(), std::size_t{2});
        QCOMPARE(told.oracle.ledger(), (LedgerTerms{3, 2, 1, 0}));
        QCOMPARE(told.spans("alice", at("10:00")), std::string("[0,300000]x2"));
    }

    void whatTheNewOwnerHasAlreadyIsADuplicateThere()
    {
        Told told;
        told.tell(EventText("a", "page_view", at("10:00")).user("alice")); // the same id came with her name first
        told.tell(anonymous("a", at("10:00")));
        QCOMPARE(told.lastOutcome(), std::string("applied")); // at the phone
        told.tell(login("b", at("10:05"), "alice"));
        QCOMPARE(told.oracle.ledger(), (LedgerTerms{3, 2, 1, 0}));
    }

    // alice owns 10:00 and 10:25 of the phone by her old login, and 10:50 from elsewhere. bob's login at 10:20 takes 10:25 away.
    void aRetractionMaySplitASession()
    {
        Told told;
        told.tell(login("old", at("08:00"), "alice"));
        told.tell(anonymous("a", at("10:00")));
        told.tell(anonymous("b", at("10:25")));
        told.tell(EventText("c", "page_view", at("10:50")).user("alice"));
        QCOMPARE(told.spans("alice", at("10:00")), std::string("[-7200000,-7200000]x1[0,3000000]x3"));
        told.tell(login("d", at("10:20"), "bob"));
        QCOMPARE(told.spans("alice", at("10:00")), std::string("[-7200000,-7200000]x1[0,0]x1[3000000,3000000]x1"));
        QCOMPARE(told.spans("bob", at("10:00")), std::string("[1200000,1500000]x2"));
    }

    // W = 10:35, so late ends before 10:03. x is alice's by her old login, and alone there: late. Its run goes on to bob's login at
    // 10:20, so it is not settled, and moves when carol's login at 09:59 comes, which is late itself.
    void aHandoverIsNeverJudgedLate()
    {
        Told told;
        told.tell(login("old", at("08:00"), "alice"));
        told.passTo(at("10:35"));
        told.tell(login("b", at("10:20"), "bob"));
        told.tell(anonymous("x", at("10:00")));
        QCOMPARE(told.owner("x"), std::string("alice"));
        QCOMPARE(told.outcome("x"), std::string("late"));
        told.tell(login("c", at("09:59"), "carol"));
        QCOMPARE(told.outcome("c"), std::string("late"));
        QCOMPARE(told.owner("x"), std::string("carol"));
        QCOMPARE(told.outcome("x"), std::string("applied"));
    }

    void aWrongRuleGivesOtherSessions()
    {
        Told wrong(Rules{.gap = 30 * Minute - 1}); // exclusive
        wrong.tell(anonymous("a", at("10:00")));
        wrong.tell(anonymous("b", at("10:30")));
        QCOMPARE(wrong.oracle.sessionsOf("phone").size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(OracleTest)
#include "oracle_test.moc"
