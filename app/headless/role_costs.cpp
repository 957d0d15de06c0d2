// SPDX-License-Identifier: Apache-2.0
#include "app/headless/role_costs.h"

#include <array>

#include "app/headless/traffic_run.h"
#include "pipeline/telemetry/cpu_clock.h"

namespace tailrace::headless {
namespace {

constexpr auto Pace = std::chrono::milliseconds(500);

// What a thread's name stands for; the others are "rest".
constexpr std::array<const char*, 6> EngineRoles{"collector", "feeder", "consumer", "worker", "store-writer", "recommend"};

std::string roleOf(const std::string& thread)
{
    for (const char* role : EngineRoles)
        if (thread == role) return role;
    return thread.starts_with("rdk:") ? "kafka client" : "rest";
}

} // namespace

bool RoleCosts::stopAsked(std::chrono::milliseconds patience)
{
    m_wasStopped |= takeStopSignal(patience);
    return m_wasStopped;
}

void RoleCosts::progressed(const telemetry::SnapshotCell& snapshots, const simulator::Generator* generator)
{
    const auto now = std::chrono::steady_clock::now();
    const auto snapshot = snapshots.read();
    if (!generator || !snapshot || now < m_next || !m_servers) return;
    m_next = now + Pace;
    m_last = read(snapshot->ledger.applied);
    if (m_first.applied == 0) m_first = m_last;
}

RoleCosts::Reading RoleCosts::read(std::uint64_t applied) const
{
    Reading reading{.applied = applied, .seconds = {}};
    for (const auto& [thread, time] : telemetry::threadCpuTimes())
        if (thread != "generator") reading.seconds[roleOf(thread)] += std::chrono::duration<double>(time).count();
    if (const auto broker = m_servers->brokerCpuSeconds()) reading.seconds["broker"] = *broker;
    if (const auto redis = m_servers->redisCpuSeconds()) reading.seconds["redis"] = *redis;
    return reading;
}

std::vector<report::RoleCost> RoleCosts::costs() const
{
    std::vector<report::RoleCost> costs;
    if (m_last.applied <= m_first.applied) return costs;
    const auto events = static_cast<double>(m_last.applied - m_first.applied);
    for (const auto& [role, seconds] : m_last.seconds) {
        const auto before = m_first.seconds.find(role);
        const double spent = seconds - (before == m_first.seconds.end() ? 0 : before->second);
        if (spent > 0) costs.push_back({role, spent / events * 1e6});
    }
    return costs;
}

} // namespace tailrace::headless
