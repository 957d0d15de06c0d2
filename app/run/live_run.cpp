// SPDX-License-Identifier: Apache-2.0
#include "app/run/live_run.h"

#include "app/run/out_folder.h"
#include "app/run/run_driver.h"
#include "pipeline/base/named_thread.h"

namespace tailrace::run {

using Phase = LiveRunStatus::Phase;

// Carries what the run tells to whoever reads the status.
class LiveRun::Observer final : public RunObserver {
public:
    explicit Observer(LiveRun& run) : m_run(run) {}

    bool stopAsked(std::chrono::milliseconds patience) override { return m_run.waitForWish(patience); }

    std::optional<HandAction> nextHandAction() override { return m_run.nextAction(); }

    void loading(const PastProgress& past) override
    {
        m_run.m_next.words = past.inWords();
        m_run.publish();
    }

    void began() override
    {
        m_run.m_next.words.clear();
        m_run.enter(Phase::Running);
    }

    void progressed(const telemetry::SnapshotCell& snapshots, const simulator::Generator* generator) override
    {
        if (!generator && m_run.m_next.phase == Phase::Running) m_run.enter(Phase::Draining);
        m_run.m_snapshots.publish(snapshots.read());
    }

    void keepAlive(runtime::Pipeline& pipeline) override
    {
        while (!stopAsked(std::chrono::milliseconds(100))) pipeline.tick();
    }

private:
    LiveRun& m_run;
};

LiveRun::LiveRun(std::function<Result<RunPlan>()> plan, LogSink& log) : m_log(log)
{
    publish();
    m_thread = namedThread("run", [this, plan = std::move(plan)](const std::stop_token&) { live(plan); });
}

LiveRun::~LiveRun()
{
    const std::lock_guard lock(m_mutex);
    m_abandoned = true;
    m_wished.notify_all();
}

void LiveRun::requestStop()
{
    const std::lock_guard lock(m_mutex);
    ++m_wishes;
    m_wished.notify_all();
}

void LiveRun::act(const HandAction& action)
{
    const std::lock_guard lock(m_mutex);
    m_actions.push_back(action);
    m_wished.notify_all();
}

std::optional<HandAction> LiveRun::nextAction()
{
    const std::lock_guard lock(m_mutex);
    if (m_actions.empty()) return std::nullopt;
    HandAction action = std::move(m_actions.front());
    m_actions.pop_front();
    return action;
}

std::shared_ptr<const LiveRunStatus> LiveRun::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

bool LiveRun::waitForWish(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_wished.wait_for(lock, patience, [this] { return m_wishes > 0 || m_abandoned || !m_actions.empty(); });
    if (m_wishes == 0) return m_abandoned;
    --m_wishes;
    return true;
}

void LiveRun::publish()
{
    auto status = std::make_shared<const LiveRunStatus>(m_next);
    const std::lock_guard lock(m_mutex);
    m_status.swap(status);
}

void LiveRun::enter(Phase phase)
{
    m_next.phase = phase;
    publish();
}

void LiveRun::live(const std::function<Result<RunPlan>()>& plan)
{
    auto planned = plan();
    const Result<void> played = planned ? play(std::move(*planned)) : Result<void>(planned.error());
    if (!played) m_next.words = played.error().context();
    enter(played ? Phase::Done : Phase::Failed);
}

Result<void> LiveRun::play(RunPlan plan)
{
    if (auto room = makeRoom(plan); !room) return room.error();
    const std::filesystem::path out = plan.environment.arguments.out;
    auto folder = OutFolder::make(out);
    if (!folder) return folder.error();
    if (auto taken = folder->setAside(plan.reportBytes); !taken) return taken.error();
    m_next.scenario = plan.traffic.scenario;
    m_next.inWords = plan.traffic.inWords;
    m_next.seed = plan.traffic.seed;
    m_next.duration = plan.traffic.duration;
    m_next.budget = plan.environment.budget;
    enter(Phase::Starting);

    Observer observer(*this);
    RunDriver driver(std::move(plan), m_log, observer);
    if (auto played = driver.play(); !played) return played.error();
    folder->keep();
    m_next.out = out;
    m_next.record = driver.record();
    m_next.failures = driver.failures();
    enter(Phase::Reporting);
    if (auto written = driver.writeReports(); !written) return written.error();
    driver.keepServers();
    return {};
}

} // namespace tailrace::run
