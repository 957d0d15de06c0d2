// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace tailrace {

// A reading of the host's monotonic clock, in nanoseconds. All latency is a difference of two of these.
using Stamp = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

// Wall-clock or event time since the Unix epoch, in milliseconds (the resolution of the trackers).
using EventTime = std::chrono::sys_time<std::chrono::milliseconds>;

// The one source of time of the running pipeline; tests substitute their own. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Stamp now() const = 0;
    virtual EventTime wallNow() const = 0;
};

class SystemClock final : public Clock {
public:
    Stamp now() const override { return std::chrono::steady_clock::now(); }
    EventTime wallNow() const override { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
};

inline std::int64_t toNanos(Stamp stamp) { return stamp.time_since_epoch().count(); }
inline Stamp fromNanos(std::int64_t nanos) { return Stamp(std::chrono::nanoseconds(nanos)); }
inline std::int64_t toMillis(EventTime time) { return time.time_since_epoch().count(); }
inline EventTime fromMillis(std::int64_t millis) { return EventTime(std::chrono::milliseconds(millis)); }

} // namespace tailrace
