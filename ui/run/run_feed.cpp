// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_feed.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr int PullMs = 100;

} // namespace

RunFeed::RunFeed(RunControl& control, TimeView& time) : m_control(control), m_time(time)
{
    connect(&m_timer, &QTimer::timeout, this, &RunFeed::pull);
    connect(&m_time, &TimeView::spanChanged, this, &RunFeed::askForRange);
    m_timer.start(PullMs);
}

void RunFeed::start(const RunWish& wish)
{
    if (isUnderWay()) return;
    m_control.start(wish);
    m_reader.forget();
    m_reader.judgeBy(m_judge); // what was asked for before is forgotten
    m_shown = {.kind = ShownRun::Kind::Live,
        .scenario = QString::fromStdString(wish.scenario),
        .seed = {},
        .budget = {},
        .ownBudget = {},
        .file = {},
        .record = {}};
    m_seconds.clear();
    m_range.reset();
    m_snapshot.reset();
    m_liveIncidents.clear();
    m_closedSeconds = 0;
    m_time.begin();
    Q_EMIT shownChanged();
    pull();
}

void RunFeed::judgeBy(std::optional<telemetry::Budget> budget)
{
    if (budget == m_judge) return;
    m_judge = std::move(budget);
    m_reader.judgeBy(m_judge);
    takeBudget(m_shown.ownBudget);
    m_asked = {-1, -1};
    askForRange();
    Q_EMIT budgetChanged();
}

void RunFeed::takeBudget(const telemetry::Budget& own)
{
    m_shown.ownBudget = own;
    m_shown.budget = m_judge ? *m_judge : own;
}

void RunFeed::openFile(const std::filesystem::path& file)
{
    if (isUnderWay()) {
        Q_EMIT troubled("A run is under way. Stop it first, then open the file.");
        return;
    }
    m_opening = file;
    m_reader.open(file);
}

void RunFeed::pull()
{
    pullProgress();
    pullSnapshot();
    pullNews();
}

void RunFeed::pullProgress()
{
    auto progress = m_control.progress();
    if (progress == m_progress) return;
    const auto before = std::exchange(m_progress, progress);
    const bool planned = progress->phase >= RunProgress::Phase::Starting && progress->phase < RunProgress::Phase::Failed;
    const bool isNew = !before || before->phase < RunProgress::Phase::Starting || before->isOver();
    if (m_shown.kind == ShownRun::Kind::Live && planned && isNew) {
        m_shown.scenario = QString::fromStdString(progress->scenario);
        m_shown.seed = progress->seed;
        takeBudget(progress->budget);
        m_reader.begin(progress->budget);
        Q_EMIT shownChanged();
    }
    if (m_shown.kind == ShownRun::Kind::Live && progress->isOver()) finish();
    Q_EMIT progressChanged();
}

// The record replaces what was gathered while the run went on: it is the same, and complete.
void RunFeed::finish()
{
    m_snapshot.reset();
    if (!m_progress->record) { // it failed before there was anything to measure
        m_shown = {};
        Q_EMIT shownChanged();
        return;
    }
    m_shown.kind = ShownRun::Kind::Finished;
    m_shown.record = m_progress->record;
    m_shown.file = m_progress->folder / "run.tailrace";
    m_reader.show(m_progress->record);
    m_time.showWhole(static_cast<double>(m_progress->record->seconds.size()));
    Q_EMIT shownChanged();
}

void RunFeed::pullSnapshot()
{
    if (m_shown.kind != ShownRun::Kind::Live) return;
    auto snapshot = m_control.snapshot();
    if (!snapshot || (m_snapshot && snapshot->sequence == m_snapshot->sequence)) return;
    const bool hasNewIncidents = !m_snapshot || m_snapshot->incidents != snapshot->incidents;
    m_snapshot = std::move(snapshot);
    if (m_snapshot->closedSeconds != m_closedSeconds) {
        m_closedSeconds = m_snapshot->closedSeconds;
        m_reader.add(m_snapshot);
    }
    if (hasNewIncidents) {
        // All anew: one may have become known later than others behind it, or stand for more than before.
        m_liveIncidents.clear();
        for (const telemetry::IncidentNote& note : *m_snapshot->incidents)
            m_liveIncidents.push_back({note.atSeconds, note.kind, note.text});
    }
    Q_EMIT ticked();
}

