// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>

#include "pipeline/base/clock.h"

namespace tailrace::test {

// Time stands still until it is moved. Thread-safe; what was done before a move is seen by who sees the new time.
class ManualClock : public Clock {
public:
    explicit ManualClock(std::chrono::nanoseconds start = std::chrono::seconds(1000)) : m_nanos(start.count()) {}

    void advance(std::chrono::nanoseconds by) { m_nanos.fetch_add(by.count()); }

    Stamp now() const override { return fromNanos(m_nanos.load()); }
    EventTime wallNow() const override { return fromMillis(m_nanos.load() / 1'000'000); }

private:
    std::atomic<std::int64_t> m_nanos;
};

} // namespace tailrace::test
