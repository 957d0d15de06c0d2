// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/threshold.h"

#include <QtTest/QtTest>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::report;

namespace {

RunRecord record(int count = 1000)
{
    RunRecord out;
    for (int i = 0; i < count; ++i) {
        out.series["total"].record(200ms);
        out.series["freshness"].record(4ms);
    }
    out.durationSeconds = 10;
    out.eventsPerSecond = 25000;
    out.ledger = {.received = 100, .malformed = 0, .accepted = 100, .applied = 93, .duplicate = 0, .late = 7, .inFlight = 0, .refused = 0};
    return out;
}

} // namespace

class ThresholdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judges_data();
    void judges();
    void keepsTheTextAndTheMeasuredValue();
    void failsWhatIsNotMeasured();
    void passesNoPercentileWhileEventsAreMissing();
    void saysTheUnitOfWhatWasMeasured();
    void knowsTheLinesOfTheBudget();
    void refusesWithAnExplanation_data();
    void refusesWithAnExplanation();
};

void ThresholdTest::judges_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("passed");
    QTest::newRow("below") << "total.p99<1s" << true;
    QTest::newRow("not below") << "total.p99<150ms" << false;
    QTest::newRow("spaces") << "  total.p99 <= 0.3s " << true;
    QTest::newRow("microseconds") << "freshness.p50<5000us" << true;
    QTest::newRow("at least") << "freshness.max>=4ms" << true;
    QTest::newRow("strictly more") << "freshness.max>4ms" << false;
    QTest::newRow("equal") << "freshness.max==4ms" << true;
    QTest::newRow("mean") << "total.mean<201ms" << true;
    QTest::newRow("lost") << "lost==0" << true;
    QTest::newRow("lost three") << "lost==3" << false;
    QTest::newRow("late") << "late<100" << true;
    QTest::newRow("throughput") << "throughput>20000" << true;
    QTest::newRow("throughput missed") << "throughput>30000" << false;
}

void ThresholdTest::saysTheUnitOfWhatWasMeasured()
{
    const auto words = [](const char* text, int samples = 1000) { return measuredText(evaluate(*parseThreshold(text), record(samples))); };
    QCOMPARE(words("freshness.p99<1s"), std::string("4.00\u00A0ms"));
    QCOMPARE(words("total.p99 <1s"), std::string("200\u00A0ms"));
    QCOMPARE(words("lost==0"), std::string("0\u00A0events"));
    QCOMPARE(words("late<9"), std::string("7\u00A0events"));
    QCOMPARE(words("throughput>20000"), std::string("25\u202F000\u00A0events/s"));
    QCOMPARE(words("total.p99<1s", 999), std::string("too few samples"));
}

void ThresholdTest::judges()
{
    QFETCH(QString, text);
    QFETCH(bool, passed);
    const auto expression = parseThreshold(text.toStdString());
    QVERIFY2(expression.has_value(), expression ? "" : expression.error().message().c_str());
    const auto threshold = evaluate(*expression, record());
    QVERIFY(threshold.measured);
    QCOMPARE(threshold.passed, passed);
}

void ThresholdTest::keepsTheTextAndTheMeasuredValue()
{
    const auto threshold = evaluate(*parseThreshold("freshness.max<1s"), record());
    QCOMPARE(threshold.expression, std::string("freshness.max<1s"));
    QCOMPARE(threshold.value, 4.0);
}

void ThresholdTest::passesNoPercentileWhileEventsAreMissing()
{
    RunRecord inFlight = record(), lost = record();
    inFlight.ledger.applied -= 3;
    inFlight.ledger.inFlight = 3;
    lost.ledger.applied -= 3;
    for (const RunRecord& missing : {inFlight, lost}) {
        QVERIFY(!evaluate(*parseThreshold("total.p99<1s"), missing).passed);
        QVERIFY(evaluate(*parseThreshold("late<100"), missing).passed);
    }
    QVERIFY(evaluate(*parseThreshold("lost==3"), lost).passed);
}

