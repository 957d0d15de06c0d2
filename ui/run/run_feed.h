// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <vector>

#include "ui/run/history_reader.h"
#include "ui/run/run_control.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {

// What the window shows and where it comes from: nothing yet, a run under way, or one that is over.
struct ShownRun {
    enum class Kind { None, Live, Finished, File };

    Kind kind = Kind::None;
    QString scenario;
    std::optional<std::uint64_t> seed;
    telemetry::Budget budget;                        // that judges it: its own, or another (see RunFeed::judgeBy)
    telemetry::Budget ownBudget;                     // that it was started with
    std::filesystem::path file;                      // of a run that is over
    std::shared_ptr<const report::RunRecord> record; // of a run that is over
};

// Pulls everything that the views show, about ten times a second, and tells them what is new. The views read; nothing is pushed into
// this thread. Lives on the GUI thread.
class RunFeed : public QObject {
    Q_OBJECT
public:
    RunFeed(RunControl& control, TimeView& time);

    RunControl& control() const { return m_control; }
    TimeView& time() const { return m_time; }

    const ShownRun& shown() const { return m_shown; }
    std::shared_ptr<const RunProgress> progress() const { return m_progress; }
    bool isUnderWay() const { return m_progress && !m_progress->isOver(); }
    // Why nothing can be done by hand to what is shown; empty: it can.
    QString whyUntouchable() const;
    const std::vector<SecondPoint>& seconds() const { return m_seconds; }
    // Null until something has been measured.
    std::shared_ptr<const RangeView> range() const { return m_range; }
    // Of a run under way; null otherwise.
    std::shared_ptr<const telemetry::Snapshot> snapshot() const { return m_snapshot; }
    // The slowest and the fair sample, of whatever is shown.
    const std::vector<telemetry::Trace>& traces() const;
    // The run's start by the clock of their stamps; nothing: not known, as in older run files.
    std::optional<Stamp> origin() const;
    // So far, while it runs.
    const std::vector<report::Incident>& incidents() const;
    // P99 of the line has been over its budget without a break up to the range's end: for so many seconds; 0: it is not.
    int secondsOver(std::size_t line) const;
    double budgetOf(std::size_t line) const; // ms at P99; 0: none
    double readerSeconds() const { return m_readerSeconds; }

    // A wish without a budget of its own is judged by the one that judges now.
    void start(const RunWish& wish);
    // Judges whatever is shown, now and from now on, by this budget instead of the run's own; with nothing by its own again.
    void judgeBy(std::optional<telemetry::Budget> budget);
    const std::optional<telemetry::Budget>& judge() const { return m_judge; }
    // Refused, with words, while a run is under way.
    void openFile(const std::filesystem::path& file);

public Q_SLOTS:
    void pull();

Q_SIGNALS:
    void shownChanged();    // another run, or another kind
    void budgetChanged();   // another budget judges what is shown
    void progressChanged(); // the phase of the run under way
    void secondsAdded();
    void rangeChanged();
    void ticked();                      // rates, lag, ledger, servers
    void troubled(const QString& what); // a file could not be opened

private:
    void pullProgress();
    void pullSnapshot();
    void pullNews();
    void finish();
    void takeSeconds(HistoryNews& news);
    void takeGroups(std::vector<std::vector<LinePoint>> groups);
    void takeBudget(const telemetry::Budget& own);
    void askForRange();

    RunControl& m_control;
    TimeView& m_time;
    HistoryReader m_reader;
    QTimer m_timer;
    ShownRun m_shown;
    std::optional<telemetry::Budget> m_judge; // instead of the run's own
    std::shared_ptr<const RunProgress> m_progress;
    std::shared_ptr<const telemetry::Snapshot> m_snapshot;
    std::shared_ptr<const RangeView> m_range;
    std::vector<SecondPoint> m_seconds;
    std::vector<report::Incident> m_liveIncidents;
    std::filesystem::path m_opening;
    TimeSpan m_asked{-1, -1};
    std::uint64_t m_generation = 0;
    std::uint64_t m_closedSeconds = 0;
    double m_readerSeconds = 0;
};

} // namespace tailrace::ui
