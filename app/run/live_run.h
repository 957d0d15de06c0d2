// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/run/hand_action.h"
#include "app/run/run_plan.h"
#include "pipeline/base/logger.h"
#include "pipeline/report/run_record.h"
#include "pipeline/telemetry/snapshot.h"

namespace tailrace::run {

// What a run is doing. Immutable once published.
struct LiveRunStatus {
    enum class Phase { Planning, Starting, Running, Draining, Reporting, Done, Failed };

    Phase phase = Phase::Planning;
    std::string words; // Failed: what happened, and what to do about it. Starting: what takes time; empty: nothing
    std::string scenario, inWords;
    std::optional<std::uint64_t> seed;
    std::optional<std::chrono::nanoseconds> duration; // planned
    std::filesystem::path out;                        // the run's folder; empty when there is none
    telemetry::Budget budget;                         // from Starting on
    std::shared_ptr<const report::RunRecord> record;  // from Reporting on
    std::vector<std::string> failures;                // why the run has not passed; from Reporting on

    bool isOver() const { return phase == Phase::Done || phase == Phase::Failed; }
};

// A run on a thread of its own, which also starts and ends the servers (see ChildProcess). Begins when it is made; its status and
// snapshots may be read by any thread at any time, without waiting for the run.
class LiveRun {
public:
    // `plan` is called on the run's thread, because it reads files. The log must outlive the run.
    LiveRun(std::function<Result<RunPlan>()> plan, LogSink& log);
    // Ends it at once, drained or not, and waits: some hundred milliseconds. What is accepted stays in the journal; the report is written.
    ~LiveRun();
    LiveRun(const LiveRun&) = delete;
    LiveRun& operator=(const LiveRun&) = delete;

    // Once: the traffic ends, what is accepted is worked off. Once more: no longer.
    void requestStop();

    // By hand, within some milliseconds, once the traffic has begun; nothing once the run is over.
    void act(const HandAction& action);

    std::shared_ptr<const LiveRunStatus> status() const;
    const telemetry::SnapshotCell& snapshots() const { return m_snapshots; }

private:
    class Observer;

    void live(const std::function<Result<RunPlan>()>& plan);
    Result<void> play(RunPlan plan);
    void publish();
    void enter(LiveRunStatus::Phase phase);
    bool waitForWish(std::chrono::milliseconds patience);
    std::optional<HandAction> nextAction();

    LogSink& m_log;
    telemetry::SnapshotCell m_snapshots;
    LiveRunStatus m_next; // the run's thread: what is published next

    mutable std::mutex m_mutex; // guards the five below
    std::condition_variable m_wished;
    int m_wishes = 0; // to stop, not yet heard
    std::deque<HandAction> m_actions;
    bool m_abandoned = false;
    std::shared_ptr<const LiveRunStatus> m_status;

    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::run