void ThresholdTest::failsWhatIsNotMeasured()
{
    for (const char* text : {"total.p99<1s", "recommend.p50<1s", "total.p99>0ms"}) {
        const auto threshold = evaluate(*parseThreshold(text), record(999));
        QVERIFY(!threshold.measured);
        QVERIFY(!threshold.passed);
    }
    QVERIFY(evaluate(*parseThreshold("total.p90<1s"), record(999)).passed);
    RunRecord empty;
    QVERIFY(!evaluate(*parseThreshold("throughput<5"), empty).passed);
}

void ThresholdTest::knowsTheLinesOfTheBudget()
{
    telemetry::Budget budget;
    budget.name = "bidding";
    budget.lines = {{.key = "process", .title = {}, .stages = {"sessionize", "recommend"}, .owner = {}},
        {.key = "lost", .title = {}, .stages = {"collect", "store"}, .owner = {}},
        {.key = "shown", .title = {}, .stages = {"experience"}, .owner = {}}};
    RunRecord run = record();
    for (int i = 0; i < 1000; ++i) run.series["group.process"].record(39ms);
    for (int i = 0; i < 1000; ++i) run.series["experience"].record(2ms);
    for (int i = 0; i < 1000; ++i) run.series["group.lost"].record(3ms);
    const auto judged = [&](const char* text) { return evaluate(*parseThreshold(text, budget), run); };
    QVERIFY(judged("process.p99<40ms").passed);
    QVERIFY(!judged("process.p99<38ms").passed);
    QCOMPARE(judged("process.p99<40ms").expression, std::string("process.p99<40ms"));
    QVERIFY(judged("shown.max<=2ms").passed);
    QVERIFY(judged("lost.max<4ms").passed); // the group
    QVERIFY(judged("lost==0").passed);      // the counter
    const auto refusal = parseThreshold("proces.p99<40ms", budget);
    QVERIFY(!refusal && refusal.error().context().find("of the budget bidding: process, lost, shown") != std::string::npos);
    QVERIFY(!parseThreshold("process.p99<40ms"));
    QVERIFY(!parseThreshold("process<40ms", budget));
    RunRecord older = record();
    QVERIFY(!evaluate(*parseThreshold("process.p99<40ms", budget), older).measured);
}

void ThresholdTest::refusesWithAnExplanation_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << ""
                           << "no operator";
    QTest::newRow("no operator") << "total.p99"
                                 << "no operator";
    QTest::newRow("single equals") << "lost=0"
                                   << "equality is ==";
    QTest::newRow("unknown series") << "checkout.p99<1s"
                                    << "no series 'checkout'";
    QTest::newRow("unknown quantile") << "total.p98<1s"
                                      << "no quantile 'p98'";
    QTest::newRow("unknown counter") << "found==0"
                                     << "no counter 'found'";
    QTest::newRow("no quantile") << "total<1s"
                                 << "e.g. total.p99";
    QTest::newRow("no unit") << "total.p99<20"
                             << "not a duration";
    QTest::newRow("no limit") << "total.p99<"
                              << "not a duration";
    QTest::newRow("counter with unit") << "late<5ms"
                                       << "not a plain number";
    QTest::newRow("two operators") << "late<<5"
                                   << "not a plain number";
    QTest::newRow("negative") << "late>-1"
                              << "not a plain number";
    QTest::newRow("infinite") << "late<inf"
                              << "not a plain number";
}

void ThresholdTest::refusesWithAnExplanation()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto expression = parseThreshold(text.toStdString());
    QVERIFY(!expression);
    const auto words = QString::fromStdString(expression.error().message());
    QVERIFY2(words.contains(reason), qPrintable(words));
    QVERIFY(words.contains("collect, sessionize, store, recommend, experience, freshness, total"));
    QCOMPARE(expression.error().code(), ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(ThresholdTest)
#include "threshold_test.moc"