void RunFeed::pullNews()
{
    HistoryNews news = m_reader.take();
    m_readerSeconds = news.worked;
    if (!news.trouble.empty()) Q_EMIT troubled(QString::fromStdString(news.trouble));
    if (news.opened) {
        m_shown = {.kind = ShownRun::Kind::File,
            .scenario = QString::fromStdString(news.opened->scenario),
            .seed = news.opened->seed,
            .budget = {},
            .ownBudget = {},
            .file = m_opening,
            .record = news.opened};
        takeBudget(news.opened->budget);
        m_snapshot.reset();
    }
    if (news.generation != m_generation) {
        m_generation = news.generation;
        m_seconds.clear();
        m_asked = {-1, -1};
    }
    if (!news.seconds.empty()) takeSeconds(news);
    if (news.groups) takeGroups(std::move(*news.groups));
    if (news.opened) {
        m_time.showWhole(static_cast<double>(m_seconds.size()));
        Q_EMIT shownChanged();
    }
    if (news.range) {
        m_range = std::move(news.range);
        Q_EMIT rangeChanged();
    }
}

void RunFeed::takeSeconds(HistoryNews& news)
{
    std::ranges::move(news.seconds, std::back_inserter(m_seconds));
    m_time.setEnd(m_seconds.back().second + 1);
    askForRange();
    Q_EMIT secondsAdded();
}

// Seconds that have come since are of the new budget already.
void RunFeed::takeGroups(std::vector<std::vector<LinePoint>> groups)
{
    for (SecondPoint& point : m_seconds)
        if (const auto second = static_cast<std::size_t>(point.second); second < groups.size()) point.groups = std::move(groups[second]);
    Q_EMIT secondsAdded();
}

void RunFeed::askForRange()
{
    const TimeSpan exact = m_time.measured();
    const TimeSpan whole{std::floor(exact.from), std::ceil(exact.to)};
    if (m_seconds.empty() || whole == m_asked || whole.length() <= 0) return;
    m_asked = whole;
    m_reader.measure(whole);
}

const std::vector<telemetry::Trace>& RunFeed::traces() const
{
    static const std::vector<telemetry::Trace> None;
    if (m_snapshot) return m_snapshot->traces;
    return m_shown.record ? m_shown.record->traces : None;
}

std::optional<Stamp> RunFeed::origin() const
{
    using std::chrono::duration;
    if (m_snapshot)
        return m_snapshot->at - std::chrono::duration_cast<std::chrono::nanoseconds>(duration<double>(m_snapshot->secondsSinceStart));
    return m_shown.record ? m_shown.record->origin : std::nullopt;
}

const std::vector<report::Incident>& RunFeed::incidents() const { return m_shown.record ? m_shown.record->incidents : m_liveIncidents; }

QString RunFeed::whyUntouchable() const
{
    using Phase = RunProgress::Phase;
    switch (m_shown.kind) {
    case ShownRun::Kind::None: return "Nothing runs. Start a scenario first.";
    case ShownRun::Kind::Finished: return "This run is over; nothing can be changed in it.";
    case ShownRun::Kind::File: return "This run is recorded; nothing can be changed in it.";
    case ShownRun::Kind::Live: break;
    }
    const Phase phase = m_progress ? m_progress->phase : Phase::Planning;
    if (phase == Phase::Running || phase == Phase::Draining) return {};
    return phase < Phase::Running ? "The run is starting; its traffic has not begun." : "The run is over; its report is being written.";
}

double RunFeed::budgetOf(std::size_t line) const
{
    const auto* own = budgetLineOf(m_shown.budget, line);
    return own ? report::toMs(own->p99) : 0;
}

int RunFeed::secondsOver(std::size_t line) const
{
    const double budget = budgetOf(line);
    const double end = m_time.measured().to;
    if (budget <= 0) return 0;
    int over = 0;
    for (auto point = m_seconds.rbegin(); point != m_seconds.rend(); ++point) {
        if (point->second >= end) continue;
        const auto& p99 = point->line(line).p99Ms;
        if (!p99 || *p99 <= budget) break;
        ++over;
    }
    return over;
}

} // namespace tailrace::ui
