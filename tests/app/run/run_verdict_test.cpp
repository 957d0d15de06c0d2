// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_verdict.h"

#include <QtTest>

using namespace tailrace;
using namespace tailrace::run;

class RunVerdictTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_record = {};
        m_record.ledger = {
            .received = 100, .malformed = 1, .accepted = 99, .applied = 97, .duplicate = 1, .late = 1, .inFlight = 0, .refused = 5};
    }

    void passesWhatIsComplete() { QVERIFY(failuresOf(m_record, {}).empty()); }

    void failsWhatIsInFlight()
    {
        m_record.ledger.applied -= 2;
        m_record.ledger.inFlight = 2;
        QVERIFY(m_record.ledger.balanced());
        QCOMPARE(only({}),
            std::string("Accepted, but still in flight at the end: 2 events. They would have been the slowest, so the "
                        "percentiles say too little and no latency threshold passes."));
    }

    void failsAFileOfRubbish()
    {
        m_record.ledger = {.received = 164, .malformed = 164};
        QCOMPARE(only({}), std::string("Nothing was accepted: every event was malformed."));
    }

    void failsWhatWasNeverAccepted()
    {
        QCOMPARE(only({.neverAccepted = 1, .trafficFailure = {}}), std::string("Due, but never accepted: 1 event."));
    }

    void failsWhatIsLost()
    {
        m_record.ledger.applied -= 3;
        QVERIFY(only({}).find("lost 3") != std::string::npos);
    }

    void failsAStoreThatIsBehindAndATrafficThatEndedEarly()
    {
        QCOMPARE(failuresOf(m_record, {.storeIsBehind = true, .trafficFailure = "the file ends in the middle"}).size(), std::size_t{2});
    }

    void failsARunWithoutTraffic()
    {
        QCOMPARE(only({.trafficFailure = {}, .neverBegan = "it was stopped by hand"}),
            std::string("The traffic never began: it was stopped by hand. Nothing was measured."));
    }

    void failsThresholds()
    {
        m_record.thresholds = {{"lost==0", true, 0, true}, {"late==0", true, 1, false}};
        QCOMPARE(only({}), std::string("Thresholds failed: 1 of 2."));
    }

private:
    std::string only(const LeftOver& leftOver) const
    {
        const auto sentences = failuresOf(m_record, leftOver);
        return sentences.size() == 1 ? sentences[0] : std::to_string(sentences.size()) + " sentences";
    }

    report::RunRecord m_record;
};

QTEST_GUILESS_MAIN(RunVerdictTest)
#include "run_verdict_test.moc"
