// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_state.h"

#include <QtTest>

#include <fstream>

#include "pipeline/base/whole_file.h"

using namespace tailrace;
using namespace tailrace::run;

class RunStateTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void comesBackAsItWasKept()
    {
        RunState state;
        state.arguments.thresholds = {"total.p99<1s"};
        state.arguments.budget = "local";
        state.arguments.workers = 3;
        state.arguments.cuts = 2;
        state.arguments.quiet = true;
        state.arguments.dump = "stamps"; // a run may go on from elsewhere
        state.scenario = {.scenario = "steady", .duration = "20s", .rate = 1234.5, .seed = 9};
        state.origin = fromNanos(123'456'789);
        state.pastOrigin = fromNanos(-77);
        state.past = {.events = 4711, .seconds = 1.5, .span = 86'400};
        state.crashesInPast = 1;
        state.wallAtPlan = fromMillis(1'700'000'000'123);
        state.startedAt = "2026-11-21T10:00:00Z";
        state.crashes = 2;
        state.incidents = {{fromNanos(5), "store away", "a \"text\"", 3, fromNanos(9)}};
        state.rateChanges = {{std::chrono::milliseconds(1500), 2}, {std::chrono::milliseconds(2500), 1}};
        state.journalQuotaBytes = 1U << 30U;
        state.journalSegmentBytes = 1U << 20U;
        state.journalWords = "words";
        QVERIFY(saveRunState(out(), state));
        const auto loaded = loadRunState(out());
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        QCOMPARE(loaded->arguments.out, out());
        QCOMPARE(loaded->arguments.thresholds, state.arguments.thresholds);
        QCOMPARE(loaded->arguments.budget, state.arguments.budget);
        QCOMPARE(loaded->arguments.workers, state.arguments.workers);
        QCOMPARE(loaded->arguments.cuts, state.arguments.cuts);
        QVERIFY(loaded->arguments.quiet);
        QVERIFY(loaded->arguments.dump == std::filesystem::absolute("stamps"));
        QCOMPARE(*loaded->scenario.rate, 1234.5);
        QCOMPARE(*loaded->scenario.seed, std::uint64_t{9});
        QCOMPARE(loaded->scenario.duration, state.scenario.duration);
        QVERIFY(loaded->origin == state.origin && loaded->pastOrigin == state.pastOrigin);
        QVERIFY(loaded->past && loaded->past->events == 4711 && loaded->past->seconds == 1.5 && loaded->past->span == 86'400);
        QCOMPARE(loaded->crashesInPast, std::size_t{1});
        QCOMPARE(loaded->wallAtPlan, state.wallAtPlan);
        QCOMPARE(loaded->crashes, std::size_t{2});
        QCOMPARE(loaded->incidents.size(), std::size_t{1});
        QCOMPARE(loaded->incidents[0].text, state.incidents[0].text);
        QCOMPARE(loaded->incidents[0].count, std::uint64_t{3});
        QVERIFY(loaded->incidents[0].last == fromNanos(9));
        QCOMPARE(loaded->rateChanges.size(), std::size_t{2});
        QVERIFY(loaded->rateChanges[0].at == std::chrono::milliseconds(1500) && loaded->rateChanges[0].factor == 2);
        QCOMPARE(loaded->journalQuotaBytes, state.journalQuotaBytes);
    }

    // Cut off before its traffic had begun.
    void aRunInItsPastHasNoOrigin()
    {
        RunState state;
        state.pastOrigin = fromNanos(5);
        QVERIFY(saveRunState(out(), state));
        const auto loaded = loadRunState(out());
        QVERIFY(loaded && !loaded->origin && !loaded->past && loaded->pastOrigin == fromNanos(5));
    }

    void passwordsAreNotKept()
    {
        RunState state;
        state.arguments.redis = "redis://shop:s3cret@127.0.0.1:6379/0";
        QVERIFY(saveRunState(out(), state));
        QVERIFY(readWholeFile(out() / RunStateName)->find("s3cret") == std::string::npos);
        const auto loaded = loadRunState(out());
        QVERIFY(loaded && loaded->redisWantsPassword && loaded->arguments.redis.empty());
    }

    void whatCannotGoOnSaysWhy()
    {
        const auto none = loadRunState(out());
        QVERIFY(!none && none.error().code() == ErrorCode::NotFound);
        QVERIFY(saveRunState(out(), {}));
        std::string text = *readWholeFile(out() / RunStateName);
        const auto boot = text.find("\"boot\": \"") + 9;
        text[boot] = text[boot] == '0' ? '1' : '0';
        QVERIFY(replaceFile(out() / RunStateName, text));
        const auto otherBoot = loadRunState(out());
        QVERIFY(!otherBoot && otherBoot.error().context().find("machine was started anew") != std::string::npos);
        std::ofstream(out() / RunStateName) << "{\"version\": 1";
        const auto broken = loadRunState(out());
        QVERIFY2(!broken && broken.error().context().find(RunStateName) != std::string::npos, broken.error().context().c_str());
    }

    void isForgottenWithItsCheckpoints()
    {
        QVERIFY(saveRunState(out(), {}));
        std::filesystem::create_directory(out() / "checkpoints");
        forgetRunState(out());
        QVERIFY(std::filesystem::is_empty(out()));
    }

private:
    std::filesystem::path out() const { return m_directory->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(RunStateTest)
#include "run_state_test.moc"
