// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/slowest_traces.h"

#include <QtTest/QtTest>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::report;

namespace {

telemetry::Trace trace(std::chrono::milliseconds due, std::chrono::milliseconds life, bool request = true)
{
    telemetry::Trace t;
    t.request = request;
    t.stamps.due = Stamp(due);
    (request ? t.stamps.rendered : t.stamps.stored) = Stamp(due + life);
    return t;
}

} // namespace

class SlowestTracesTest : public QObject {
    Q_OBJECT

private slots:
    void spreadsOverTheSeconds()
    {
        RunRecord record;
        for (int i = 0; i < 20; ++i) record.traces.push_back(trace(5000ms + i * 10ms, 900ms - i * 1ms)); // one stall
        record.traces.push_back(trace(9000ms, 300ms));
        record.traces.push_back(trace(12999ms, 200ms));
        record.traces.push_back(trace(13000ms, 100ms));
        QCOMPARE(lives(record, 5), (std::vector<int>{900, 899, 300, 200, 100}));
        QCOMPARE(lives(record, 7), (std::vector<int>{900, 899, 898, 897, 300, 200, 100}));
        QCOMPARE(lives(record, 3), (std::vector<int>{900, 899, 300}));
    }

    void showsRequestsFirst()
    {
        RunRecord record;
        record.traces = {trace(1000ms, 900ms, false), trace(2000ms, 10ms), trace(3000ms, 20ms)};
        QCOMPARE(lives(record, 8), (std::vector<int>{20, 10, 900}));
    }

private:
    static std::vector<int> lives(const RunRecord& record, std::size_t most)
    {
        std::vector<int> lives;
        for (const auto* t : slowestTraces(record, most))
            lives.push_back(static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(t->life()).count()));
        return lives;
    }
};

QTEST_GUILESS_MAIN(SlowestTracesTest)
#include "slowest_traces_test.moc"
