// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/telemetry/snapshot.h"
#include "ui/run/history_store.h"

namespace tailrace::ui {

// What the reader has found out since it was asked last.
struct HistoryNews {
    std::uint64_t generation = 0;     // grows with each run: what belongs to an older one is to be forgotten
    std::vector<SecondPoint> seconds; // new ones, in order
    // Another budget judges: the lines of its groups, by second.
    std::optional<std::vector<std::vector<LinePoint>>> groups{};
    std::shared_ptr<const RangeView> range;          // the latest; null when it is not new
    std::shared_ptr<const report::RunRecord> opened; // a run file was read
    std::string trouble;                             // it could not be read: why
    double worked = 0;                               // CPU seconds of the reader's thread so far
};

// Does the history's work (packing seconds, summing up ranges, reading run files) on a thread of its own, so that the GUI's never
// waits. All functions return at once and may be called from one thread, the GUI's; the thread ends with the object.
class HistoryReader {
public:
    HistoryReader();
    ~HistoryReader();

    void begin(telemetry::Budget budget);                        // a run that comes second by second
    void add(std::shared_ptr<const telemetry::Snapshot> closed); // its next second has closed
    void show(std::shared_ptr<const report::RunRecord> record);  // a run that is over
    void open(std::filesystem::path runFile);
    // Judges this run and those after it by another budget than their own, until nothing is given; measure() sums up anew.
    void judgeBy(std::optional<telemetry::Budget> budget);
    void measure(TimeSpan span); // of the wishes not begun yet, only the latest counts
    void forget();               // what was asked for before, and not taken yet, never comes

    HistoryNews take();

private:
    using Task = std::function<void()>;

    void post(Task task);
    void run(const std::stop_token& stop);
    std::optional<Task> next(const std::stop_token& stop);
    void restart(telemetry::Budget budget);
    void load(const report::RunRecord& record);
    void publish(std::vector<SecondPoint> points);
    void tell(const std::function<void(HistoryNews&)>& what); // unless it was told to forget it

    HistoryStore m_store;                     // the thread's own
    std::optional<telemetry::Budget> m_judge; // the thread's own; nothing: each run's own
    std::uint64_t m_taskEpoch = 0;            // the thread's own: when its task was asked for

    std::mutex m_mutex; // guards all below but the thread
    std::condition_variable_any m_wakeup;
    std::uint64_t m_epoch = 0; // grows with each forget()
    std::deque<Task> m_tasks;
    std::optional<TimeSpan> m_wanted;
    HistoryNews m_news;

    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::ui
