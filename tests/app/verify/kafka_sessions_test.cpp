// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/told_events.h"

using namespace tailrace::test;
using tailrace::verify::Rules;

// What Kafka Streams' own tests expect of session windows (KStreamSessionWindowAggregateProcessorTest), told to the oracle.
// Times are ms since 1970; stream time is W.
class KafkaSessionsTest : public QObject {
    Q_OBJECT

private slots:
    void oneSessionWithinTheGap()
    {
        Told told(FiveMinutes);
        told.tell(anonymous("first", 0));
        told.tell(anonymous("second", 500));
        QCOMPARE(told.spans("phone"), std::string("[0,500]x2"));
    }

    void sameTimeSameSession()
    {
        Told told(FiveMinutes);
        told.tell(anonymous("first", 0));
        told.tell(anonymous("second", 0));
        QCOMPARE(told.spans("phone"), std::string("[0,0]x2"));
    }

    void exactlyTheGapMergesAndOneMillisecondMoreDoesNot()
    {
        Told told(FiveMinutes);
        told.tell(anonymous("a", 0));
        told.tell(anonymous("b", Gap));
        told.tell(anonymous("c", 2 * Gap + 1));
        QCOMPARE(told.spans("phone"), std::string("[0,300000]x2[600001,600001]x1"));
    }

    void anEventBetweenMergesBothSides()
    {
        Told told(FiveMinutes);
        told.tell(anonymous("a", 0));
        told.tell(anonymous("b", Gap + 1));
        QCOMPARE(told.spans("phone"), std::string("[0,0]x1[300001,300001]x1"));
        told.tell(anonymous("c", Gap / 2));
        QCOMPARE(told.spans("phone"), std::string("[0,300001]x3"));
    }

    void eachKeyHasItsOwnSessions()
    {
        Told told(FiveMinutes);
        for (const char* key : {"a", "b", "c"}) told.tell(anonymous(key, 0, key));
        told.tell(anonymous("d", Gap + 1, "a"));
        told.tell(anonymous("e", Gap / 2, "b"));
        QCOMPARE(told.spans("a"), std::string("[0,0]x1[300001,300001]x1"));
        QCOMPARE(told.spans("b"), std::string("[0,150000]x2"));
        QCOMPARE(told.spans("c"), std::string("[0,0]x1"));
    }

    // Gap 10. A record at 0 for a new key: the window [0,0] has closed when 0 < stream time - grace - 10.
    void expiryCountsTheGapAndTheGrace_data()
    {
        QTest::addColumn<qint64>("grace");
        QTest::addColumn<qint64>("streamTime");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("no grace, at 10") << qint64{0} << qint64{10} << "applied";
        QTest::newRow("no grace, at 11") << qint64{0} << qint64{11} << "late";
        QTest::newRow("grace 1, at 11") << qint64{1} << qint64{11} << "applied";
        QTest::newRow("grace 1, at 12") << qint64{1} << qint64{12} << "late";
    }
    void expiryCountsTheGapAndTheGrace()
    {
        QFETCH(qint64, grace);
        QFETCH(qint64, streamTime);
        QFETCH(QString, outcome);
        Told told(Rules{.gap = 10, .grace = grace});
        told.tell(anonymous("on time", 0, "on time"));
        told.passTo(streamTime);
        told.tell(anonymous("late", 0, "late"));
        QCOMPARE(told.outcome("late"), outcome.toStdString());
    }

    void whatIsLateChangesNothing()
    {
        Told told(Rules{.gap = 10, .grace = 0});
        told.tell(anonymous("a", 0));
        told.passTo(100);
        told.tell(anonymous("b", 5));
        QCOMPARE(told.outcome("b"), std::string("late"));
        QCOMPARE(told.spans("phone"), std::string("[0,0]x1"));
    }

private:
    static constexpr std::int64_t Gap = 5 * Minute;
    static constexpr Rules FiveMinutes{.gap = Gap, .grace = 0};
};

QTEST_GUILESS_MAIN(KafkaSessionsTest)
#include "kafka_sessions_test.moc"
