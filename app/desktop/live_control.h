// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/run/console_log.h"
#include "app/run/live_run.h"
#include "ui/run/run_control.h"

namespace tailrace::desktop {

// What the command line gives to every run that is started in the window.
struct DesktopArguments {
    std::filesystem::path runs; // finished runs, a folder each
    std::filesystem::path out;  // of the first run; empty: a new folder in `runs`
    std::string brokers, redis; // empty: embedded
    std::size_t workers = 0;
    std::optional<std::uint64_t> journalQuota; // bytes; none: the default
};

// Plays the window's runs as LiveRuns, one after the other. Belongs to the GUI thread; nothing in it waits but its destructor.
class LiveControl final : public ui::RunControl {
public:
    LiveControl(DesktopArguments arguments, std::filesystem::path resources);

    void start(const ui::RunWish& wish) override;
    void requestStop() override;
    void throwSwitch(degrade::Shed shed, degrade::Position position) override;
    void playIncident(const simulator::ScheduledIncident& incident) override;
    void multiplyRate(double factor) override;
    std::shared_ptr<const ui::RunProgress> progress() const override;
    std::shared_ptr<const telemetry::Snapshot> snapshot() const override;
    std::filesystem::path runsFolder() const override { return m_arguments.runs; }
    std::filesystem::path resources() const override { return m_resources; }

private:
    std::filesystem::path folderOf(const ui::RunWish& wish);
    void act(const run::HandAction& action);

    DesktopArguments m_arguments;
    std::filesystem::path m_resources;
    run::ConsoleLog m_log;
    std::unique_ptr<run::LiveRun> m_run;
    mutable std::shared_ptr<const run::LiveRunStatus> m_seen; // what m_progress was made of
    mutable std::shared_ptr<const ui::RunProgress> m_progress;
};

} // namespace tailrace::desktop
