// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "pipeline/telemetry/trace.h"

namespace tailrace::telemetry {

// What to keep one event's trace for; asked before the trace is built.
struct TraceInterest {
    bool slow = false;                    // among the slowest so far
    std::optional<std::size_t> fairPlace; // its place in the fair sample

    explicit operator bool() const { return slow || fairPlace.has_value(); }
};

// Of one population of events: the slowest ones, and a fair sample in which every event has the same chance.
// Same seed, same events, same sample. Not thread-safe.
class TraceSample {
public:
    TraceSample(std::size_t capacity, std::uint64_t seed) : m_capacity(capacity), m_random(seed) {}

    // Counts the event: to be asked once for each. What it wants is to be kept at once.
    TraceInterest wants(std::chrono::nanoseconds life);
    void keep(Trace trace, TraceInterest interest);

    // Adds what another sample has seen. The fair sample stays fair, whatever the two have seen.
    void merge(TraceSample other);
    void clear();

    std::uint64_t seen() const { return m_seen; }
    // Both parts, the slowest first; an event that is in both stands once, as a slow one.
    std::vector<Trace> traces() const;

private:
    std::size_t below(std::uint64_t bound) { return static_cast<std::size_t>(m_random() % bound); }
    void keepSlow(Trace trace);
    void mergeFair(TraceSample& other);

    std::size_t m_capacity;
    std::mt19937_64 m_random;
    std::uint64_t m_seen = 0;
    std::vector<Trace> m_slowest; // a heap, the least slow on top
    std::vector<Trace> m_fair;
};

} // namespace tailrace::telemetry
