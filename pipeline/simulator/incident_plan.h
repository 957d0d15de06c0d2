// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace tailrace::simulator {

// What can go wrong on purpose. Those of an instant have no length: who is killed is started again by the run itself.
enum class IncidentKind : std::uint8_t { RedisSlow, RedisBlackHole, RedisKilled, BrokerStalled, BrokerKilled, StockFeedCut, WorkerPaused };

struct IncidentName {
    IncidentKind kind;
    std::string_view name; // in scenario files and in the log of incidents
    bool lasts;            // needs a length
};
inline constexpr std::array IncidentNames{
    IncidentName{IncidentKind::RedisSlow, "redis-slow", true},
    IncidentName{IncidentKind::RedisBlackHole, "redis-black-hole", true},
    IncidentName{IncidentKind::RedisKilled, "redis-killed", false},
    IncidentName{IncidentKind::BrokerStalled, "broker-stalled", true},
    IncidentName{IncidentKind::BrokerKilled, "broker-killed", false},
    IncidentName{IncidentKind::StockFeedCut, "stock-feed-cut", true},
    IncidentName{IncidentKind::WorkerPaused, "worker-paused", true},
};
constexpr const IncidentName& nameOf(IncidentKind kind) { return IncidentNames[static_cast<std::size_t>(kind)]; }

struct ScheduledIncident {
    IncidentKind kind = IncidentKind::RedisSlow;
    std::chrono::nanoseconds at{};     // since the start of the traffic
    std::chrono::nanoseconds length{}; // 0: an instant
    std::chrono::nanoseconds delay{};  // RedisSlow: how long a command waits at most
    std::uint32_t worker = 0;          // WorkerPaused: which one
    bool byHand = false;               // somebody asked for it while the run went on
};

} // namespace tailrace::simulator
