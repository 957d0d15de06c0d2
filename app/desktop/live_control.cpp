// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/live_control.h"

#include <QDateTime>

namespace tailrace::desktop {
namespace {

using From = run::LiveRunStatus::Phase;
using To = ui::RunProgress::Phase;

To phaseOf(From phase)
{
    switch (phase) {
    case From::Planning: return To::Planning;
    case From::Starting: return To::Starting;
    case From::Running: return To::Running;
    case From::Draining: return To::Draining;
    case From::Reporting: return To::Reporting;
    case From::Done: return To::Done;
    case From::Failed: return To::Failed;
    }
    return To::Failed;
}

ui::RunProgress progressOf(const run::LiveRunStatus& status)
{
    ui::RunProgress progress{.phase = phaseOf(status.phase),
        .words = status.words,
        .scenario = status.scenario,
        .inWords = status.inWords,
        .seed = status.seed,
        .plannedSeconds = {},
        .folder = status.out,
        .budget = status.budget,
        .record = status.record,
        .failures = status.failures};
    if (status.duration) progress.plannedSeconds = std::chrono::duration<double>(*status.duration).count();
    return progress;
}

} // namespace

LiveControl::LiveControl(DesktopArguments arguments, std::filesystem::path resources)
    : m_arguments(std::move(arguments)),
      m_resources(std::move(resources))
{}

// "flash-sale-20260314-092653"; a second run in the same second gets a number.
std::filesystem::path LiveControl::folderOf(const ui::RunWish& wish)
{
    if (!m_arguments.out.empty()) return std::exchange(m_arguments.out, {});
    const std::string stem =
        std::filesystem::path(wish.scenario).stem().string() + "-" + QDateTime::currentDateTime().toString("yyyyMMdd-HHmmss").toStdString();
    std::filesystem::path folder = m_arguments.runs / stem;
    std::error_code ignored;
    for (int number = 2; std::filesystem::exists(folder, ignored); ++number)
        folder = m_arguments.runs / (stem + "-" + std::to_string(number));
    return folder;
}

void LiveControl::start(const ui::RunWish& wish)
{
    if (m_run && !m_run->status()->isOver()) return;
    m_run.reset(); // it is over: there is nothing to wait for
    const run::RunArguments arguments{.out = folderOf(wish),
        .thresholds = {},
        .budget = wish.budget,
        .brokers = m_arguments.brokers,
        .redis = m_arguments.redis,
        .workers = m_arguments.workers,
        .journalQuota = m_arguments.journalQuota};
    const run::ScenarioArguments scenario{.scenario = wish.scenario, .duration = wish.duration, .rate = wish.rate, .seed = wish.seed};
    m_run = std::make_unique<run::LiveRun>(
        [arguments, scenario, judge = wish.judgedBy] {
            auto plan = run::planScenario(arguments, scenario);
            if (plan && judge) run::judgeBy(plan->environment, *judge);
            return plan;
        },
        m_log);
}

void LiveControl::requestStop()
{
    if (m_run) m_run->requestStop();
}

void LiveControl::act(const run::HandAction& action)
{
    using Phase = run::LiveRunStatus::Phase;
    if (!m_run) return;
    const Phase phase = m_run->status()->phase;
    if (phase == Phase::Running || phase == Phase::Draining) m_run->act(action);
}

void LiveControl::throwSwitch(degrade::Shed shed, degrade::Position position) { act(run::ThrowSwitch{shed, position}); }

void LiveControl::playIncident(const simulator::ScheduledIncident& incident) { act(run::PlayIncident{incident}); }

void LiveControl::multiplyRate(double factor) { act(run::MultiplyRate{factor}); }

std::shared_ptr<const ui::RunProgress> LiveControl::progress() const
{
    if (!m_run) return m_progress;
    auto status = m_run->status();
    if (status == m_seen) return m_progress;
    m_seen = std::move(status);
    m_progress = std::make_shared<const ui::RunProgress>(progressOf(*m_seen));
    return m_progress;
}

std::shared_ptr<const telemetry::Snapshot> LiveControl::snapshot() const { return m_run ? m_run->snapshots().read() : nullptr; }

} // namespace tailrace::desktop
