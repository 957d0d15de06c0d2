// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/run/run_observer.h"
#include "pipeline/report/capacity.h"

namespace tailrace::headless {

// Watches a run's threads and servers while its traffic goes on, to say what an event costs each of them.
class RoleCosts final : public run::RunObserver {
public:
    bool stopAsked(std::chrono::milliseconds patience) override;
    void ready(runtime::Pipeline& pipeline) override { m_servers = &pipeline.servers(); }
    void began() override {}
    void progressed(const telemetry::SnapshotCell& snapshots, const simulator::Generator* generator) override;
    void keepAlive(runtime::Pipeline&) override {}

    bool wasStopped() const { return m_wasStopped; }
    // CPU time per applied event: of each kind of thread of the engine, of the embedded servers. Threads that the libraries or
    // the measuring own stand as "rest"; the generator has no part in it. Empty before the traffic has gone on for a second.
    std::vector<report::RoleCost> costs() const;

private:
    struct Reading {
        std::uint64_t applied = 0;
        std::map<std::string, double> seconds; // CPU, by role
    };
    Reading read(std::uint64_t applied) const;

    runtime::Servers* m_servers = nullptr;
    std::chrono::steady_clock::time_point m_next{};
    Reading m_first, m_last;
    bool m_wasStopped = false;
};

} // namespace tailrace::headless
