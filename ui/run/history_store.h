// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "pipeline/report/run_record.h"
#include "ui/run/range_view.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// The histograms of every second of a run, packed, so that any range of it can be summed up exactly. Not thread-safe.
class HistoryStore {
public:
    explicit HistoryStore(telemetry::Budget budget = {});

    // Another budget judges from now on, or with nothing the run's own again. What was measured stays as it is.
    // True: its groups are others, so that groupPoints() are.
    bool judgeBy(std::optional<telemetry::Budget> budget);
    // The lines of the budget's groups in every second so far, anew: after another budget has come.
    std::vector<std::vector<LinePoint>> groupPoints();
    // Seconds come in order; one that is missing stays empty. Returns what charts show of it.
    SecondPoint add(const report::SecondRecord& second);
    // The run is over: whether all that it accepted has arrived qualifies what its percentiles say, in any range.
    void close(const telemetry::Ledger& ledger) { m_ledger = ledger; }
    RangeView sum(TimeSpan span) const;
    std::size_t seconds() const { return m_seconds.size(); }

private:
    using Lines = std::vector<telemetry::Histogram>; // as m_keys

    void closeBlock();
    telemetry::Series named(telemetry::Series measured) const; // its groups as the budget that judges names them
    void remember(const telemetry::Series& second);
    std::vector<LinePoint> groupPointsOf(const telemetry::Series& second) const;
    LinePoint pointOf(const telemetry::Series& second, std::size_t line) const;
    telemetry::Histogram recent(std::size_t line, std::uint64_t samples) const;

    telemetry::Budget m_own;         // by which the series were recorded
    telemetry::Budget m_budget;      // that judges
    std::vector<std::string> m_keys; // of the series by line, groups too
    telemetry::Ledger m_ledger;      // empty while the run goes on: what is in flight may still arrive
    std::vector<telemetry::PackedSeries> m_seconds;
    std::vector<telemetry::PackedSeries> m_blocks; // sums of BlockSeconds each
    std::deque<Lines> m_recent;                    // the newest last
};

} // namespace tailrace::ui
