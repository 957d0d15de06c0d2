// SPDX-License-Identifier: Apache-2.0
// What the open window costs and how it answers while a real run goes on: TAILRACE_BENCH_RATE events a second (20 000),
// TAILRACE_BENCH_SECONDS seconds (20).
#include <QElapsedTimer>
#include <QtTest>

#include "app/desktop/live_control.h"
#include "pipeline/telemetry/cpu_clock.h"
#include "tests/support/headless_run.h"
#include "tests/support/heartbeat.h"
#include "ui/frame/main_window.h"

using namespace tailrace;

class ResponsivenessBench : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::HeadlessRun::hasRedisServer()) QSKIP("no redis-server here");
    }

    void answersWhileARunGoesOn()
    {
        const int rate = number("TAILRACE_BENCH_RATE", 20'000);
        const int seconds = number("TAILRACE_BENCH_SECONDS", 20);
        const QTemporaryDir folder;
        QElapsedTimer launched;
        launched.start();
        ui::Look look;
        ui::TimeView time;
        desktop::LiveControl control({.runs = folder.path().toStdString(), .out = {}, .brokers = {}, .redis = {}, .journalQuota = {}},
            TAILRACE_SOURCE_DIR "/resources");
        ui::RunFeed feed(control, time);
        ui::MainWindow window(feed, look);
        window.show();
        feed.start({.scenario = "steady", .duration = std::to_string(seconds) + "s", .rate = rate, .seed = {}});
        QTRY_VERIFY_WITH_TIMEOUT(feed.range(), test::HeadlessRun::Longest);
        const auto firstNumber = launched.elapsed();

        test::Heartbeat heartbeat;
        const auto cpuBefore = telemetry::callingThreadCpuTime();
        const double readerBefore = feed.readerSeconds();
        QElapsedTimer span;
        span.start();
        for (int page = 0; span.elapsed() < (seconds - 4) * 1000; ++page) {
            window.showPage(page % window.pageCount());
            QTest::qWait(700);
        }
        const double wall = static_cast<double>(span.nsecsElapsed()) / 1e9;
        const double cpu = std::chrono::duration<double>(telemetry::callingThreadCpuTime() - cpuBefore).count();
        qInfo("launch to first number   %lld ms", static_cast<long long>(firstNumber));
        const auto &seen = heartbeat.seen(), &own = heartbeat.own();
        qInfo("heartbeat gap            P99 %.1f ms, max %.1f ms over %zu beats", seen.p99(), seen.max(), seen.ms.size());
        qInfo("without the machine's    P99 %.1f ms, max %.1f ms", own.p99(), own.max());
        qInfo("GUI thread               %.1f %% of a core", cpu / wall * 100);
        qInfo("history thread           %.1f %% of a core", (feed.readerSeconds() - readerBefore) / wall * 100);
        QTRY_VERIFY_WITH_TIMEOUT(feed.shown().kind == ui::ShownRun::Kind::Finished, test::HeadlessRun::Longest + seconds * 1000);
        qInfo("applied                  %.0f events/s of %d offered", feed.shown().record->eventsPerSecond, rate);
        QVERIFY(feed.shown().record->ledger.balanced());
    }

private:
    static int number(const char* name, int otherwise)
    {
        return qEnvironmentVariableIsSet(name) ? qEnvironmentVariableIntValue(name) : otherwise;
    }
};

QTEST_MAIN(ResponsivenessBench)
#include "responsiveness_bench.moc"
