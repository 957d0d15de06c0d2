// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/cpu_clock.h"

#include <QtTest/QtTest>

#include <unistd.h>

#include <string>
#include <thread>

#include "pipeline/telemetry/machine_description.h"

using namespace std::chrono_literals;
using namespace tailrace::telemetry;

namespace {

void burn(std::chrono::nanoseconds cpu)
{
    const auto end = callingThreadCpuTime() + cpu;
    while (callingThreadCpuTime() < end) {}
}

} // namespace

class CpuClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsOnlyTheCallingThread()
    {
        const auto before = callingThreadCpuTime();
        std::chrono::nanoseconds others{};
        std::jthread([&others] {
            burn(30ms);
            others = callingThreadCpuTime();
        }).join();
        QVERIFY(others >= 30ms);
        QVERIFY(callingThreadCpuTime() - before < 15ms);
        burn(30ms);
        QVERIFY(callingThreadCpuTime() - before >= 30ms);
    }

    void countsAllThreadsOfThisProcess()
    {
        const auto before = thisProcessCpuTime();
        std::jthread([] { burn(30ms); }).join();
        QVERIFY(thisProcessCpuTime() - before >= 30ms);
    }

    void countsAProcessByItsPid()
    {
        const auto before = processCpuTime(getpid());
        burn(100ms);
        const auto after = processCpuTime(getpid());
        QVERIFY(before && after);
        QVERIFY(*after - *before >= 70ms); // clock ticks are coarse
        QVERIFY(!processCpuTime(-1));
    }

    void readsPastAProgramNameWithBracketsAndSpaces()
    {
        const auto time = parseProcessCpuTime("42 (a) S 1 (b) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 8 20 0 1 0 99 1 1\n", 100);
        QVERIFY(time.has_value());
        QCOMPARE(*time, std::chrono::nanoseconds(3s));
    }

    void refusesAMalformedProcessStat()
    {
        for (const char* text : {"", "42", "42 (a)", "42 (a) S 1 2 3", "42 (a) S 1 42 42 0 -1 4194304 100 0 0 0 x y 7 8"})
            QVERIFY(!parseProcessCpuTime(text, 100));
    }

    void readsStealFromTheFirstLine()
    {
        const auto time = parseMachineCpuTime("cpu  100 1 50 800 20 5 4 20 3 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        QVERIFY(time.has_value());
        QCOMPARE(time->total, 1000U);
        QCOMPARE(time->steal, 20U);
        QVERIFY(!parseMachineCpuTime("cpu 1 2 3"));
        QVERIFY(!parseMachineCpuTime("intr 1 2 3 4 5 6 7 8 9 10"));
        QVERIFY(machineCpuTime().has_value());
    }

    void describesStealAsAShare()
    {
        QCOMPARE(QString::fromStdString(describeSteal({1000, 20}, {3000, 28})), QStringLiteral("0.4 % of CPU time"));
        QCOMPARE(QString::fromStdString(describeSteal({1000, 20}, {1000, 20})), QStringLiteral("not known"));
    }

    void describesTheMachine()
    {
        const auto machine = describeMachine();
        for (const char* key : {"cpu", "cores", "memory", "kernel", "os"}) {
            QVERIFY2(machine.contains(key) && !machine.at(key).empty(), key);
        }
        QVERIFY(std::stoi(machine.at("cores")) >= 1);
        QVERIFY(machine.at("memory").ends_with(" GiB"));
    }
};

QTEST_GUILESS_MAIN(CpuClockTest)
#include "cpu_clock_test.moc"
